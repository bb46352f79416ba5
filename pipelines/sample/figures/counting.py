"""From units to numbers by county.

Belongs here: counting, adding up, shares. Does not belong here: which units (the groups).
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from pipelines.sample.figures.figure import NO_VALUE, Counties


def counted(units: pl.DataFrame) -> Counties:
    """Return how many of ``units`` each county has."""
    sizes = units.group_by("county_code").len().rows()
    return {county: (float(size), None) for county, size in sizes}


def added(units: pl.DataFrame, column: str) -> Counties:
    """Return the sum of a column by county; nothing is 0."""
    sums = units.group_by("county_code").agg(pl.col(column).sum()).rows()
    return {county: (float(total), None) for county, total in sums}


def shares(units: pl.DataFrame, good: pl.Expr) -> Counties:
    """Return how many units each county has, and of how many ``good`` is true."""
    sizes = units.group_by("county_code").agg(
        good.fill_null(False).sum().alias("good"), pl.len().alias("all")
    )
    return {county: (float(part), float(whole)) for county, part, whole in sizes.rows()}


def medians(units: pl.DataFrame, column: str) -> Counties:
    """Return the median of the known values by county."""
    found = units.group_by("county_code").agg(pl.col(column).median())
    return {county: (value, None) for county, value in found.rows()}


def nowhere(counties: Iterable[str]) -> Counties:
    """Return that nothing can be said in any county."""
    return dict.fromkeys(counties, NO_VALUE)
