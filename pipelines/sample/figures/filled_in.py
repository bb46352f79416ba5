"""The figures that counties and the city fill in by hand.

Belongs here: how the rows of T-M1 become a figure. Does not belong here: the city's sum where it
has no book of its own (``totals``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures.catalogue import CATALOGUE
from pipelines.sample.figures.figure import Measured
from pipelines.sample.figures.snapshot import Past, Snapshot

SUMMED = ("I13", "I49", "I56", "I58", "I61", "I62")
"""All others tell how things are: the latest counts."""


def filled_in(snapshot: Snapshot, past: Past) -> Measured:
    """Return every figure that is filled in; the city's own book tells the city's."""
    own = pl.coalesce("value", pl.col("is_done").cast(pl.Float64))
    rows = (
        snapshot.rows["T-M1"]
        .filter(snapshot.in_year("period_month"))
        .with_columns(own.alias("own"))
        .filter(pl.col("own").is_not_null())
        .sort("period_month", "sheet_name", "row_no")
    )
    told = rows.group_by("indicator_id", "county_code", maintain_order=True).agg(
        pl.when(pl.col("indicator_id").first().is_in(SUMMED))
        .then(pl.col("own").sum())
        .otherwise(pl.col("own").last())
        .alias("value")
    )
    found: Measured = {
        name: {} for name, indicator in CATALOGUE.items() if indicator.kind == "manual"
    }
    for indicator, county, value in told.rows():
        if indicator in found:
            found[indicator][county] = (value, None)
    return found
