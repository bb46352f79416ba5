"""A few people whose story makes a figure show that would be empty among ordinary people.

Belongs here: who they are. Chosen by position, never by chance, so that nobody else's life changes.
Does not belong here: what the books say of them (``registers``, ``extras``, ``ledgers``).
"""

from __future__ import annotations

import polars as pl

UNSTABLE_ONE_IN = 120
"""So many households with workers for each that is found to have unsteady work."""
LEAST_UNSTABLE = 2
FOUND_AFTER = (16, 5, 13, 14, 15, 3)
"""Months from the first January on until the first, second … of them is found."""
RELOCATED_ONE_IN = 40
LEAST_RELOCATED = 3
"""Candidates a county of whom one is relocated beside those who are anyway; at least so many."""
POST_CASES = ("two posts", "away", "old", "dead", "struck off", "two in a household")
"""People of the list of public posts who should not be there, or not like this."""
CASES_SLOWER = 8.0
"""A county has one of a case, and one more for so much of the root of its candidates."""
DEAD_AFTER = 14
"""Months from the first January on."""
UNPAID_ONE_IN = 6
"""Of those who work in other provinces so many have no journey paid in the national system."""
TOWNS_WITHOUT_POLICY = (1, 4)
"""Counties, by place in the list, whose last township pays nobody's journey."""
_SCATTER = 7_919


def add_cases(people: pl.DataFrame, first_year: int, *, clean: bool = False) -> pl.DataFrame:
    """Return ``people``, who have their callings, with the columns of the cases; same rows.

    ``clean``: nobody is on the list of public posts who should not be.
    """
    people = people.with_columns(
        pl.col("is_candidate").any().over("household").alias("house_works"),
        pl.col("is_candidate").sum().over("county_index").alias("candidates"),
        (_candidate() & (pl.col("kind") == "公益岗")).any().over("household").alias("has_holder"),
        (pl.col("person").cast(pl.Int64) * _SCATTER % 10_007).alias("turn"),
        (first_year - 1 - pl.col("birth_year")).alias("age"),
    )
    people = _with_unsteady_work(people, first_year)
    people = _moved(people)
    people = _without_entry(people)
    people = _with_post_cases(people)
    if clean:
        people = people.with_columns(pl.lit(None, pl.String).alias("post_case"))
    people = people.with_columns(_journey()).with_columns(
        pl.when(pl.col("post_case").is_in(["dead", "struck off"]))
        .then(first_year * 12 + DEAD_AFTER)
        .alias("death_index")
    )
    return people.drop("house_works", "candidates", "has_holder", "turn", "age")


def _with_unsteady_work(people: pl.DataFrame, first_year: int) -> pl.DataFrame:
    """Let some households of workers be found to be at risk because their work is unsteady."""
    fits = (
        pl.col("is_poor")
        & (pl.col("household_kind") == "脱贫户")
        & pl.col("monitor_kind_ever").is_null()
        & pl.col("house_works")
        & ~pl.col("is_excluded")
    )
    houses = people.filter(fits).group_by("county_index", "household").agg(pl.min("turn"))
    place = pl.col("turn").rank("ordinal").over("county_index") - 1
    most = pl.max_horizontal(
        pl.lit(LEAST_UNSTABLE), pl.len().over("county_index") // UNSTABLE_ONE_IN
    )
    found = (
        houses.sort("county_index", "turn", "household")
        .with_columns(place.alias("place"), most.alias("most"))
        .filter(pl.col("place") < pl.col("most"))
        .select(
            "household",
            (pl.lit(first_year * 12) + _of(FOUND_AFTER, pl.col("place"))).alias("found_index"),
        )
    )
    new = pl.col("found_index").is_not_null() & pl.col("is_poor")
    return (
        people.join(found, on="household", how="left", maintain_order="left")
        .with_columns(
            new.alias("has_unsteady_work"),
            pl.when(new)
            .then(pl.lit("脱贫不稳定户"))
            .otherwise("monitor_kind_ever")
            .alias("monitor_kind_ever"),
            pl.when(new)
            .then("found_index")
            .otherwise("identified_index")
            .cast(people.schema["identified_index"])
            .alias("identified_index"),
        )
        .drop("found_index")
    )


