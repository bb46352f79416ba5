"""The made-up city: its real towns and villages, and how many invented people live in each county.

Belongs here: reading the seeds, sizes at scale 1 and how they shrink. All sizes are invented.
Does not belong here: people (``people``), how the year goes (``curves``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from pipelines.areas import COUNTY, covered_areas
from pipelines.sample.likeness import CITY_CODE, SEEDS, counties_of, like

TABLES = ("T-H1", "T-N1", "T-N2")
SCALED_TARGETS = ("I01", "I02", "I04")
"""Targets of persons; a base stays a base in a small city."""

LABOUR = {
    "220602": 24_400,
    "220605": 22_000,
    "220621": 52_500,
    "220622": 37_800,
    "220623": 20_700,
    "220681": 25_900,
}
RELIEVED = {
    "220602": 2_600,
    "220605": 2_900,
    "220621": 4_800,
    "220622": 8_200,
    "220623": 2_300,
    "220681": 3_200,
}
MONITORED_BESIDE = {
    "220602": 85,
    "220605": 98,
    "220621": 174,
    "220622": 320,
    "220623": 80,
    "220681": 112,
}
POVERTY_WORKERS_2021 = {
    "220602": 520,
    "220605": 560,
    "220621": 990,
    "220622": 1_480,
    "220623": 450,
    "220681": 620,
}
_OF_CITY = pl.col("county_code").str.ends_with("00")
TRANSFERRED_2021_SHARE_OF_TARGET = 0.985
CANDIDATES_PER_WORKER = 1.25
"""Labour-capable poor people for each who works in the year: room for 2022's 103.6 %."""


@dataclass(frozen=True)
class Village:
    """A village and the town it belongs to."""

    code: str
    name: str


@dataclass(frozen=True)
class Town:
    """A township-level unit that has at least one village."""

    code: str
    name: str
    county_code: str
    is_excluded: bool
    villages: tuple[Village, ...]


@dataclass(frozen=True)
class County:
    """One county's names, towns and sizes after scaling."""

    code: str
    name: str
    index: int
    towns: tuple[Town, ...]
    excluded_towns: tuple[Town, ...]
    labour: int
    poverty: int
    relieved: int
    candidates: int
    poverty_workers: int
    transferred: int


