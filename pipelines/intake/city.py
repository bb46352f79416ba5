"""Deliveries of a city itself, in the tables that it may deliver.

Belongs here: rows whose county cell names a city. Does not belong here: counties (``regions``).
"""

from __future__ import annotations

import polars as pl

from pipelines.intake.regions import UNNAMED, Regions


def with_city(
    frame: pl.DataFrame, most: str | None, regions: Regions, folder: str | None = None
) -> tuple[pl.DataFrame, str | None]:
    """Let a city's rows have its code; return also whose delivery it is.

    ``most`` is the county that most rows name, ``folder`` the one whose folder the file lies in.
    A book with rows of a city is the city's, unless more than half of its rows are of that one
    county; of several cities it is that of the one with most rows.

    Of several cities a row that says 市本级 without a name is of the one that the folder and all
    other rows agree on; where they do not, nobody's.
    """
    bare = pl.col("county").str.replace_all(r"\s+", "")
    named = bare.replace_strict(regions.city_words, default=None, return_dtype=pl.String)
    city = pl.when(pl.col("town_code").is_null()).then(named)
    placed = frame.with_columns(pl.coalesce(city, "home_county_code").alias("home_county_code"))
    if (only := _only_city(placed["home_county_code"], folder, regions)) is not None:
        unnamed = bare.is_in(UNNAMED) & pl.all_horizontal(
            pl.col("town_code", "home_county_code").is_null()
        )
        its = pl.when(unnamed).then(pl.lit(only)).otherwise("home_county_code")
        placed = placed.with_columns(its.alias("home_county_code"))
    homes = placed["home_county_code"].drop_nulls()
    rows_of = {code: int((homes == code).sum()) for code in regions.city_codes}
    first = max(rows_of, key=lambda code: rows_of[code])
    if not rows_of[first]:
        return placed, most
    own = int((homes == most).sum()) if most is not None else 0
    return placed, most if 2 * own > homes.len() else first


def _only_city(homes: pl.Series, folder: str | None, regions: Regions) -> str | None:
    """Return the city of the folder and of all rows that are of a county or city."""
    areas = {*homes.drop_nulls().unique(), *([folder] if folder else [])}
    cities = {area if area in regions.cities else regions.city_of.get(area) for area in areas}
    return cities.pop() if len(cities) == 1 else None
