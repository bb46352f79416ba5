"""The sets of persons that several figures use, each worked out once a snapshot.

Belongs here: section 2 of the document. Does not belong here: single figures (the groups).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from weakref import WeakKeyDictionary

import polars as pl

from pipelines.months import shift
from pipelines.sample.cross import rank_persons
from pipelines.sample.figures.snapshot import Snapshot
from pipelines.sample.row_rules import month_end, working_age

Maker = Callable[[Snapshot], pl.DataFrame]

WORKING = ("外出务工", "本市县就业", "自主创业", "灵活就业")
ABLE = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")
SKILLED = ("初级工", "中级工", "高级工", "技师", "高级技师")
FIRST_IN_FILE = ("county_code", "sheet_name", "row_no")


def _once(make: Maker) -> Maker:
    """Keep what ``make`` returns as long as the snapshot is kept."""
    kept: WeakKeyDictionary[Snapshot, pl.DataFrame] = WeakKeyDictionary()

    @wraps(make)
    def made(snapshot: Snapshot) -> pl.DataFrame:
        if snapshot not in kept:
            kept[snapshot] = make(snapshot)
        return kept[snapshot]

    return made


def first_of_each(rows: pl.DataFrame, key: str | list[str] = "person") -> pl.DataFrame:
    """Return the first row of each person, or other key, in the order of ``rows``."""
    return rows.unique(key, keep="first", maintain_order=True)


def of_person(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that are somebody's."""
    return rows.filter(pl.col("person").is_not_null())


def region_class(snapshot: Snapshot, column: str = "work_region") -> pl.Expr:
    """Return 县内, 省内县外 or 省外; null where the region is not known."""
    classes = snapshot.city.region_classes
    return pl.col(column).replace_strict(classes, default=None, return_dtype=pl.String)


def is_away(snapshot: Snapshot, column: str = "work_region") -> pl.Expr:
    """Return whether the place of work is known and outside the county."""
    return (region_class(snapshot, column) != "县内").fill_null(False)


@_once
def labour(snapshot: Snapshot) -> pl.DataFrame:
    """P1: one row a person of the labour roster, with what many figures ask.

    Adds is_working_age, is_hr_employed, is_transferred (the I01 set), is_on_post (the I01p set) and
    region_class.
    """
    rows = of_person(snapshot.rows["T-H1"])
    # hardly anybody has two rows, and sorting everybody takes seconds
    again = rows["person"].is_duplicated()
    chosen = first_of_each(rank_persons(rows.filter(again)).drop("at_home"))
    persons = pl.concat([rows.filter(~again), chosen])
    last, state = snapshot.as_of, pl.col("transfer_state")
    start, back = pl.col("start_date"), pl.col("return_date")
    of_age = start.is_null() | (pl.col("id_birth_date").dt.offset_by("16y") <= start).fill_null(
        True
    )
    eligible = (
        pl.col("hukou_kind").ne_missing(pl.lit("非农业户口"))
        & (start.is_null() | (start <= last))
        & (back.is_null() | (back >= snapshot.new_year))
        & of_age
    )
    works = state.is_in(WORKING).fill_null(False)
    came_back = (state == "返乡未就业").fill_null(False) & back.is_not_null()
    return persons.with_columns(
        working_age(last).fill_null(False).alias("is_working_age"),
        (pl.col("employment_state") == "已就业").fill_null(False).alias("is_hr_employed"),
        (eligible & (works | came_back)).alias("is_transferred"),
        (eligible & works & (back.is_null() | (back > last))).alias("is_on_post"),
        region_class(snapshot).alias("region_class"),
    )


def is_member() -> pl.Expr:
    """Return whether a row of the poverty register is of somebody lifted out, or monitored."""
    relieved = (pl.col("household_kind") == "脱贫户").fill_null(False)
    return relieved | pl.col("monitor_kind").is_not_null()


@_once
def members(snapshot: Snapshot) -> pl.DataFrame:
    """Return person and county_code of every member's row, each pair once."""
    rows = of_person(snapshot.rows["T-N1"]).filter(is_member())
    return rows.select("person", "county_code").unique(maintain_order=True)


@_once
def poverty_population(snapshot: Snapshot) -> pl.DataFrame:
    """N1P: one row a person of the poverty register.

    Adds is_member (this row's), is_student, is_able, is_working_age and is_labour.
    """
    at_home = (pl.col("home_county_code") == pl.col("county_code")).fill_null(False)
    rows = of_person(snapshot.rows["T-N1"]).with_columns(
        is_member().alias("is_member"), at_home.alias("at_home")
    )
    ordered = rows.sort(
        "is_member", "at_home", *FIRST_IN_FILE, descending=[True, True, False, False, False]
    )
    persons = first_of_each(ordered).with_columns(
        pl.col("school_state").is_not_null().alias("is_student"),
        pl.col("labour_skill").is_in(ABLE).fill_null(False).alias("is_able"),
        working_age(snapshot.as_of).fill_null(False).alias("is_working_age"),
    )
    labours = pl.col("is_working_age") & ~pl.col("is_student") & pl.col("is_able")
    return persons.with_columns(labours.alias("is_labour"))


