"""Conditions on dates that several figures share.

Belongs here: ages, open spells, windows of the year. Does not belong here: sets of persons
(``sets``).
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import polars as pl

from pipelines.sample.likeness import SEEDS


def aged(years: int, day: dt.date) -> pl.Expr:
    """Return whether the row's person has turned ``years`` by ``day``; unknown: no."""
    return (pl.col("id_birth_date").dt.offset_by(f"{years}y") <= day).fill_null(False)


def quarter_start(day: dt.date) -> dt.date:
    """Return the first day of the quarter."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


@cache
def peak_months(year: int) -> dict[str, tuple[int, ...]]:
    """Return the months (1 to 12) of each window of the year: 春节后, 春耕后, 秋收后."""
    months = pl.read_csv(SEEDS / "months.csv", try_parse_dates=True).filter(
        pl.col("report_month").dt.year() == year
    )
    return {
        name: tuple(months.filter(pl.col("peak_name") == name)["report_month"].dt.month())
        for name in ("春节后", "春耕后", "秋收后")
    }
