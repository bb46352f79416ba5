"""The figures of the bases for returned founders.

Belongs here: I03 and its parts, I18b, I18c. Does not belong here: workshops.
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures.counting import added, counted
from pipelines.sample.figures.figure import Measured
from pipelines.sample.figures.snapshot import Past, Snapshot

LEVELS = ("省级", "市级", "县级")
"""The highest first."""
_BASE = ["county_code", "base_name"]


def bases(snapshot: Snapshot, past: Past) -> Measured:
    """Return the bases approved this year by level, those at work, and whom they employ."""
    rows = snapshot.rows["T-H4"]
    approved = rows.filter(snapshot.in_year("approved_date"))
    new = _highest(approved)
    normal = rows.filter(pl.col("base_state") == "正常")
    known = normal.filter(pl.col("approved_date") <= snapshot.as_of).select(_BASE).unique()
    at_work = _highest(normal).join(known, on=_BASE, how="semi", nulls_equal=True)
    return {
        "I03": counted(new),
        "I03a": counted(approved),
        "I03p": counted(new.filter(pl.col("base_level") == "省级")),
        "I03s": counted(new.filter(pl.col("base_level") == "市级")),
        "I03x": counted(new.filter(pl.col("base_level") == "县级")),
        "I03b": counted(at_work),
        "I18b": added(at_work, "jobs"),
        "I18c": added(at_work, "startups"),
    }


def _highest(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row a base: of the highest level, then the first in the book."""
    rank = pl.col("base_level").replace_strict(
        {level: i for i, level in enumerate(LEVELS)}, default=len(LEVELS), return_dtype=pl.Int32
    )
    ordered = rows.sort(rank, "sheet_name", "row_no")
    return ordered.unique(_BASE, keep="first", maintain_order=True)
