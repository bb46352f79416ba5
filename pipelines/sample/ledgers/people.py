"""The books of the labour office about persons: services, recipients of help, registrations.

Belongs here: T-H3, T-H6, T-H7, T-S1. Does not belong here: trainings and payments (``trainings``).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from pipelines.sample.ledgers.world import World, day_numbers, days

REGISTERED_SHARE = 0.04
"""Of those who work for an employer so many are registered."""
APPROVED_SHARE = 0.0004
"""Of the county's labour force so many are newly found to need help each month."""
POOR_FIRST_SHARE = 0.3
"""Of the jobless poor so many are found before anybody else."""
SAMPLED_SHARE, MOST_SAMPLED = 0.02, 60
LEFT_OUT = 0.08
"""Of the five services of “131” so many are not given."""
GUIDED_SHARE = 0.25
"""Of those who want to found a business so many get advice during the year."""
_SERVICES = (
    ("职业指导", 2, "有意向"),
    ("岗位推荐", 5, "已推荐"),
    ("岗位推荐", 11, "有意向"),
    ("培训推荐", 15, "已推荐"),
    ("岗位推荐", 19, "未接受"),
)
"""What “131” is made of: kind, days after it began, what came of it."""
_ANSWERS = (("职业指导", 4, "有意向"), ("岗位推荐", 13, "已推荐"))
"""What who said what they need is given."""


def registrations(world: World, before: pl.DataFrame | None) -> pl.DataFrame:
    """Return the registrations of the year: those in the book ``before`` and this month's."""
    known = _registered(world)
    if before is None:
        return known
    same = ["person", "registration_kind", "registered_date"]
    new = known.join(before, on=same, how="anti", maintain_order="left")
    return pl.concat([_released(world, before), new])


def _released(world: World, before: pl.DataFrame) -> pl.DataFrame:
    """Note in older rows who left the job or found one since."""
    who = before["person"].to_numpy()
    careers = world.careers
    back = days(np.where(careers.on[who], 0, careers.back[who])).alias("home")
    start = days(np.where(careers.on[who], careers.start[who], 0)).alias("again")
    frame = before.with_columns(back, start)
    left = (pl.col("registration_kind") == "就业登记") & pl.col("released_date").is_null()
    found = (pl.col("registration_kind") == "失业登记") & pl.col("unemployed_to").is_null()
    left = left & (pl.col("home") > pl.col("contract_start"))
    found = found & (pl.col("again") > pl.col("unemployed_from"))
    return frame.with_columns(
        pl.when(left).then("home").otherwise("released_date").alias("released_date"),
        pl.when(found).then("again").otherwise("unemployed_to").alias("unemployed_to"),
        pl.when(found).then(pl.lit("就业")).otherwise("leave_reason").alias("leave_reason"),
    ).drop("home", "again")


def _registered(world: World) -> pl.DataFrame:
    """Return who started with an employer this year, and who lost the job."""
    careers = world.careers
    works_for = world.flags("has_employer_on") & careers.in_labour_register() & world.is_own
    listed = np.arange(len(works_for))
    chosen = works_for & (world.draw(listed, 21) < world.share(REGISTERED_SHARE))
    first = day_numbers(dt.date(world.year, 1, 1))
    started = np.flatnonzero(chosen & (careers.start >= first))
    lost = np.flatnonzero(chosen & ~careers.on & (careers.back >= first - 8) & (careers.start > 0))
    begun = careers.start[started] + 3
    over = np.where(careers.on[started], 0, careers.back[started])
    hired = world.rows(started).with_columns(
        pl.lit("就业登记").alias("registration_kind"),
        days(begun).alias("registered_date"),
        pl.lit(True).alias("has_employer"),
        days(careers.start[started]).alias("contract_start"),
        days(careers.start[started] + 364).alias("contract_end"),
        days(over).alias("released_date"),
        pl.lit(False).alias("has_unemployment_no"),
        *(pl.lit(None, pl.Date).alias(name) for name in ("unemployed_from", "unemployed_to")),
        pl.lit(None, pl.String).alias("leave_reason"),
    )
    back = careers.back[lost]
    unemployed = world.rows(lost).with_columns(
        pl.lit("失业登记").alias("registration_kind"),
        days(back + 6).alias("registered_date"),
        pl.lit(False).alias("has_employer"),
        *(pl.lit(None, pl.Date).alias(name) for name in ("contract_start", "contract_end")),
        days(back).alias("released_date"),
        pl.lit(True).alias("has_unemployment_no"),
        days(back + 1).alias("unemployed_from"),
        pl.lit(None, pl.Date).alias("unemployed_to"),
        pl.lit(None, pl.String).alias("leave_reason"),
    )
    both = pl.concat([hired, unemployed, _struck_off(world)])
    known = pl.col("registered_date").is_between(dt.date(world.year, 1, 1), world.as_of)
    return both.filter(known).sort("registered_date", "person")


