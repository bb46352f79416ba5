"""Whom each part of the site is about: the office's one city, or the province and each city.

Belongs here: cutting the marts down to one city, or to the province with its cities where a city
has its counties. Does not belong here: what a page says (``pages``), folders (``publish``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl

from dashboards.facts import AreaCount
from dashboards.marts import Area, Marts

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Scope:
    """One whole and its pages: ``folder`` below the site (empty: the site itself)."""

    folder: str
    marts: Marts
    above: str = ""
    """The name of the province above a city; empty without one."""


def scopes(marts: Marts) -> tuple[Scope, ...]:
    """Return the scopes of a site: the province first, or the only city alone."""
    province = next((area for area in marts.areas if area.level == "province"), None)
    if province is None:
        return (Scope("", marts),)
    cities = [area for area in marts.areas if area.level == "city"]
    # In a province's pages a city stands where a county stands in a city's.
    members = (province, *(replace(area, level="county") for area in cities))
    return (
        Scope("", _told_of_cities(_cut(marts, members), marts)),
        *(
            Scope(city.county_code, _cut(marts, _of(marts, city)), province.county_name)
            for city in cities
        ),
    )


def _of(marts: Marts, city: Area) -> tuple[Area, ...]:
    return tuple(area for area in marts.areas if area.city_code == city.county_code)


def _cut(marts: Marts, areas: tuple[Area, ...]) -> Marts:
    codes = {area.county_code for area in areas}
    whole = next(area.county_code for area in areas if area.is_city)
    return replace(
        marts,
        areas=areas,
        values={key: row for key, row in marts.values.items() if key[1] in codes},
        comparisons={key: row for key, row in marts.comparisons.items() if key[1] in codes},
        figures=marts.figures.filter(pl.col("county_code").is_in(list(codes))),
        finding_counts=_kept(marts.finding_counts, codes),
        screenings=_kept(marts.screenings, codes),
        delivery_counts=_kept(marts.delivery_counts, codes),
        facts={
            kind: tuple(row for row in rows if row.area_code == whole)
            if kind is AreaCount
            else _kept(rows, codes)
            for kind, rows in marts.facts.items()
        },
    )


def _kept(rows: tuple[_Row, ...], codes: set[str]) -> tuple[_Row, ...]:
    return tuple(row for row in rows if getattr(row, "county_code", None) in codes)


def _told_of_cities(province: Marts, marts: Marts) -> Marts:
    """Let what came of a county's tables be told of its city."""
    city_of = {area.county_code: area.city_code for area in marts.areas}
    return replace(
        province,
        screenings=tuple(
            replace(row, county_code=city_of.get(row.county_code, row.county_code))
            for row in marts.screenings
        ),
    )
