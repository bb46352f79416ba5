"""Deliveries of the city itself, in the tables that it may deliver.

Belongs here: rows whose county cell names the city. Does not belong here: counties (``regions``).
"""

from __future__ import annotations

import polars as pl

CITY_CODE = "220600"
_NAMES = (
    "白山市",
    "白山",
    "市本级",
    "白山市本级",
    "全市",
    "市直",
    "吉林省白山市",
    "220600",
    "2206",
)


def with_city(frame: pl.DataFrame, most: str | None) -> tuple[pl.DataFrame, str | None]:
    """Let the city's rows have its code; return also whose delivery it is.

    ``most`` is the county that most rows name. A book with rows of the city is the city's,
    unless more than half of its rows are of that one county.
    """
    bare = pl.col("county").str.replace_all(r"\s+", "")
    is_city = bare.is_in(list(_NAMES)) & pl.col("town_code").is_null()
    placed = frame.with_columns(
        pl.when(is_city.fill_null(False))
        .then(pl.lit(CITY_CODE))
        .otherwise(pl.col("home_county_code"))
        .alias("home_county_code")
    )
    named = placed["home_county_code"].drop_nulls()
    if CITY_CODE not in named:
        return placed, most
    own = int((named == most).sum()) if most is not None else 0
    return placed, most if 2 * own > named.len() else CITY_CODE