def has_worked() -> pl.Expr:
    """Return whether a row of the month monitor is of work; not said: no."""
    return pl.col("has_worked").fill_null(False)


def is_open(month: str) -> pl.Expr:
    """Return whether a row of the month monitor is of work that touches the month."""
    last = month_end(month)
    begun = pl.col("start_month").is_null() | (pl.col("start_month") <= last)
    lasts = pl.col("end_month").is_null() | (pl.col("end_month") >= last.replace(day=1))
    return has_worked() & begun & lasts


@_once
def national_states(snapshot: Snapshot) -> pl.DataFrame:
    """NS: one row a person of the month monitor: person, county_code, town_code, is_employed.

    Adds of the current episode: current_work_region, current_region_class, current_wage_cny,
    current_channel, current_industry (null where nobody works).
    """
    rows = of_person(snapshot.rows["T-N2"])
    home = members(snapshot).with_columns(pl.lit(True).alias("is_members_county"))
    placed = (
        rows.join(home, on=["person", "county_code"], how="left")
        .sort(
            "is_members_county",
            *FIRST_IN_FILE,
            descending=[True, False, False, False],
            nulls_last=True,
        )
        .select("person", "county_code", "town_code")
    )
    current = first_of_each(
        rows.filter(is_open(snapshot.month)).sort(
            "start_month", *FIRST_IN_FILE, descending=[True, *[False] * 3], nulls_last=True
        )
    ).select(
        "person",
        pl.lit(True).alias("is_employed"),
        pl.col("work_region").alias("current_work_region"),
        region_class(snapshot).alias("current_region_class"),
        pl.col("wage_cny").alias("current_wage_cny"),
        pl.col("channel").alias("current_channel"),
        pl.col("industry").alias("current_industry"),
    )
    return (
        first_of_each(placed)
        .join(current, on="person", how="left", maintain_order="left")
        .with_columns(pl.col("is_employed").fill_null(False))
    )


def completed(snapshot: Snapshot) -> pl.DataFrame:
    """C: the training rows of classes that closed in the year."""
    return snapshot.rows["T-H2"].filter(snapshot.in_year("closed_date"))


@_once
def trained(snapshot: Snapshot) -> pl.DataFrame:
    """Return one row a person with a row in C: person, has_startup_class."""
    startup = (pl.col("training_kind") == "创业").fill_null(False)
    return (
        of_person(completed(snapshot))
        .group_by("person", maintain_order=True)
        .agg(startup.any().alias("has_startup_class"))
    )


@_once
def served(snapshot: Snapshot) -> pl.DataFrame:
    """S by person: person, guidances, job_offers, training_offers, startup_guidances, is_helped."""
    kinds = {
        "guidances": "职业指导",
        "job_offers": "岗位推荐",
        "training_offers": "培训推荐",
        "startup_guidances": "创业指导",
    }
    kind = pl.col("service_kind")
    return (
        of_person(snapshot.rows["T-H3"])
        .filter(snapshot.in_year("service_date"))
        .group_by("person", maintain_order=True)
        .agg(
            *((kind == label).fill_null(False).sum().alias(name) for name, label in kinds.items()),
            pl.col("has_helper").fill_null(False).any().alias("is_helped"),
        )
    )


@_once
def aided(snapshot: Snapshot) -> pl.DataFrame:
    """Return who is recognised as in need of help now: person."""
    left = pl.col("left_date")
    stays = left.is_null() | (left > snapshot.as_of)
    approved = (pl.col("approved_date") <= snapshot.as_of).fill_null(False)
    return of_person(snapshot.rows["T-H6"]).filter(approved & stays).select("person").unique()


def is_among(persons: pl.DataFrame) -> pl.Expr:
    """Return whether the row's person is one of ``persons``."""
    return pl.col("person").is_in(persons["person"].unique().implode())


def previous(snapshot: Snapshot, months: int) -> str:
    """Return the month ``months`` before the snapshot's."""
    return shift(snapshot.month, -months)


@_once
def poverty_workers(snapshot: Snapshot) -> pl.DataFrame:
    """Return the I04 set: person, county_code, town_code of one row each."""
    begun = pl.col("start_month").is_null() | (pl.col("start_month") <= snapshot.as_of)
    touches = pl.col("end_month").is_null() | (pl.col("end_month") >= snapshot.new_year)
    home = members(snapshot).with_columns(pl.lit(True).alias("is_members_county"))
    rows = (
        of_person(snapshot.rows["T-N2"])
        .filter(has_worked() & begun & touches)
        .filter(is_among(members(snapshot)))
        .join(home, on=["person", "county_code"], how="left")
        .sort(
            "is_members_county",
            *FIRST_IN_FILE,
            descending=[True, False, False, False],
            nulls_last=True,
        )
    )
    return first_of_each(rows).select("person", "county_code", "town_code")