def _struck_off(world: World) -> pl.DataFrame:
    """Return whose registration ended because they died; the list of public posts goes on."""
    careers = world.careers
    death = world.people["death_index"].fill_null(0).to_numpy()
    gone = (world.flags("post_case") == "struck off") & (death <= careers.index)
    gone &= (death // 12 == world.year) & world.is_own & careers.in_labour_register()
    who = np.flatnonzero(gone)
    months = (death[who] - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    first = months.astype(np.int64).astype(np.int32)
    return world.rows(who).with_columns(
        pl.lit("就业登记").alias("registration_kind"),
        days(first + 8).alias("registered_date"),
        pl.lit(True).alias("has_employer"),
        days(first - 300).alias("contract_start"),
        days(first + 64).alias("contract_end"),
        days(first + 6).alias("released_date"),
        pl.lit(False).alias("has_unemployment_no"),
        *(pl.lit(None, pl.Date).alias(name) for name in ("unemployed_from", "unemployed_to")),
        pl.lit("死亡").alias("leave_reason"),
    )


def newly_helped(world: World, already: np.ndarray) -> pl.DataFrame:
    """Return persons found to need help this month: jobless, able, not in the book yet."""
    idle = world.idle() | (world.flags("background") == "未就业") & ~world.careers.on
    free = idle & world.careers.in_labour_register() & world.is_own & world.flags("is_able")
    free[already] = False
    who = np.flatnonzero(free)
    n = max(1, round(world.county.labour * APPROVED_SHARE))
    first = world.flags("is_poor")[who] & (world.draw(who, 47) < POOR_FIRST_SHARE)
    keys = world.draw(who, 22, world.careers.index) - first
    who = who[np.argsort(keys, kind="stable")][:n]
    day = world.as_of.replace(day=1) + dt.timedelta(days=4)
    spread = (world.draw(who, 23) * 20).astype(np.int32)
    return world.rows(who).with_columns(
        _aid_kind(world, who),
        days(day_numbers(day) + spread).alias("approved_date"),
    )


def _aid_kind(world: World, who: np.ndarray) -> pl.Series:
    age = world.year - world.flags("birth_year")[who]
    poor = world.flags("is_poor")[who]
    relieved = poor & (world.flags("household_kind")[who] == "脱贫户")
    old = age >= np.where(world.flags("id_sex")[who] == "女", 40, 50)
    kinds = np.where(world.draw(who, 24) < 0.7, "连续失业一年", "失地农民")
    kinds = np.where(age <= 24, "高校毕业生", kinds)
    kinds = np.where(old, "大龄人员", kinds)
    kinds = np.where(poor, np.where(relieved, "脱贫人口", "农村低收入人口"), kinds)
    return pl.Series("aid_kind", kinds.astype(str), dtype=pl.String)


def with_departures(world: World, helped: pl.DataFrame) -> pl.DataFrame:
    """Return the recipients as the book has them now: who works again has left."""
    who = helped["person"].to_numpy()
    careers = world.careers
    start = np.where(careers.on[who], careers.start[who], 0)
    return helped.with_columns(days(start).alias("left")).with_columns(
        pl.when(pl.col("left") > pl.col("approved_date")).then("left").alias("left_date")
    )


def services(
    world: World,
    registered: pl.DataFrame,
    helped: pl.DataFrame,
    trained: pl.DataFrame,
    asked: pl.DataFrame,
) -> pl.DataFrame:
    """Return the services of the year to date.

    “131” for the jobless, one post for graduates of a class, advice and a post for those who said
    what they need, advice for who founds a business.
    """
    jobless = registered.filter(pl.col("registration_kind") == "失业登记")
    begun = pl.concat(
        [
            jobless.with_columns(pl.col("registered_date").alias("from")),
            helped.with_columns(pl.col("approved_date").alias("from")),
        ],
        how="diagonal",
    ).unique("person", keep="first", maintain_order=True)
    parts = []
    for turn, (kind, after, result) in enumerate(_SERVICES):
        given = world.draw(begun["person"].to_numpy(), 25, turn) >= LEFT_OUT
        parts.append(_service(begun.filter(pl.Series(given)), kind, after, result))
    seeking = trained.filter(~pl.col("had_work"))
    told = pl.Series(world.draw(seeking["person"].to_numpy(), 26) >= LEFT_OUT)
    seeking = seeking.filter(told).with_columns(pl.col("closed_date").alias("from"))
    parts.append(_service(seeking, "岗位推荐", 8, "已推荐"))
    heard = asked.with_columns(pl.col("asked_date").alias("from"))
    for turn, (kind, after, result) in enumerate(_ANSWERS):
        given = world.draw(heard["person"].to_numpy(), 67, turn) >= LEFT_OUT
        parts.append(_service(heard.filter(pl.Series(given)), kind, after, result))
    parts.append(_service(_advised(world), "创业指导", 0, "其他"))
    done = pl.concat(parts)
    this_year = pl.col("service_date").is_between(dt.date(world.year, 1, 1), world.as_of)
    return done.filter(this_year).sort("service_date", "person", "service_kind")


def _advised(world: World) -> pl.DataFrame:
    """Return who gets advice on a business of their own this year, each on a day of their own."""
    listed = world.careers.in_labour_register() & world.is_own
    who = np.flatnonzero(listed & (world.flags("startup_state") == "待创业"))
    who = who[world.draw(who, 45, world.year) < GUIDED_SHARE]
    first = day_numbers(dt.date(world.year, 1, 4))
    day = first + (world.draw(who, 46, world.year) * 350).astype(np.int32)
    return world.rows(who).with_columns(days(day).alias("from"))


def _service(rows: pl.DataFrame, kind: str, after: int, result: str) -> pl.DataFrame:
    keep = ("person", "home_county_code", "has_name")
    places = ("town_code", "village_name", "county_name", "town_name")
    return rows.select(
        *(*keep, *places, "person_name", "id_no", "phone"),
        (pl.col("from") + pl.duration(days=after)).alias("service_date"),
        pl.lit(kind).alias("service_kind"),
        (pl.col("person") % 17 != 0).alias("has_helper"),
        pl.lit(result).alias("service_result"),
    )


def spot_checks(world: World) -> pl.DataFrame:
    """Return this quarter's sample of the labour roster and what calling them up showed."""
    listed = np.flatnonzero(world.careers.in_labour_register() & world.is_own)
    n = max(3, min(MOST_SAMPLED, round(world.county.labour * SAMPLED_SHARE)))
    quarter = (world.month + 2) // 3
    order = np.argsort(world.draw(listed, 27, world.careers.index), kind="stable")
    who = np.sort(listed[order][:n])
    reached = world.draw(who, 28, world.month) < 0.92
    on = world.careers.on[who]
    everyone = np.ones(len(who), dtype=bool)
    checked = {"state": everyone, "region": on, "training": everyone, "skill": everyone, "wage": on}
    answers = [
        pl.Series(
            f"{what}_is_true",
            [
                bool(true) if called and asked else None
                for true, called, asked in zip(
                    world.draw(who, 29 + turn, world.month) < 0.96, reached, asks, strict=True
                )
            ],
            dtype=pl.Boolean,
        )
        for turn, (what, asks) in enumerate(checked.items())
    ]
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(3)
    day = world.as_of.replace(day=12)
    return world.rows(who).with_columns(
        pl.lit(f"{world.year}年第{quarter}季度").alias("round_no"),
        pl.format(f"{world.county.code[4:]}-{world.year}{quarter}-{{}}", number).alias("sample_no"),
        pl.lit("农村劳动力实名制信息").alias("checked_table"),
        pl.Series("is_reached", reached),
        *answers,
        (pl.lit(day) + pl.duration(days=pl.col("person") % 12)).alias("checked_date"),
        pl.lit(True).alias("has_checker"),
    )
