"""What an ideal reader stores of every data row, for samples small enough to compare row by row.

Belongs here: the columns and the files of ``answer_key/rows``. Never an identity.
Does not belong here: working the values out (``registers``, ``dirt``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.sample.delivery import Delivery
from pipelines.sample.stored import NOT_IN_THE_LAKE, NOTED, STORED

LARGEST_SCALE = 0.1
WHERE = ("file", "sheet_name", "row_no")


def write_rows(folder: Path, deliveries: list[Delivery]) -> None:
    """Write the rows of a month's readable files to ``<table>/<month>.parquet`` in ``folder``."""
    for table in dict.fromkeys(delivery.table for delivery in deliveries):
        own = [d for d in deliveries if d.table == table and d.is_conformed]
        if own:
            path = folder / table / f"{own[0].month}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            rows_of(own).write_parquet(path)


def rows_of(deliveries: list[Delivery]) -> pl.DataFrame:
    """Return the rows of readable deliveries of one table, in the order of file, sheet and row."""
    frames = []
    for delivery in deliveries:
        known = [c for c in STORED[delivery.table] if c not in NOT_IN_THE_LAKE]
        frame = delivery.frame.select(*WHERE, *known, *NOTED[delivery.table])
        # a reader cleans what it reads: brackets are of half width afterwards
        frames.append(frame.with_columns(pl.col("village_name").str.normalize("NFKC")))
    return pl.concat(frames).sort(WHERE)
