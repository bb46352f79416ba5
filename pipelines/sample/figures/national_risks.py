"""Households that are watched because their work is not steady.

Belongs here: I05, I05p. Does not belong here: how soon somebody helps (``national_watch``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import counted
from pipelines.sample.figures.figure import Measured
from pipelines.sample.figures.snapshot import Past, Snapshot

UNSTEADY = "因务工就业不稳"
HOUSE = ("county_code", "household_no")


def unsteady_work(snapshot: Snapshot, past: Past) -> Measured:
    """Return I05 and I05p: households found this year, and households still at risk."""
    rows = snapshot.rows["T-N1"].filter(pl.col("household_no").is_not_null())
    at_risk = rows.filter(pl.col("monitor_kind").is_not_null(), _has_risk(UNSTEADY))
    found = (
        at_risk.filter(snapshot.in_year("identified_month"))
        .group_by(HOUSE)
        .agg(pl.max("identified_month"))
    )
    worked_before = (
        found.join(_first_work(snapshot, rows), on=HOUSE)
        .filter(pl.col("since").is_null() | (pl.col("since") <= pl.col("identified_month")))
        .select(HOUSE)
    )
    open_risk = at_risk.filter(pl.col("is_risk_eliminated").ne_missing(True))
    return {"I05": counted(worked_before), "I05p": counted(open_risk.select(HOUSE).unique())}


def _first_work(snapshot: Snapshot, rows: pl.DataFrame) -> pl.DataFrame:
    """Return since when somebody of each household works; unknown is before everything."""
    spells = sets.of_person(snapshot.rows["T-N2"]).filter(sets.has_worked())
    persons = sets.of_person(rows).select(*HOUSE, "person").unique()
    start = pl.col("start_month")
    return (
        persons.join(spells.select("person", "start_month"), on="person")
        .group_by(HOUSE)
        .agg(pl.when(start.is_not_null().all()).then(start.min()).alias("since"))
    )


def _has_risk(kind: str) -> pl.Expr:
    return pl.col("risk_kinds").str.split("、").list.contains(kind).fill_null(False)