@dataclass(frozen=True)
class City:
    """Everything the generator knows about the place before anyone is born."""

    code: str
    name: str
    counties: tuple[County, ...]
    targets: pl.DataFrame
    region_classes: dict[str, str]
    prefixes: dict[str, tuple[str, ...]]


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Split ``total`` in proportion to ``weights`` by largest remainder; the parts add up."""
    whole = sum(weights)
    exact = [weight * total / whole for weight in weights] if whole else [0.0] * len(weights)
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def scaled(sizes: dict[str, int], scale: float) -> dict[str, int]:
    """Return county sizes at ``scale``; they add up to the rounded city size."""
    parts = apportion(list(sizes.values()), round(sum(sizes.values()) * scale))
    return dict(zip(sizes, parts, strict=True))


def plan_of_another(plan: pl.DataFrame, city: str) -> pl.DataFrame:
    """Return the plan of the home city, or one like it of ``city``: its counties add up to it.

    ``plan`` and the result have the columns of the seed ``plan_targets.csv``.
    """
    if city == CITY_CODE:
        return plan
    models = pl.DataFrame(
        [(county, like(county)) for county in counties_of(city)],
        schema={"own": pl.String, "county_code": pl.String},
        orient="row",
    )
    counties = models.join(plan, on="county_code").with_columns(county_code="own")
    key = ["plan_year", "indicator_id"]
    whole = counties.group_by(key, maintain_order=True).agg(pl.col("target_value").sum())
    cities = plan.filter(_OF_CITY).drop("target_value").join(whole, on=key)
    cities = cities.with_columns(pl.lit(city).alias("county_code"))
    every = pl.concat([cities.select(plan.columns), counties.select(plan.columns)])
    return every.with_columns(pl.lit("示例").alias("document")).sort(*key, ~_OF_CITY, "county_code")


def scaled_targets(plan: pl.DataFrame, scale: float) -> pl.DataFrame:
    """Return the plan with every target of persons scaled; counties add up to the city.

    ``plan`` has the columns of the seed ``plan_targets.csv``, values as integers.
    """
    targets = plan
    for year, indicator in plan.select("plan_year", "indicator_id").unique().sort("*").rows():
        if indicator not in SCALED_TARGETS:
            continue
        of_indicator = (pl.col("plan_year") == year) & (pl.col("indicator_id") == indicator)
        rows = plan.filter(of_indicator & ~_OF_CITY)
        whole = plan.filter(of_indicator & _OF_CITY)
        new_city = round(int(whole["target_value"][0]) * scale)
        parts = apportion(rows["target_value"].to_list(), new_city)
        values = {
            whole["county_code"][0]: new_city,
            **dict(zip(rows["county_code"], parts, strict=True)),
        }
        targets = targets.with_columns(
            pl.when(of_indicator)
            .then(pl.col("county_code").replace_strict(values, default=None))
            .otherwise("target_value")
            .alias("target_value")
        )
    return targets


def read_city(scale: float, seeds: Path = SEEDS, code: str = CITY_CODE) -> City:
    """Read the seeds and size every county at ``scale``.

    Raises:
        AreaError: the divisions have no such city.
    """
    areas = covered_areas(seeds, (code,))
    counties = areas.filter(pl.col("level") == COUNTY)
    towns = _towns(seeds)
    plan = pl.read_csv(
        seeds / "plan_targets.csv",
        schema_overrides={"county_code": pl.String, "target_value": pl.Int64},
    )
    plan = plan_of_another(plan, code)
    targets = plan if scale == 1.0 else scaled_targets(plan, scale)
    labour, relieved, beside, workers = (
        scaled({county: sizes[like(county)] for county in counties["county_code"]}, scale)
        for sizes in (LABOUR, RELIEVED, MONITORED_BESIDE, POVERTY_WORKERS_2021)
    )
    transferred = _transferred(targets)
    return City(
        code=code,
        name=dict(areas.select("county_code", "county_name").rows())[code],
        counties=tuple(
            County(
                code=own,
                name=name,
                index=index,
                towns=tuple(t for t in towns if t.county_code == own and not t.is_excluded),
                excluded_towns=tuple(t for t in towns if t.county_code == own and t.is_excluded),
                labour=labour[own],
                poverty=relieved[own] + beside[own],
                relieved=relieved[own],
                candidates=max(workers[own] + 1, round(workers[own] * CANDIDATES_PER_WORKER)),
                poverty_workers=workers[own],
                transferred=transferred[own],
            )
            for index, (own, name) in enumerate(
                counties.select("county_code", "county_name").rows()
            )
        ),
        targets=targets,
        region_classes=dict(
            pl.read_csv(seeds / "code_work_region.csv").select("work_region", "region_class").rows()
        ),
        prefixes=_prefixes(seeds),
    )


@lru_cache(maxsize=8)
def town_names_of(county: str) -> dict[str, str]:
    """Return the name of each township of a county by its code."""
    return {town.code: town.name for town in _towns(SEEDS) if town.county_code == county}


def _transferred(targets: pl.DataFrame) -> dict[str, int]:
    plan = targets.filter((pl.col("indicator_id") == "I01") & ~_OF_CITY)
    counties = dict(plan.select("county_code", "target_value").rows())
    total = round(sum(counties.values()) * TRANSFERRED_2021_SHARE_OF_TARGET)
    return dict(zip(counties, apportion(list(counties.values()), total), strict=True))


def _towns(seeds: Path) -> list[Town]:
    villages = pl.read_csv(seeds / "villages.csv", infer_schema=False).filter(
        pl.col("village_kind") == "村"
    )
    found: list[Town] = []
    for row in pl.read_csv(seeds / "towns.csv", infer_schema=False).iter_rows(named=True):
        own = villages.filter(pl.col("town_code") == row["town_code"])
        if own.height:
            found.append(
                Town(
                    code=row["town_code"],
                    name=row["town_name"],
                    county_code=row["county_code"],
                    is_excluded=row["is_excluded"] == "true",
                    villages=tuple(
                        Village(*pair) for pair in own.select("village_code", "village_name").rows()
                    ),
                )
            )
    return found


def _prefixes(seeds: Path) -> dict[str, tuple[str, ...]]:
    """Return each county's real ID prefixes; 222202 was shared by three of today's counties."""
    history = pl.read_csv(seeds / "id_prefix_history.csv", infer_schema=False)
    prefixes: dict[str, list[str]] = {}
    for prefix, county in history.select("prefix6", "current_county_code").rows():
        shared = ["220602", "220605", "220681"] if prefix == "222202" else []
        for code in [county] if county else shared:
            known = prefixes.setdefault(code, [])
            if prefix not in known:
                known.append(prefix)
    return {code: tuple(sorted(known)) for code, known in prefixes.items()}
