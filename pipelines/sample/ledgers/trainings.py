"""Trainings and what is paid: classes by the plan's target, subsidies that follow from work.

Belongs here: T-H2, T-H8. Does not belong here: services after a class (``people``).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from pipelines.sample.ledgers.world import World, day_numbers, days

PACE = (0.0, 0.02, 0.12, 0.2, 0.32, 0.42, 0.5, 0.58, 0.7, 0.84, 0.95, 1.0)
"""Share of the year's trainees who are through by the end of each month."""
BEFORE_THE_PLAN = 0.92
"""The year before the plan trained so many of its target."""
CLASS_SIZES = (32, 41, 28, 36, 45)
TRANSPORT_AFTER = 3
"""Months of work in another province after which the journey is paid."""
_KINDS = (
    ("就业技能", "家政服务员", 80, 960.0, "订单"),
    ("农村实用技术", "人参种植", 40, 400.0, "定向"),
    ("就业技能", "中式烹调师", 120, 1_500.0, "定向"),
    ("岗位提升", "缝纫工", 60, 720.0, "顶岗"),
    ("创业", "创业培训", 80, 1_200.0, "其他"),
    ("致富带头人", "食用菌栽培", 56, 900.0, "其他"),
)
_FOUNDERS_KIND = 4
"""Who wants to found a business sits in a class of this kind."""
FOUNDERS_SHARE, MOST_FOUNDERS = 0.05, 0.2
"""Of those who want to found a business so many are invited each year, more in a small city."""
PAID_AFTER = "1mo14d"
"""After the first day of the month in which the class closed."""
_LEVELS = {"就业技能": "初级工", "岗位提升": "中级工"}
GROUPS = ("农村劳动力", "登记失业", "脱贫人口", "监测对象", "低收入人口", "易地搬迁")


def target(world: World) -> int:
    """Return how many persons the county trains in the whole year."""
    plan = world.city.targets.filter(
        (pl.col("indicator_id") == "I02") & (pl.col("county_code") == world.county.code)
    )
    number = int(plan["target_value"][0])
    return max(2, number if world.year >= 2022 else round(number * BEFORE_THE_PLAN))


def newly_trained(world: World, already: np.ndarray) -> pl.DataFrame:
    """Return the trainees of the classes that closed this month."""
    due = round(target(world) * PACE[world.month - 1]) - len(already)
    free = world.careers.in_labour_register() & world.is_own & world.flags("is_able")
    free[already] = False
    who = np.flatnonzero(free)
    wish = world.flags("wants_training_first")[who]
    keys = world.draw(who, 41, world.year) - np.where(wish, 1.0, 0.0)
    keys -= np.where(world.careers.on[who], 0.0, 0.3) + np.where(
        world.flags("is_poor")[who], 0.2, 0
    )
    keys -= np.where(world.flags("is_relocated")[who] & world.flags("is_poor")[who], 0.35, 0)
    invited = world.draw(who, 44, world.year) < min(MOST_FOUNDERS, world.share(FOUNDERS_SHARE))
    keys -= np.where(founders(world, who) & invited, 1.0, 0.0)
    who = np.sort(who[np.argsort(keys, kind="stable")][: max(0, due)])
    return world.rows(who).with_columns(*_classes(world, who), *_results(world, who))


def founders(world: World, who: np.ndarray) -> np.ndarray:
    """Return which of the persons want to found a business."""
    wish: np.ndarray = world.flags("startup_state")[who] == "待创业"
    return wish


def _dealt(world: World, n: int, turn: int) -> np.ndarray:
    """Return the classes of ``n`` trainees, numbered from ``turn``."""
    number = np.zeros(n, dtype=np.int64)
    at = 0
    while at < n:
        size = CLASS_SIZES[(turn + world.month + world.county.index) % len(CLASS_SIZES)]
        number[at : at + size] = turn
        at, turn = at + size, turn + 1
    return number


def _classes(world: World, who: np.ndarray) -> list[pl.Series]:
    """Deal the trainees out to classes; every class has one kind and one span of days."""
    founding = founders(world, who)
    number = np.zeros(len(who), dtype=np.int64)
    number[~founding] = _dealt(world, int((~founding).sum()), 0)
    first = int(number.max(initial=-1)) + 1
    number[founding] = _dealt(world, int(founding.sum()), first)
    kind = (number + world.month + world.county.index) % len(_KINDS)
    kind[founding] = _FOUNDERS_KIND
    closed = day_numbers(world.as_of.replace(day=1)) + 9 + (number * 5) % 16
    opened = closed - 9 - (number * 3 + world.month) % 9
    code = f"{world.county.code[2:]}{world.year}{world.month:02d}"  # begins with a zero
    names = ("训练中心", "职业技术学校", "人才培训学校")
    town = world.county.name
    picked = [_KINDS[i] for i in kind]
    return [
        pl.Series("class_no", [f"{code}{i + 1:02d}" for i in number], dtype=pl.String),
        pl.Series("training_provider", [f"{town}{names[i % 3]}" for i in kind], dtype=pl.String),
        pl.Series("training_kind", [k[0] for k in picked], dtype=pl.String),
        pl.Series("training_mode", [k[4] for k in picked], dtype=pl.String),
        pl.Series("trade", [k[1] for k in picked], dtype=pl.String),
        pl.Series("skill_level", [_LEVELS.get(k[0], "无") for k in picked], dtype=pl.String),
        pl.Series("class_hours", [k[2] for k in picked], dtype=pl.Int32),
        days(opened).alias("opened_date"),
        days(closed).alias("closed_date"),
        pl.Series("full_subsidy", [k[3] for k in picked], dtype=pl.Float64),
    ]


