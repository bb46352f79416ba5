"""A rebuild of everything, in batches of months where the lake is larger than memory holds.

Belongs here: how many months are built at a time, and what the register says of their rows.
Does not belong here: running dbt (``dbt``), and increments, which are never parted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.months import shift
from pipelines.warehouse import project
from pipelines.warehouse.report import Prepared

if TYPE_CHECKING:
    from pipelines.settings import Settings

ROWS_A_GIGABYTE = 1_750_000
"""Of the memory limit: with 8 GB batches of 11 million rows took 5.4 GiB and spilled nothing."""


Span = tuple[str | None, str | None]
"""First and last month that are built together, ``YYYY-MM``. No first: begin with nothing; no last:
go on to the newest."""


def batches_of(settings: Settings, prepared: Prepared) -> list[Prepared]:
    """Return what is built one after the other: one, unless all of a large lake is to be rebuilt.

    A cluster parts its work itself.
    """
    import polars as pl

    if prepared.first_month is not None or settings.engine.is_spark:
        return [prepared]
    counted = (
        pl.read_parquet(settings.lake / "register" / "deliveries.parquet")
        .group_by("report_month")
        .agg(pl.col("rows_data").sum())
        .sort("report_month")
    )
    limit = ROWS_A_GIGABYTE * int(project.MEMORY_LIMIT.removesuffix("GB"))
    return [
        replace(prepared, first_month=first, until=until)
        for first, until in spans(counted.iter_rows(), limit)
    ]


def spans(months: Iterable[tuple[str, int]], limit: int) -> list[Span]:
    """Return spans of at most ``limit`` rows, or of one month; ``months``: in order, with rows."""
    firsts: list[str | None] = [None]
    untils: list[str | None] = []
    last, held = None, 0
    for month, rows in months:
        if last is not None and held + rows > limit:
            untils.append(last)
            # not `month`: one that nobody delivered lies between them and is built, too
            firsts.append(shift(last, 1))
            held = 0
        last, held = month, held + rows
    return list(zip(firsts, [*untils, None], strict=True))
