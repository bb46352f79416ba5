"""The gazetteer as the seeds have it: the covered cities' divisions, townships, villages, aliases.

Belongs here: reading those files and cutting them down to what is covered. Does not belong here:
what a text means (``regions``).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import polars as pl

from pipelines.areas import CITY, COUNTY, DIVISIONS, AreaError, covered_areas
from pipelines.intake.errors import IntakeError
from pipelines.intake.gazetteer import gazetteer_of
from pipelines.intake.regions import Regions, base_of, plain_text

_Key = TypeVar("_Key")
SEEDS = (DIVISIONS, "towns.csv", "villages.csv", "region_aliases.csv", "places.csv")
"""The reference data that say which place a text means."""


def load_regions(seeds: Path, cities: tuple[str, ...]) -> Regions:
    """Read the covered cities' counties, towns, villages and aliases, anew when a file has changed.

    Raises:
        IntakeError: a file of the reference data is absent, has lost a column or is wrong.
    """
    paths = [seeds / name for name in SEEDS]
    changed = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)
    return _load(seeds, cities, changed)


@lru_cache(maxsize=4)
def _load(seeds: Path, cities: tuple[str, ...], changed_ns: tuple[int, ...]) -> Regions:
    """Read the reference data; ``changed_ns`` makes files that were changed be read anew."""
    try:
        areas = covered_areas(seeds, cities)
    except AreaError as error:
        raise IntakeError(str(error)) from error
    towns = _read(seeds / "towns.csv", "town_code", "town_name", "county_code")
    villages = _read(seeds / "villages.csv", "village_name", "town_code", "county_code")
    aliases = _read(seeds / "region_aliases.csv", "alias", "region_code", "level")
    places = _read(seeds / "places.csv", "place_name", "place_level", "province_name", "city_name")
    files = (areas, towns, villages, aliases, places)
    whole = _regions_of(cities, *files)
    if len(cities) == 1:
        return whole
    return replace(whole, by_city={city: _regions_of((city,), *files) for city in cities})


def _regions_of(
    cities: tuple[str, ...],
    areas: pl.DataFrame,
    towns: pl.DataFrame,
    villages: pl.DataFrame,
    aliases: pl.DataFrame,
    places: pl.DataFrame,
) -> Regions:
    own = areas.filter((pl.col("level") == COUNTY) & pl.col("city_code").is_in(list(cities)))
    codes = own["county_code"].implode()
    towns = towns.filter(pl.col("county_code").is_in(codes))
    villages = villages.filter(pl.col("county_code").is_in(codes))
    aliases = aliases.filter(pl.col("region_code").str.slice(0, 6).is_in(codes))
    listed = areas.filter((pl.col("level") == CITY) & pl.col("city_code").is_in(list(cities)))
    named_cities = dict(listed.select("county_code", "county_name").rows())
    pairs = towns.select("county_code", "town_name", "town_code").rows()
    pairs += [
        (code[:6], alias, code)
        for alias, code in aliases.filter(pl.col("level") == "town")
        .select("alias", "region_code")
        .rows()
    ]
    named = [(county, plain_text(name), code) for county, name, code in pairs]
    spelled = named + [(county, base_of(name), code) for county, name, code in named]
    inside = villages.select("county_code", "village_name", "town_code").rows()
    excluded = {code for _, _, code in pairs} & set(
        aliases.filter(pl.col("level") == "town")["region_code"]
    )
    names = (
        own.select("county_name", "county_code").rows()
        + own.select("short_name", "county_code").rows()
        + [(code, code) for code in own["county_code"]]
        + aliases.filter(pl.col("level") == "county").select("alias", "region_code").rows()
        + [(n, code[:6]) for _, n, code in named if code in excluded and n.endswith("区")]
    )
    city_of = dict(own.select("county_code", "city_code").rows())
    by_name = [(plain_text(name), code) for name, code in names]
    return Regions(
        counties=_single(by_name),
        in_city=_single([((city_of[code], name), code) for name, code in by_name]),
        cities={code: named_cities[code] for code in cities},
        county_codes=frozenset(own["county_code"]),
        towns=_single([((county, name), code) for county, name, code in spelled]),
        unique_towns=_single([(name, code) for _, name, code in spelled]),
        villages=_single([((county, plain_text(name)), code) for county, name, code in inside]),
        town_codes=frozenset(towns["town_code"]),
        gazetteer=gazetteer_of(places, frozenset(named_cities.values())),
        city_of=city_of,
    )


def _single(pairs: list[tuple[_Key, str]]) -> dict[_Key, str]:
    """Keep the keys that mean one thing only."""
    found: dict[_Key, set[str]] = {}
    for key, code in pairs:
        found.setdefault(key, set()).add(code)
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def _read(path: Path, *columns: str) -> pl.DataFrame:
    try:
        frame = pl.read_csv(path, infer_schema=False)
        return frame.select(columns)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise IntakeError(
            f"参考数据 {path} 无法读取，应有列：{'、'.join(columns)}。请从安装包恢复该文件。"
        ) from error
