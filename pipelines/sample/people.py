"""Who lives in the city: everyone an office could list, with what never changes about them.

Belongs here: births, homes, households, and which registers a person can appear in.
Does not belong here: what a person would do for a living (``callings``), when they work
(``careers``). A person is the row number of the frame made here; it is sorted by home.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.city import City, County, Town, apportion
from pipelines.sample.identity import (
    KOREAN,
    MONGOL,
    UNKNOWN_ONE_IN,
    UNKNOWN_TURN,
    dotted_names,
    identity_numbers,
    names,
    number_of,
    phones,
    synthetic_prefix,
    unknown_prefix,
)

LABOUR_AGES = (16, 59)
LEAST_PER_TOWN = 6
"""Below five rows a township that vanishes is not noticed; one more is a margin."""
EXCLUDED_TOWN_RESIDENTS = 400
EXCLUDED_TOWN_CANDIDATES = 10
OLD_CANDIDATE_SHARE = 0.12
DISABLED_SHARE = 0.06
NON_RURAL_SHARE = 0.008
HOUSEHOLD_SIZES = (2, 2, 1, 3, 2, 1, 2, 2, 2)
KOREAN_SHARES = (0.01, 0.01, 0.01, 0.01, 0.17, 0.04)
OLD_CODE_LAST_BIRTH_YEAR = 1985
BLOCK_OF_NUMBERS = 10_000_000
"""So many households, and persons, of a city have numbers of their own."""
GROWN_UP, COUPLE_YEARS, GENERATION_YEARS = 20, 12, 17
"""Years: of a head or spouse at least, between spouses at most, between generations at least."""
DOTTED_ONE_IN, DOTTED_TURN = 100, 29
"""Of so many persons one has a name of two parts with a dot between them."""

_MONITORED_INSIDE_SHARE = 1030 / 24_000
_LATE_IDENTIFIED_SHARE = 0.15


@dataclass(frozen=True)
class _Block:
    """A group of people of one kind in one county: towns and birth years, one a person."""

    county: County
    towns: list[Town]
    birth_years: np.ndarray
    role: str


def build_people(
    city: City, first_year: int, last_year: int, scale: float, rng: np.random.Generator
) -> pl.DataFrame:
    """Return one row a person, sorted by county, town and village.

    Args:
        city: places and sizes.
        first_year: the labour registers hold their full size on 1 January of this year.
        last_year: enough young people are made to refill the registers until this year.
        scale: only for the two townships outside the city's count.
        rng: the only source of chance.
    """
    blocks: list[_Block] = []
    for county in city.counties:
        blocks += _county_blocks(county, first_year, last_year, scale, rng)
    people = pl.concat(_homes(block, rng) for block in blocks)
    people = people.with_columns(pl.Series("shuffle", rng.random(people.height)))
    people = people.sort("county_index", "town_code", "village_code", "shuffle").drop("shuffle")
    people = people.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("person"))
    people = _bodies(people, city, rng)
    return _households(people, city, first_year, rng)


def _county_blocks(
    county: County, first_year: int, last_year: int, scale: float, rng: np.random.Generator
) -> list[_Block]:
    newest = first_year - 1
    old = int(county.candidates * OLD_CANDIDATE_SHARE)
    able = newest - np.r_[
        rng.integers(22, 57, county.candidates - old), rng.integers(60, 71, old)
    ].astype(np.int64)
    rest = county.poverty - county.candidates
    shares = apportion((0.10, 0.15, 0.75), max(0, rest))
    others = newest - np.concatenate(
        [
            rng.integers(low, high, n)
            for n, (low, high) in zip(shares, ((0, 16), (16, 60), (60, 89)), strict=True)
        ]
    ).astype(np.int64)
    in_labour = county.candidates - old + shares[1]
    least = LEAST_PER_TOWN * len(county.towns)
    general = max(least, county.labour - in_labour)
    ages = np.clip(np.round(60 - np.abs(rng.normal(0, 20, general))), 16, 59).astype(np.int64)
    blocks = [
        _Block(county, _towns_by_size(county, county.candidates, rng), able, "candidate"),
        _Block(county, _towns_by_size(county, len(others), rng), others, "poor"),
        _Block(county, _towns_evenly(county, general), newest - ages, "general"),
    ]
    joiners = max(1, round(county.labour / 44))
    for later in range(first_year + 1, last_year + 1):
        born = np.full(joiners, later - 1 - LABOUR_AGES[0])
        blocks.append(_Block(county, _towns_by_size(county, joiners, rng), born, "general"))
    for town in county.excluded_towns:
        few = max(4, round(EXCLUDED_TOWN_RESIDENTS * scale))
        poor = max(1, round(EXCLUDED_TOWN_CANDIDATES * scale))
        blocks.append(_Block(county, [town] * few, newest - rng.integers(25, 50, few), "general"))
        blocks.append(
            _Block(county, [town] * poor, newest - rng.integers(25, 50, poor), "candidate")
        )
    return blocks


def _towns_by_size(county: County, n: int, rng: np.random.Generator) -> list[Town]:
    weights = np.array([len(town.villages) for town in county.towns], dtype=float)
    return [county.towns[i] for i in rng.choice(len(weights), n, p=weights / weights.sum())]


def _towns_evenly(county: County, n: int) -> list[Town]:
    spare = n - LEAST_PER_TOWN * len(county.towns)
    extra = apportion([len(town.villages) for town in county.towns], spare)
    return [
        town
        for town, more in zip(county.towns, extra, strict=True)
        for _ in range(LEAST_PER_TOWN + more)
    ]


def _homes(block: _Block, rng: np.random.Generator) -> pl.DataFrame:
    picks = rng.random(len(block.towns))
    villages = [
        town.villages[int(pick * len(town.villages))]
        for town, pick in zip(block.towns, picks, strict=True)
    ]
    return pl.DataFrame(
        {
            "county_index": np.full(len(villages), block.county.index),
            "county_code": [block.county.code] * len(villages),
            "county_name": [block.county.name] * len(villages),
            "town_code": [town.code for town in block.towns],
            "town_name": [town.name for town in block.towns],
            "is_excluded": [town.is_excluded for town in block.towns],
            "village_code": [village.code for village in villages],
            "village_name": [village.name for village in villages],
            "birth_year": block.birth_years,
            "is_candidate": [block.role == "candidate"] * len(villages),
            "is_poor": [block.role != "general"] * len(villages),
        },
        schema_overrides={"birth_year": pl.Int32, "county_index": pl.Int8},
    )


def _bodies(people: pl.DataFrame, city: City, rng: np.random.Generator) -> pl.DataFrame:
    n = people.height
    county = people["county_index"].to_numpy()
    korean_share = np.resize(KOREAN_SHARES, len(city.counties))[county]
    is_korean = rng.random(n) < korean_share
    is_male = rng.random(n) < 0.53
    year = people["birth_year"].to_numpy()
    month, day = rng.integers(1, 13, n), rng.integers(1, 29, n)
    prefixes = _prefix_column(city, county, year, rng)
    prefixes[np.arange(n) % UNKNOWN_ONE_IN == UNKNOWN_TURN] = unknown_prefix(city.code)
    births = np.array([f"{y:04d}{m:02d}{d:02d}" for y, m, d in zip(year, month, day, strict=True)])
    numbers = identity_numbers(prefixes, births, is_male)
    tails = np.char.add(rng.integers(1, 8, n).astype(str), rng.integers(1, 5, n).astype(str))
    is_disabled = (rng.random(n) < DISABLED_SHARE) & people["is_poor"].to_numpy()
    people = people.with_columns(
        pl.Series("person_name", names(is_korean, is_male, rng)),
        pl.Series("id_no", numbers),
        pl.Series("certificate_no", np.where(is_disabled, np.char.add(numbers, tails), numbers)),
        pl.Series("id_birth_date", births).str.to_date("%Y%m%d"),
        pl.Series("id_sex", np.where(is_male, "男", "女")),
        pl.Series("nation", np.where(is_korean, KOREAN, "汉族")),
        pl.Series("phone", phones(n, city.code)),
        pl.Series("has_phone", rng.random(n) >= 0.03),
        pl.Series("dirt", rng.integers(0, 10_000, n).astype(np.int32)),
        pl.Series("is_rural", (rng.random(n) >= NON_RURAL_SHARE) | people["is_poor"].to_numpy()),
    )
    return _with_dots(people)


def _with_dots(people: pl.DataFrame) -> pl.DataFrame:
    """Give a few people names of two parts; ``dirt`` says who, so that nobody else changes."""
    dotted = (pl.col("dirt") % DOTTED_ONE_IN == DOTTED_TURN) & (pl.col("nation") != KOREAN)
    names_for_all = dotted_names((people["dirt"] // DOTTED_ONE_IN).to_numpy())
    return people.with_columns(
        pl.when(dotted)
        .then(pl.lit(pl.Series(names_for_all)))
        .otherwise("person_name")
        .alias("person_name"),
        pl.when(dotted).then(pl.lit(MONGOL)).otherwise("nation").alias("nation"),
    )


def _prefix_column(
    city: City, county: np.ndarray, year: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """One in eight of those born before the codes settled keeps an old prefix."""
    prefixes = np.empty(len(county), dtype="U6")
    keeps_old = (rng.random(len(county)) < 0.125) & (year <= OLD_CODE_LAST_BIRTH_YEAR)
    for place in city.counties:
        own = county == place.index
        prefixes[own] = synthetic_prefix(place.code)
        old = [synthetic_prefix(p) for p in city.prefixes.get(place.code, ()) if p != place.code]
        chosen = own & keeps_old
        if old:
            prefixes[chosen] = np.array(old)[rng.integers(0, len(old), int(chosen.sum()))]
    return prefixes


def _households(
    people: pl.DataFrame, city: City, first_year: int, rng: np.random.Generator
) -> pl.DataFrame:
    """Group the poor of each village into households; decide kind and monitoring per household."""
    cycle = np.cumsum(HOUSEHOLD_SIZES)
    block = BLOCK_OF_NUMBERS * number_of(city.code)
    rank = pl.int_range(pl.len()).over("village_code", "is_poor")
    turn = pl.col("household_rank") % int(cycle[-1])
    seat = sum((turn >= int(edge)).cast(pl.Int64) for edge in cycle[:-1])
    people = people.with_columns(rank.alias("household_rank")).with_columns(
        pl.struct(
            "village_code",
            "is_poor",
            (pl.col("household_rank") // int(cycle[-1]) * len(cycle) + seat).alias("seat"),
        )
        .rank("dense")
        .cast(pl.Int64)
        .alias("household")
    )
    draws = rng.random((int(people["household"].max() or 0) + 1, 4))  # type: ignore[arg-type]
    mine = draws[people["household"].to_numpy()]
    beside_share = 869 / 24_869
    is_beside = mine[:, 0] < beside_share
    monitored = is_beside | (mine[:, 1] < _MONITORED_INSIDE_SHARE)
    kind = np.where(
        mine[:, 2] < 0.26,
        "突发严重困难户",
        np.where(is_beside, "边缘易致贫户", "脱贫不稳定户"),
    )
    late = (mine[:, 3] < _LATE_IDENTIFIED_SHARE) & ~_with_candidate(people)
    offset = np.where(late, 1 + (mine[:, 3] / _LATE_IDENTIFIED_SHARE * 17).astype(int), 0)
    first_month = first_year * 12
    identified = first_month + offset - np.where(late, 0, 1 + (mine[:, 2] * 8).astype(int))
    return (
        people.with_columns(
            pl.Series("household_kind", np.where(is_beside, "一般农户", "脱贫户")),
            pl.Series("monitor_kind_ever", np.where(monitored, kind, "")).replace("", None),
            pl.Series("identified_index", np.where(monitored, identified, 0).astype(np.int32)),
            pl.Series("is_relocated", mine[:, 1] > 0.966),
            pl.format("5{}", (pl.col("household") + 22_000_000_000 + block).cast(pl.String)).alias(
                "household_no"
            ),
            pl.format("6{}", (pl.col("person") + 310_000_000_000 + block).cast(pl.String)).alias(
                "person_no"
            ),
        )
        .drop("household_rank")
        .with_columns(_relations(first_year))
    )


def _relations(first_year: int) -> pl.Expr:
    """Return what each person is to the head of the household: its first grown-up."""
    age = first_year - 1 - pl.col("birth_year")
    order = pl.when(age >= GROWN_UP).then(pl.col("person")).otherwise(pl.col("person") + 10**7)
    is_head = order == order.min().over("household")
    head_age = age.filter(is_head).first().over("household")
    head_sex = pl.col("id_sex").filter(is_head).first().over("household")
    apart = (age - head_age).abs()
    fits = ~is_head & (pl.col("id_sex") != head_sex) & (apart <= COUPLE_YEARS) & (age >= GROWN_UP)
    is_spouse = fits & (pl.col("person") == pl.col("person").filter(fits).min().over("household"))
    is_male = pl.col("id_sex") == "男"
    child = pl.when(is_male).then(pl.lit("之子")).otherwise(pl.lit("之女"))
    parent = pl.when(is_male).then(pl.lit("之父")).otherwise(pl.lit("之母"))
    return (
        pl.when(is_head)
        .then(pl.lit("户主"))
        .when(is_spouse.fill_null(False))
        .then(pl.lit("配偶"))
        .when(age <= head_age - GENERATION_YEARS)
        .then(child)
        .when(age >= head_age + GENERATION_YEARS)
        .then(parent)
        .otherwise(pl.lit("其他"))
        .alias("relation")
    )


def _with_candidate(people: pl.DataFrame) -> np.ndarray:
    return people.select(pl.col("is_candidate").any().over("household")).to_series().to_numpy()
