"""The national system's other books and the civil office's: plans, households, posts, low incomes.

Belongs here: T-N3, T-N4, T-N6a, T-C1. Does not belong here: villages and workshops (``places``).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from pipelines.sample.cases import POST_CASES
from pipelines.sample.ledgers.world import World

PLANNED_ONE_IN = 3
"""So many candidates for each who is asked about plans; always the same persons."""
NEEDS = ("岗位推荐", "技能培训", "交通补助", "职业指导", "创业服务", "政策咨询")
POST_KINDS = {"巡河员": "河道管护", "助老助残员": "助老助残"}
"""Posts that the list calls otherwise than the register."""
ABLE = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")
POSTS = ("保洁员", "护林员", "护路员", "巡河员", "助老助残员")
_NEXT_KIND = {
    "保洁员": "护林员",
    "护林员": "护路员",
    "护路员": "河道管护",
    "河道管护": "助老助残",
    "助老助残": "保洁员",
}
"""The post that who has two holds beside the first."""
LEAST_PAY, MOST_PAY = 500, 900
BETTER_PAID = {0: 280, 2: 150, 3: 240}
"""Counties, by place in the list, where every second township pays so much more for a post."""
HEARD_SHARE = 0.25
"""Of those who told their needs so many are served."""
IDLE_ONE_IN, IDLE_AMONG = 3, 100
"""In every third county one, and one more of so many, did not come a day and is paid."""
_HOUSE = pl.col("household")


def listed(world: World) -> pl.DataFrame:
    """Return the county's people of the poverty register this month, as ``people`` has them."""
    known = pl.col("identified_index") <= world.careers.index
    return world.people.filter(
        pl.col("is_poor")
        & (pl.col("county_code") == world.county.code)
        & (known | (pl.col("household_kind") == "脱贫户"))
    ).with_columns(pl.when(known).then("monitor_kind_ever").alias("monitor_kind"))