def _moved(people: pl.DataFrame) -> pl.DataFrame:
    """Let some more households of workers be relocated ones."""
    most = pl.max_horizontal(pl.lit(LEAST_RELOCATED), pl.col("candidates") // RELOCATED_ONE_IN)
    return _relocated(people.with_columns(_first_of(_candidate(), most).alias("is_chosen"))).drop(
        "is_chosen"
    )


def _relocated(people: pl.DataFrame) -> pl.DataFrame:
    """Return the people with the households of ``is_chosen`` in new homes."""
    moved = pl.col("is_chosen").any().over("household")
    return people.with_columns(pl.col("is_relocated") | moved)


def _without_entry(people: pl.DataFrame) -> pl.DataFrame:
    """Let one relocated person a county work at home without the national system knowing."""
    fits = (
        _beside_the_workers()
        & pl.col("is_able")
        & ~pl.col("returned_before")
        & pl.col("background").is_in(["务农", "无就业意愿"])
        & (pl.col("region_class") == "县内")
        & pl.col("age").is_between(22, 55)
        & ~pl.col("house_works")
    )
    chosen = people.with_columns(_first_of(fits, pl.lit(1)).alias("is_chosen"))
    return (
        _relocated(chosen)
        .with_columns(
            pl.when("is_chosen")
            .then(pl.lit("普通劳动力"))
            .otherwise("labour_skill_known")
            .alias("labour_skill_known"),
        )
        .rename({"is_chosen": "is_unlisted"})
    )


def _with_post_cases(people: pl.DataFrame) -> pl.DataFrame:
    """Add which case of ``POST_CASES`` a person is; each shows in every second county."""
    grown = _beside_the_workers() & pl.col("age").is_between(22, 55)
    fits = (
        _candidate() & (pl.col("kind") == "公益岗"),
        _candidate() & (pl.col("kind") != "公益岗") & (pl.col("region_class") != "县内"),
        _beside_the_workers() & pl.col("age").is_between(69, 75),
        grown & (pl.col("background") == "丧失劳动能力") & ~pl.col("house_works"),
        grown & pl.col("is_able") & ~pl.col("house_works") & ~pl.col("is_unlisted"),
        _beside_the_workers() & pl.col("age").is_between(22, 66) & pl.col("has_holder"),
    )
    # more where there are more, but never many
    most = (pl.col("candidates").sqrt() / CASES_SLOWER).floor() + 1
    people = people.with_columns(pl.lit(None, pl.String).alias("post_case"))
    for turn, (fit, name) in enumerate(zip(fits, POST_CASES, strict=True)):
        here = (pl.col("county_index") + turn) % 2 == 0
        free = pl.col("post_case").is_null()
        people = people.with_columns(
            pl.when(_first_of(fit & here & free, most))
            .then(pl.lit(name))
            .otherwise("post_case")
            .alias("post_case")
        )
    return people


def _journey() -> pl.Expr:
    """Return whose journey is paid: ``both`` systems know, only the ``office``, or nobody."""
    last_town = pl.col("town_code") == pl.col("town_code").filter(
        ~pl.col("is_excluded")
    ).max().over("county_index")
    no_policy = last_town & pl.col("county_index").is_in(TOWNS_WITHOUT_POLICY)
    left_out = pl.col("person") % UNPAID_ONE_IN == 1
    by_office = pl.when(pl.col("dirt") % 3 == 0).then(pl.lit("office"))
    return (
        pl.when(~no_policy & ~left_out)
        .then(pl.lit("both"))
        .when(~no_policy)
        .then(by_office)
        .alias("journey_told_by")
    )


def _candidate() -> pl.Expr:
    return pl.col("is_candidate") & ~pl.col("is_excluded")


def _beside_the_workers() -> pl.Expr:
    """Return who is in the poverty register and never in the list of episodes."""
    return pl.col("is_poor") & ~pl.col("is_candidate") & ~pl.col("is_excluded")


def _first_of(fits: pl.Expr, most: pl.Expr) -> pl.Expr:
    """Return the first ``most`` of each county that fit, in scattered order.

    Not to be used within another window: that would choose within its groups.
    """
    place = pl.when(fits).then(pl.col("turn")).rank("ordinal").over("county_index")
    return (fits & (place <= most)).fill_null(False)


def _of(values: tuple[int, ...], place: pl.Expr) -> pl.Expr:
    return (place % len(values)).replace_strict(dict(enumerate(values)), return_dtype=pl.Int64)
