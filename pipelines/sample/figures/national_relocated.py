"""The figures of people who were moved to new homes.

Belongs here: I34 to I38. Does not belong here: how fresh their rows are (``national_watch``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import counted, shares
from pipelines.sample.figures.figure import Measured
from pipelines.sample.figures.snapshot import Past, Snapshot
from pipelines.sample.row_rules import working_age

HOUSE = ("county_code", "household_no")


def persons(snapshot: Snapshot, past: Past) -> Measured:
    """Return I34, I35, I36, I38: lists complete, asked, helped one to one, trained."""
    known = in_both_systems(snapshot).filter(pl.col("is_relocated").fill_null(False))
    grown = known.filter("is_working_age")
    idle = known.filter(pl.col("is_labour"), ~pl.col("is_employed_anywhere"))
    asked = snapshot.rows["T-N3"].filter(pl.col("service_needs").is_not_null())
    was_asked = sets.is_among(sets.of_person(asked)) | pl.col("wants_job").is_not_null()
    helped = sets.served(snapshot).filter("is_helped")
    willing = grown.filter(pl.col("wants_training").fill_null(False))
    return {
        "I34": shares(grown.filter(~pl.col("is_student")), _is_complete()),
        "I35": shares(idle, was_asked),
        "I36": shares(idle, sets.is_among(helped)),
        "I38": shares(willing, sets.is_among(sets.trained(snapshot))),
    }


def households(snapshot: Snapshot, past: Past) -> Measured:
    """Return I37 and I37b: households with somebody at work, by one system or the other."""
    last = snapshot.as_of
    rows = snapshot.rows["T-N1"].filter(pl.col("household_no").is_not_null())
    works = sets.is_among(sets.national_states(snapshot).filter("is_employed"))
    works_here = sets.is_among(sets.labour(snapshot).filter("is_hr_employed"))
    is_labour = (
        working_age(last).fill_null(False)
        & pl.col("school_state").is_null()
        & pl.col("labour_skill").is_in(sets.ABLE).fill_null(False)
    )
    houses = (
        rows.group_by(HOUSE)
        .agg(
            pl.col("is_relocated").fill_null(False).any().alias("is_moved"),
            is_labour.any().alias("can_work"),
            works.fill_null(False).any().alias("works"),
            works_here.fill_null(False).any().alias("works_here"),
        )
        .filter(pl.col("is_moved") & pl.col("can_work"))
    )
    unlisted = houses.filter(~pl.col("works") & pl.col("works_here"))
    return {"I37": shares(houses, pl.col("works")), "I37b": counted(unlisted)}


def in_both_systems(snapshot: Snapshot) -> pl.DataFrame:
    """Return N1P with what the roster (P1) and the month monitor (NS) say of the same person.

    Adds is_employed_anywhere, has_state, and of P1 employment_state, wants_job, wants_training,
    skill_level, hr_region, hr_wage; the current_ columns are of NS.
    """
    roster = sets.labour(snapshot).select(
        *("person", "employment_state", "wants_job", "wants_training", "skill_level"),
        "is_hr_employed",
        pl.col("work_region").alias("hr_region"),
        pl.col("wage_cny").alias("hr_wage"),
    )
    national = sets.national_states(snapshot).drop("county_code", "town_code")
    told = sets.of_person(snapshot.rows["T-N2"]).filter(pl.col("has_worked").is_not_null())
    return (
        sets.poverty_population(snapshot)
        .join(roster, on="person", how="left", maintain_order="left")
        .join(national, on="person", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("is_employed", "is_hr_employed", pl.lit(False)).alias(
                "is_employed_anywhere"
            ),
            sets.is_among(told).alias("has_national_state"),
        )
    )


def _is_complete() -> pl.Expr:
    """Return whether state, region, wish, ability and pay are all known somewhere."""

    def known(*names: str) -> pl.Expr:
        return pl.any_horizontal(pl.col(name).is_not_null() for name in names)

    idle = ~pl.col("is_employed_anywhere")
    return (
        (pl.col("has_national_state") | known("employment_state"))
        & (idle | known("current_work_region", "hr_region"))
        & known("wants_training")
        & known("labour_skill", "skill_level")
        & (idle | known("current_wage_cny", "hr_wage"))
    )