def _results(world: World, who: np.ndarray) -> list[pl.Series]:
    people, careers = world.people[who], world.careers
    poor = people["is_poor"]
    monitored = poor & (people["identified_index"] <= careers.index)
    monitored = monitored & people["monitor_kind_ever"].is_not_null()
    flags = (
        people["is_rural"],
        pl.Series(~careers.on[who] & (careers.back[who] > 0)),
        poor & (people["household_kind"] == "脱贫户"),
        monitored,
        poor & (people["household"] % 9 == 0),
        poor & people["is_relocated"],
    )
    rows = zip(*flags, strict=True)
    groups = [[g for g, has in zip(GROUPS, row, strict=True) if has] or [GROUPS[0]] for row in rows]
    passed = world.draw(who, 42) >= 0.04
    return [
        pl.Series("trainee_groups", ["、".join(g) for g in groups], dtype=pl.String),
        pl.Series("is_qualified", passed, dtype=pl.Boolean),
        pl.Series("had_work", careers.on[who], dtype=pl.Boolean),
    ]


def with_employment(world: World, trained: pl.DataFrame) -> pl.DataFrame:
    """Return the trainees as the book has them now: who works, and since when."""
    who = trained["person"].to_numpy()
    on, start = world.careers.on[who], world.careers.start[who]
    since = days(np.where(on, start, 0)).alias("since")
    passed = pl.col("is_qualified")
    paid = _paid_date() <= world.as_of
    return trained.with_columns(
        pl.Series("is_employed", on, dtype=pl.Boolean),
        since,
        (passed & (pl.col("training_kind") != "农村实用技术")).alias("has_certificate"),
        pl.when(passed & paid).then("full_subsidy").alias("subsidy_cny"),
    ).with_columns(
        pl.when(pl.col("since") > pl.col("closed_date")).then("since").alias("employed_date")
    )


def _paid_date() -> pl.Expr:
    return pl.col("closed_date").dt.month_start().dt.offset_by(PAID_AFTER)


def payments(world: World, trained: pl.DataFrame, workshops: pl.DataFrame) -> pl.DataFrame:
    """Return what was paid this year: journeys, trainings, and workshops for whom they employ."""
    parts = [_journeys(world), _trainings(world, trained), _workshops(world, workshops)]
    parts = [part for part in parts if part.width]
    paid = pl.concat(parts, how="diagonal")
    due = pl.col("paid_date").is_between(dt.date(world.year, 1, 1), world.as_of)
    return paid.filter(due).sort("paid_date", "policy", "person", "town_code")


def _journeys(world: World) -> pl.DataFrame:
    """Pay whom the national system says so, and some it never heard of, once they worked enough."""
    careers, own = world.careers, world.is_own & world.flags("is_candidate")
    away = world.flags("region_class") == "省外"
    told_by = world.people["journey_told_by"]
    who = np.flatnonzero(own & away & careers.entered & told_by.is_not_null().to_numpy())
    begun = np.maximum(careers.begin[0, who], world.year * 12)
    month = (begun + TRANSPORT_AFTER - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    first = days(month.astype(np.int64).astype(np.int32))
    return world.rows(who).with_columns(
        pl.when(told_by[who] == "both")
        .then(pl.lit("跨省务工一次性交通补贴"))
        .otherwise(pl.lit("外出务工人员交通补助"))
        .alias("policy"),
        pl.lit("个人").alias("beneficiary_kind"),
        pl.lit(False).alias("has_employer"),
        first.alias("subsidy_month"),
        pl.lit(500.0).alias("amount_cny"),
        (first + pl.duration(days=19)).alias("paid_date"),
    )


def _trainings(world: World, trained: pl.DataFrame) -> pl.DataFrame:
    passed = trained.filter("is_qualified")
    return passed.with_columns(
        pl.lit("职业培训补贴").alias("policy"),
        pl.lit("个人").alias("beneficiary_kind"),
        pl.lit(False).alias("has_employer"),
        pl.col("closed_date").dt.month_start().alias("subsidy_month"),
        pl.col("full_subsidy").alias("amount_cny"),
        _paid_date().alias("paid_date"),
    ).select(
        *(name for name in world.rows(np.zeros(0, dtype=int)).columns),
        *("policy", "beneficiary_kind", "has_employer", "subsidy_month", "amount_cny"),
        "paid_date",
    )


def _workshops(world: World, workshops: pl.DataFrame) -> pl.DataFrame:
    """Pay each workshop in June and December."""
    halves = [half for half in (6, 12) if half <= world.month]
    working = workshops.filter(pl.col("workshop_state") == "正常")
    paid = [
        working.select(
            *("home_county_code", "town_code", "village_name", "county_name", "town_name"),
            pl.lit("帮扶车间吸纳就业补贴").alias("policy"),
            pl.lit("单位").alias("beneficiary_kind"),
            pl.lit(True).alias("has_employer"),
            pl.lit(dt.date(world.year, half, 1)).alias("subsidy_month"),
            (pl.int_range(pl.len()) % 4 * 600.0 + 3_000.0).alias("amount_cny"),
            pl.lit(dt.date(world.year, half, 25)).alias("paid_date"),
        )
        for half in halves
    ]
    return pl.concat(paid) if paid else pl.DataFrame()
