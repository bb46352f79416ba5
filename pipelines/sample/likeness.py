"""Which county of the home city a county of another city behaves like, and what places are called.

The sizes, habits and mishaps of the sample are told once, of the six counties of 白山. A county of
another city has those of the one at its place in the list of the divisions; with more counties than
six the list begins again. Places of the home city are like themselves.

Belongs here: these pairs and the names in the divisions. Does not belong here: habits themselves
(``looks``, ``delivery``, ``ledgers.habits``), sizes (``city``).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from pipelines.areas import CITY, COUNTY, DIVISIONS

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
CITY_CODE = "220600"
"""The city that the habits are told of."""


@lru_cache(maxsize=1)
def _divisions() -> pl.DataFrame:
    return pl.read_csv(SEEDS / DIVISIONS, infer_schema=False)


@lru_cache(maxsize=8)
def counties_of(city: str) -> tuple[str, ...]:
    """Return the codes of the counties of a city, in the order of the divisions."""
    own = (pl.col("level") == COUNTY) & (pl.col("city_code") == city)
    return tuple(_divisions().filter(own)["county_code"])


@lru_cache(maxsize=1)
def county_names() -> dict[str, str]:
    """Return the name of each county of every city by its code."""
    return _named(COUNTY, "county_name")


@lru_cache(maxsize=1)
def short_names() -> dict[str, str]:
    """Return what each county is called for short by its code."""
    return _named(COUNTY, "short_name")


@lru_cache(maxsize=1)
def city_names() -> dict[str, str]:
    """Return the name of each city by its code."""
    return _named(CITY, "county_name")


def _named(level: str, column: str) -> dict[str, str]:
    rows = _divisions().filter(pl.col("level") == level)
    return dict(rows.select("county_code", column).rows())


@lru_cache(maxsize=1)
def cities_of() -> dict[str, str]:
    """Return the city's code of each county."""
    return _named(COUNTY, "city_code")


@lru_cache(maxsize=256)
def like(code: str) -> str:
    """Return the place of the home city that a county, or a city, behaves like."""
    if code in city_names():
        return CITY_CODE
    models = counties_of(CITY_CODE)
    return models[counties_of(cities_of()[code]).index(code) % len(models)]


def county_like(model: str, city: str) -> str | None:
    """Return the first county of ``city`` that behaves like ``model``; None: there is none."""
    return next((code for code in counties_of(city) if like(code) == model), None)
