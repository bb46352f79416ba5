"""The figures of spot checks, and of how the plan was shared out.

Belongs here: I08, I11, I27. Does not belong here: what the data themselves show (``quality``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures.counting import nowhere, shares
from pipelines.sample.figures.dates import quarter_start
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.progress import plan_of
from pipelines.sample.figures.snapshot import Past, Snapshot

ANSWERS = ("state", "region", "training", "skill", "wage")
_TOWN = ["county_code", "town_code"]


def spot_checks(snapshot: Snapshot, past: Past) -> Measured:
    """Return I08 and I11: whether the checked rows were right, and where anybody checked."""
    checks = snapshot.rows["T-S1"]
    in_year = checks.filter(snapshot.in_year("checked_date"))
    first = quarter_start(snapshot.as_of)
    in_quarter = in_year.filter(pl.col("checked_date") >= first)
    towns = snapshot.rows["T-H1"].select(_TOWN).drop_nulls().unique()
    seen = in_quarter.select(_TOWN).unique().with_columns(pl.lit(True).alias("is_seen"))
    return {
        "I08": _right(in_year),
        "I11a": shares(towns.join(seen, on=_TOWN, how="left"), pl.col("is_seen")),
        "I11b": _right(in_quarter),
    }


def _right(checks: pl.DataFrame) -> Counties:
    wrong = pl.any_horizontal((~pl.col(f"{answer}_is_true")).fill_null(False) for answer in ANSWERS)
    return shares(checks.filter(pl.col("is_reached").fill_null(False)), ~wrong)


def plan(snapshot: Snapshot, past: Past) -> Measured:
    """Return I27: whether the plan's targets were shared out, and whether they add up."""
    city = snapshot.city.code
    targets = plan_of(snapshot.city, snapshot.year)
    of_city = {name: places for name, places in targets.items() if city in places}
    if not of_city:
        return {"I27": {**nowhere(snapshot.counties), city: (None, None)}}
    due = float(len(of_city))
    found: Counties = {
        county: (float(sum(county in places for places in of_city.values())), due)
        for county in snapshot.counties
    }
    whole = [
        sum(value for county, value in places.items() if county != city) == places[city]
        for places in of_city.values()
    ]
    return {"I27": {**found, city: (float(sum(whole)), due)}}