def plans(world: World) -> pl.DataFrame:
    """Return the plans of those candidates who are asked; who works already has none."""
    own = world.is_own & world.flags("is_candidate")
    who = np.flatnonzero(own)
    who = who[who % PLANNED_ONE_IN == 0] if len(who) > PLANNED_ONE_IN else who
    on = world.careers.on[who]
    willing = ~on & (world.draw(who, 61) < 0.7)
    months = world.draw(who, 62, world.year) * 3
    soon = [
        dt.date(world.year + (world.month + int(m)) // 12, (world.month + int(m)) % 12 + 1, 1)
        for m in months
    ]
    people = world.people[who]
    first, second = pl.col("person") // 3 % len(NEEDS), pl.col("person") // 7 % len(NEEDS)
    wanted = [
        pl.when((first == i) | ((pl.col("person") % 2 == 0) & (second == i))).then(pl.lit(need))
        for i, need in enumerate(NEEDS)
    ]
    plan = pl.col("plans_to_work")
    monitored = people["identified_index"] <= world.careers.index
    frame = world.rows(who).with_columns(
        people["certificate_no"].alias("id_no"),
        *(people[name] for name in ("household_no", "person_no", "household_kind")),
        people["monitor_kind_ever"]
        .zip_with(monitored, pl.Series([None], dtype=pl.String))
        .alias("monitor_kind"),
        pl.Series("plans_to_work", willing, dtype=pl.Boolean),
        *(people[f"work_{part}_on"].alias(f"planned_{part}") for part in _PARTS),
        pl.Series("planned_month", soon, dtype=pl.Date),
        pl.concat_str(wanted, separator="、", ignore_nulls=True).alias("service_needs"),
    )
    names = [*(f"planned_{part}" for part in _PARTS), "planned_month", "service_needs"]
    return frame.with_columns(pl.when(plan).then(pl.col(n)).alias(n) for n in names).sort("person")


_PARTS = ("province", "city", "county")


def households(world: World) -> pl.DataFrame:
    """Return one row a household of the poverty register; its head speaks for it."""
    people = listed(world).sort("person")
    is_able = pl.col("labour_skill_known").is_in(ABLE)
    by_house = people.group_by("household", maintain_order=True).agg(
        pl.col("person").filter(pl.col("relation") == "户主").first(),
        pl.len().alias("n"),
        is_able.sum().alias("able"),
    )
    heads = world.rows(by_house["person"].to_numpy())
    kinds = people.filter(pl.col("person").is_first_distinct()).select(
        *("person", "household", "household_no", "household_kind", "monitor_kind"),
        *("is_relocated", "certificate_no"),
    )
    frame = heads.join(kinds, on="person", how="left", maintain_order="left")
    road = pl.lit("水泥路")
    return frame.with_columns(
        pl.col("certificate_no").alias("id_no"),
        by_house["n"].cast(pl.Int32).alias("members"),
        by_house["able"].cast(pl.Int32).alias("workers"),
        pl.when("is_relocated").then(pl.col("town_name") + "集中安置点").alias("settlement"),
        pl.when(_HOUSE % 5 == 0)
        .then(pl.lit("砂石路"))
        .when(_HOUSE % 23 == 0)
        .then(pl.lit("泥土路"))
        .otherwise(road)
        .alias("road_kind"),
    )


def posts(world: World) -> pl.DataFrame:
    """Return one row a spell on a public post this year, as the month monitor lists them."""
    careers = world.careers
    held = (world.flags("kind") == "公益岗") & world.flags("is_candidate") & world.is_own
    parts = [
        _spells(world, np.flatnonzero(held & (careers.begin[turn] > 0)), turn) for turn in (0, 1)
    ]
    return pl.concat([*parts, *_exceptions(world, held)]).sort("person", "start_date", "post_kind")


def _exceptions(world: World, held: np.ndarray) -> list[pl.DataFrame]:
    """Return the rows that should not be there: see ``cases``."""
    case = world.flags("post_case")
    twice = np.flatnonzero(held & (case == "two posts") & (world.careers.begin[0] > 0))
    other = pl.col("post_kind").replace_strict(_NEXT_KIND)
    odd = [name for name in POST_CASES if name != "two posts"]
    listed = np.flatnonzero(world.is_own & np.isin(case.astype(str), odd))
    january = _first_days(np.full(len(listed), world.year * 12))
    return [
        _spells(world, twice, 0).with_columns(other.alias("post_kind")),
        _spells(world, listed, 0).with_columns(
            january.alias("start_date"),
            pl.lit(None, pl.Date).alias("end_date"),
            pl.lit(20, pl.Int32).alias("attendance_days"),
        ),
    ]


def newly_asked(world: World, already: np.ndarray) -> pl.DataFrame:
    """Return whom the office begins to help: who told needs, idle relocated, newly found."""
    told = plans(world).filter(pl.col("service_needs").is_not_null())["person"].to_numpy()
    told = told[world.draw(told, 66, world.year) < world.share(HEARD_SHARE)]
    asked = np.zeros(world.people.height, dtype=bool)
    asked[told] = True
    moved = world.flags("is_relocated") & (world.flags("dirt") % 4 != 0)
    asked |= world.flags("is_candidate") & moved & ~world.careers.on
    asked |= world.flags("is_poor") & (world.flags("identified_index") == world.careers.index)
    asked &= world.is_own & world.careers.in_labour_register()
    asked[already] = False
    who = np.flatnonzero(asked)
    first = world.as_of.replace(day=1)
    return world.rows(who).with_columns(pl.lit(first).alias("asked_date"))


def _spells(world: World, who: np.ndarray, turn: int) -> pl.DataFrame:
    careers, people = world.careers, world.people[who]
    post = people["post_name"]
    pay = LEAST_PAY + 50 * world.county.index
    rates = {name: float(pay + 40 * i) for i, name in enumerate(POSTS)}
    towns = [town.code for town in world.county.towns]
    more = BETTER_PAID.get(world.county.index, 0)
    extra = people["town_code"].replace_strict(
        {code: float(more * (i % 2)) for i, code in enumerate(towns)},
        default=0.0,
        return_dtype=pl.Float64,
    )
    end = careers.end[turn, who]
    weak = people["labour_skill_known"] == "弱劳动力或半劳动力"
    worked = 18 + (world.draw(who, 63, careers.index) * 8).astype(np.int32)
    if world.county.index % IDLE_ONE_IN == 0 and len(who):
        worked[np.argsort(world.draw(who, 65, careers.index))[: 1 + len(who) // IDLE_AMONG]] = 0
    frame = world.rows(who).with_columns(
        post.replace(POST_KINDS).alias("post_kind"),
        pl.format("{}{}村民委员会", "town_name", "village_name").alias("employer_unit"),
        _first_days(careers.begin[turn, who]).alias("start_date"),
        _first_days(end).dt.month_end().alias("end_date"),
        (post.replace_strict(rates, return_dtype=pl.Float64) + extra)
        .clip(upper_bound=MOST_PAY)
        .alias("monthly_pay_cny"),
        weak.alias("is_weak_labour"),
        pl.Series("has_insurance", world.draw(who, 64) >= 0.03),
        pl.Series("worked", worked),
    )
    still = pl.col("end_date").is_null()
    return frame.with_columns(
        pl.when(still).then("worked").cast(pl.Int32).alias("attendance_days")
    ).drop("worked")


def _first_days(index: np.ndarray) -> pl.Series:
    """Return the first day of months (year * 12 + month - 1; 0: none)."""
    months = np.where(index > 0, index - 1970 * 12, 0).astype("datetime64[M]")
    day = months.astype("datetime64[D]").astype(np.int64).astype(np.int32)
    return (
        pl.Series("day", np.where(index > 0, day, 0), dtype=pl.Int32).replace(0, None).cast(pl.Date)
    )


def low_incomes(world: World) -> pl.DataFrame:
    """Return the persons of low income; the monitored are among them."""
    people = listed(world).with_columns(
        pl.when("is_destitute")
        .then(pl.lit("农村特困人员"))
        .when(_HOUSE % 9 == 0)
        .then(pl.lit("农村低保对象"))
        .when(pl.col("monitor_kind").is_not_null())
        .then(pl.lit("防返贫监测对象"))
        .when(_HOUSE % 53 == 1)
        .then(pl.lit("低保边缘家庭"))
        .when(_HOUSE % 59 == 2)
        .then(pl.lit("支出型困难家庭"))
        .when(_HOUSE % 97 == 3)
        .then(pl.lit("其他低收入人口"))
        .alias("low_income_kind")
    )
    people = people.filter(pl.col("low_income_kind").is_not_null()).sort("person")
    index = pl.col("identified_index")
    since = pl.date(index // 12, index % 12 + 1, 1)
    approved = (
        pl.when(pl.col("low_income_kind") == "防返贫监测对象")
        .then(since)
        .otherwise(pl.date(2018 + _HOUSE % 3, _HOUSE % 12 + 1, 1))
        .alias("approved_month")
    )
    can_work = pl.col("labour_skill_known").is_in(ABLE).alias("can_work")
    facts = people.select("low_income_kind", approved, can_work)
    return world.rows(people["person"].to_numpy()).hstack(facts)
