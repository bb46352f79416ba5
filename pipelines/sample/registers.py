"""What an ideal reader would conform from each system's export of a month.

Belongs here: the truth of one (table, county, month) as a frame with the stored columns, before
any defect is planted and before any cell is written. Extra columns: ``person``, ``episode``.
Does not belong here: cells and headers (``render``), defects (``plant``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample import words
from pipelines.sample.careers import Careers
from pipelines.sample.extras import labour_extras, posts_held, poverty_extras
from pipelines.sample.stored import COMMON, H1_COLUMNS, N1_COLUMNS, N2_COLUMNS

ABLE = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")
MONTH_FORMS = (7, 8)
"""Of the ten ways to write a date (``dirt`` modulo 10), those that leave out the day."""
BETTER_SINCE = 2022
LATER_BLANKS = 0.7
"""From 2022 on fewer cells are blank: the share that remains."""


def register_frame(table: str, county: str, people: pl.DataFrame, careers: Careers) -> pl.DataFrame:
    """Return the truth of one table of one county at the month of ``careers``, sorted by home."""
    build = {"T-H1": labour_register, "T-N1": poverty_register, "T-N2": episode_register}[table]
    return build(county, people, careers)


def labour_register(county: str, people: pl.DataFrame, careers: Careers) -> pl.DataFrame:
    """Return the rural labour roster: one row a person of 16 to 59 at the start of the year."""
    listed = careers.in_labour_register() & (people["county_code"] == county).to_numpy()
    who = np.flatnonzero(listed)
    rows = people[who]
    on, worked = careers.on[who], (careers.start[who] > 0)
    idle = ~on & worked
    founder = on & (rows["kind"] == "创业").to_numpy()
    # some of those who run a business of their own came home for it
    settled = founder & ((rows["region_class"] == "县内") & (rows["dirt"] % 2 == 0)).to_numpy()
    frame = _home(rows).with_columns(
        pl.when("is_rural")
        .then(pl.lit("农业户口"))
        .otherwise(pl.lit("非农业户口"))
        .alias("hukou_kind"),
        "education",
        pl.lit("适龄劳动力").alias("population_class"),
        (pl.col("is_poor") & (pl.col("household_kind") == "脱贫户")).alias("is_poverty_relieved"),
        (pl.col("monitor_kind_ever").is_not_null() & pl.col("is_poor")).alias("is_monitored"),
        (pl.col("is_relocated") & pl.col("is_poor")).alias("is_relocated"),
        pl.Series("is_returnee", idle | settled),
        pl.when(pl.Series(founder))
        .then(pl.lit("已创业"))
        .otherwise("startup_state")
        .alias("startup_state"),
        pl.Series("on", on),
        pl.Series("works", on | rows["is_unlisted"].to_numpy()),
        pl.Series("idle", idle),
        _days("start_date", careers.start[who]),
        _days("return_date", careers.back[who]),
        pl.Series("wage", careers.wage[who]),
        pl.Series("months", careers.months[who]),
        pl.Series("last_months", careers.last_months[who]),
        pl.Series("wish", (careers.flips[who] % 2).astype(bool)),
        _updated(careers, who, rows),
    )
    late = LATER_BLANKS if careers.year >= BETTER_SINCE else 1.0
    frame = frame.with_columns(_states()).with_columns(_while_working(late))
    student = pl.col("background") == "在校"
    frame = frame.with_columns(
        pl.when((pl.col("post_case") == "dead") & (pl.col("death_index") <= careers.index))
        .then(pl.lit("死亡"))
        .when(student)
        .then(pl.lit("在校学生"))
        .otherwise("population_class")
        .alias("population_class"),
        _month_precision("start_date"),
        _month_precision("return_date"),
        pl.when(pl.col("months") > 0).then("months").alias("months_worked"),
        _known("blank_skill", "skill_level_known", late).alias("skill_level"),
        pl.when(pl.col("on") | ~_never_asked())
        .then(pl.col("on") | pl.col("wants_job_idle"))
        .alias("wants_job"),
        pl.when(pl.col("blank_training") >= late)
        .then(pl.col("wants_training_first") ^ pl.col("wish"))
        .alias("wants_training"),
    )
    frame = frame.with_columns(labour_extras(pl.col("wants_training").fill_null(False)))
    return frame.select("person", *COMMON, *H1_COLUMNS, "updated_date")


def poverty_register(county: str, people: pl.DataFrame, careers: Careers) -> pl.DataFrame:
    """Return the people lifted out of poverty or monitored, listed once identified."""
    known = people["identified_index"].to_numpy() <= careers.index
    in_register = (people["is_poor"] & (people["county_code"] == county)).to_numpy()
    beside = (people["household_kind"] != "脱贫户").to_numpy()
    who = np.flatnonzero(in_register & (known | ~beside))
    frame = _with_monitoring(_home(people[who]), careers).with_columns(
        pl.Series("on", careers.on[who]),
        pl.Series("months", careers.months[who]),
        pl.Series("house_worked", _has_record(people, careers)[who]),
        (pl.lit(pl.Series(careers.entered[who])) & (pl.col("region_class") != "县内")).alias(
            "has_gone_away"
        ),
    )
    frame = frame.with_columns(
        pl.col("house_worked").any().over("household"),
        pl.col("labour_skill_known").is_in(ABLE).any().over("household").alias("house_able"),
    )
    has_post = pl.col("on") & (pl.col("kind") == "公益岗")
    monitored = pl.col("monitor_kind").is_not_null()
    eliminated = pl.when(monitored).then(pl.col("dirt") % 3 == 0)
    frame = frame.with_columns(
        pl.when(pl.col("school_state").is_null())
        .then(pl.col("education").replace_strict(words.N1_EDUCATION))
        .alias("education"),
        _known("blank_ability", "labour_skill_known", 1.0).alias("labour_skill"),
        pl.when(pl.col("months") > 0).then("months").alias("months_worked"),
        pl.when("on")
        .then(pl.concat_str("work_province_on", "work_city_on", "work_county_on"))
        .alias("work_place"),
        (pl.col("on") & pl.col("has_employer_on")).alias("has_employer"),
        pl.when(has_post).then(posts_held()).alias("public_post"),
        pl.when(has_post).then("months").alias("public_post_months"),
        eliminated.alias("is_risk_eliminated"),
        eliminated.alias("is_risk_eliminated_2"),
        pl.when(monitored)
        .then(pl.date(pl.col("identified_index") // 12, pl.col("identified_index") % 12 + 1, 1))
        .alias("identified_month"),
    )
    frame = frame.with_columns(poverty_extras(careers.index))
    return frame.select("person", *COMMON, *N1_COLUMNS)


def episode_register(county: str, people: pl.DataFrame, careers: Careers) -> pl.DataFrame:
    """Return the work episodes of the year; who has none has one row that says so."""
    everyone = np.flatnonzero(
        (people["is_candidate"] & (people["county_code"] == county)).to_numpy()
    )
    again = everyone[careers.begin[1, everyone] > 0]
    who = np.r_[everyone, again]
    episode = np.r_[np.zeros(len(everyone), dtype=int), np.ones(len(again), dtype=int)]
    frame = _with_monitoring(_home(people[who]), careers).with_columns(
        pl.Series("episode", (episode + 1).astype(np.int8)),
        pl.Series("has_worked", careers.entered[who]),
        _month_start("start_month", careers.begin[episode, who]),
        _month_start("end_month", careers.end[episode, who]),
        pl.Series("wage", careers.wage[who]),
    )
    late = LATER_BLANKS if careers.year >= BETTER_SINCE else 1.0
    worked = pl.col("has_worked")
    placed = worked & (pl.col("blank_region") >= late)
    frame = frame.with_columns(
        *(
            pl.when(placed).then(f"work_{part}_on").alias(f"work_{part}")
            for part in ("province", "city", "county", "town", "region")
        ),
        (worked & pl.col("has_employer_on")).alias("has_employer"),
        pl.when(worked).then("industry_on").alias("industry"),
        pl.when(worked).then("channel_on").alias("channel"),
        pl.when(worked).then(pl.col("dirt") % 9 == 0).alias("is_point_to_point"),
        pl.when(worked & (pl.col("blank_wage") >= late))
        .then(pl.col("wage").cast(pl.Float64))
        .alias("wage_cny"),
        pl.when(worked & (pl.col("region_class") == "省外") & (pl.col("journey_told_by") == "both"))
        .then(pl.lit(500.0))
        .alias("transport_subsidy_cny"),
        _known("blank_ability", "labour_skill_known", late).alias("labour_skill"),
    )
    return frame.sort("person", "episode").select("person", "episode", *COMMON, *N2_COLUMNS)


def _home(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.col("county_code").alias("home_county_code"), pl.lit(True).alias("has_name")
    )


def _with_monitoring(rows: pl.DataFrame, careers: Careers) -> pl.DataFrame:
    return rows.with_columns(
        pl.when(pl.col("identified_index") <= careers.index)
        .then("monitor_kind_ever")
        .alias("monitor_kind")
    )


def _states() -> list[pl.Expr]:
    """Employment state, form and transfer state: on post, back home, or the background."""
    names = ("employment_state", "employment_form", "transfer_state")
    while_on = (pl.lit("已就业"), pl.col("employment_form_on"), pl.col("transfer_state_on"))
    back_home = (pl.lit("未就业"), pl.lit(None, pl.String), pl.lit("返乡未就业"))
    working_at_home = (pl.lit("已就业"), pl.lit("务农"), pl.lit("务农"))
    backgrounds = (
        pl.col("background").replace_strict(
            {key: labels[i] for key, labels in words.BACKGROUNDS.items()}, return_dtype=pl.String
        )
        for i in range(3)
    )
    return [
        pl.when("on")
        .then(on)
        .when("idle")
        .then(idle)
        .when("is_unlisted")
        .then(at_home)
        .otherwise(rest)
        .alias(name)
        for name, on, idle, at_home, rest in zip(
            names, while_on, back_home, working_at_home, backgrounds, strict=True
        )
    ]


def _while_working(late: float) -> list[pl.Expr]:
    placed = pl.col("works") & (pl.col("blank_region") >= late)
    return [
        pl.when("on").then("transfer_mode_on").alias("transfer_mode"),
        pl.when(placed).then("work_region_on").alias("work_region"),
        *(
            pl.when(placed).then(f"work_{part}_on").alias(f"work_{part}")
            for part in ("province", "city", "county")
        ),
        (pl.col("on") & pl.col("has_employer_on")).alias("has_employer"),
        pl.when("on").then("industry_on").alias("industry"),
        pl.when(pl.col("works") & (pl.col("blank_wage") >= late))
        .then(pl.col("wage").cast(pl.Float64))
        .alias("wage_cny"),
    ]


def _has_record(people: pl.DataFrame, careers: Careers) -> np.ndarray:
    """Return who works or has, as one of the two systems shows it."""
    listed = careers.in_labour_register()
    before = listed & ((careers.start > 0) | (careers.last_months > 0))
    found: np.ndarray = careers.entered | before | (people["is_unlisted"].to_numpy() & listed)
    return found


def _never_asked() -> pl.Expr:
    """Return whom of the relocated nobody asked whether they want work."""
    return pl.col("is_poor") & pl.col("is_relocated") & (pl.col("dirt") % 4 == 1)


def _known(blank: str, value: str, late: float) -> pl.Expr:
    return pl.when(pl.col(blank) >= late).then(value)


def _days(name: str, days: np.ndarray) -> pl.Series:
    return pl.Series(name, days, dtype=pl.Int32).replace(0, None).cast(pl.Date)


def _month_start(name: str, index: np.ndarray) -> pl.Series:
    months = np.where(index > 0, index - 1970 * 12, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64).astype(np.int32)
    return _days(name, np.where(index > 0, days, 0))


def _month_precision(name: str) -> pl.Expr:
    coarse = (pl.col("dirt") % 10).is_in(MONTH_FORMS)
    return pl.when(coarse).then(pl.col(name).dt.month_start()).otherwise(name).alias(name)


def _updated(careers: Careers, who: np.ndarray, rows: pl.DataFrame) -> pl.Series:
    months = (careers.changed[who] - 1970 * 12).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) + rows["dirt"].to_numpy() % 20 + 2
    return pl.Series("updated_date", days.astype(np.int32)).cast(pl.Date)
