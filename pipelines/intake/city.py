"""Deliveries of a city itself, in the tables that it may deliver.

Belongs here: rows whose county cell names a city. Does not belong here: counties (``regions``).
"""

from __future__ import annotations

import polars as pl

from pipelines.intake.regions import Regions


def with_city(
    frame: pl.DataFrame, most: str | None, regions: Regions
) -> tuple[pl.DataFrame, str | None]:
    """Let a city's rows have its code; return also whose delivery it is.

    ``most`` is the county that most rows name. A book with rows of a city is the city's,
    unless more than half of its rows are of that one county; of several cities it is that of
    the one with most rows.
    """
    bare = pl.col("county").str.replace_all(r"\s+", "")
    named = bare.replace_strict(regions.city_words, default=None, return_dtype=pl.String)
    city = pl.when(pl.col("town_code").is_null()).then(named)
    placed = frame.with_columns(pl.coalesce(city, "home_county_code").alias("home_county_code"))
    homes = placed["home_county_code"].drop_nulls()
    rows_of = {code: int((homes == code).sum()) for code in regions.city_codes}
    first = max(rows_of, key=lambda code: rows_of[code])
    if not rows_of[first]:
        return placed, most
    own = int((homes == most).sum()) if most is not None else 0
    return placed, most if 2 * own > homes.len() else first
