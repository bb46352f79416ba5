"""The figures of the workshops that employ people lifted out of poverty.

Belongs here: I30, I31, I31b, I31c, I32a, I32b. Does not belong here: who the month monitor has in
workshops (``national``).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample.figures.catalogue import BASELINE_YEAR
from pipelines.sample.figures.counting import added, counted, shares
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.snapshot import Past, Snapshot

WORKSHOP = ("county_code", "workshop_name")
LEAST_RELIEVED = 5


def workshops(snapshot: Snapshot, past: Past) -> Measured:
    """Return I30 to I32b: how many last, how many are new, whom they employ."""
    rows = snapshot.rows["T-N6b"]
    new = rows.filter(snapshot.in_year("approved_date"))
    with_relieved = new.filter(pl.col("relieved_workers") >= LEAST_RELIEVED)
    working = rows.filter(_is_working())
    opened = counted(_names(new))
    return {
        "I30": _lasting(snapshot, past),
        "I31": opened,
        "I31b": {
            county: (float(opened.get(county, (0.0, None))[0] != 0), 1.0)
            for county in snapshot.counties
        },
        "I31c": counted(_names(with_relieved)),
        "I32a": added(working, "workers"),
        "I32b": added(working, "relieved_workers"),
    }


def _lasting(snapshot: Snapshot, past: Past) -> Counties:
    """Return of the workshops at the end of the baseline year, how many still work."""
    then = past.get(f"{BASELINE_YEAR}-12")
    if then is None or snapshot.year <= BASELINE_YEAR:
        return {}  # nobody to compare: 0 of 0
    old = _names(
        then.rows["T-N6b"].filter(
            _is_working(), pl.col("approved_date") <= dt.date(BASELINE_YEAR, 12, 31)
        )
    )
    now = _names(snapshot.rows["T-N6b"].filter(_is_working()))
    still = old.join(now.with_columns(pl.lit(True).alias("works")), on=list(WORKSHOP), how="left")
    return shares(still, pl.col("works"))


def _is_working() -> pl.Expr:
    return pl.col("workshop_state") == "正常"


def _names(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("workshop_name").is_not_null()).select(WORKSHOP).unique()
