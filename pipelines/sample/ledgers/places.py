"""Books about places rather than persons: bases, events, villages, workshops, filled-in figures.

Belongs here: T-H4, T-H5, T-N5, T-N6b. Does not belong here: persons.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from pipelines.sample.city import Town, Village, apportion
from pipelines.sample.identity import synthetic_prefix
from pipelines.sample.ledgers.poor import listed
from pipelines.sample.ledgers.world import World, draws
from pipelines.sample.likeness import like

WORKSHOPS_2021 = {
    "220602": 3,
    "220605": 3,
    "220621": 5,
    "220622": 7,
    "220623": 2,
    "220681": 3,
}
_CLOSED = {1: ("2022-06", "撤销"), 3: ("2022-06", "停产"), 4: ("2022-05", "停产")}
"""Counties, by place in the list, whose last workshop before the new one closes, and when."""
ASSISTED_ONE_IN = 4
LEVELS = ("县级", "市级", "省级", "县级", "市级", "县级")
"""Of the first, second … base; those of a county come from its place in the list on."""
SHUT_IN, SHUT_ON = (1, 4), dt.date(2022, 2, 1)
"""Counties whose older base stands still, and since when."""
RAISED_IN = (1, 4)
"""Counties whose first new base begins at the lowest level and is soon approved at the highest."""
_CAMPAIGNS = {
    1: ("就业援助月", "线下"),
    2: ("春风行动", "线下"),
    3: ("春风行动", "线上"),
    4: ("民营企业招聘月", "线下"),
    5: ("民营企业招聘月", "直播"),
    6: ("农闲务工行动", "线下"),
    7: ("直播带岗", "直播"),
    8: ("就业帮扶行动周", "线下"),
    9: ("金秋招聘月", "线下"),
    10: ("金秋招聘月", "线上"),
    11: ("农闲务工行动", "线下"),
    12: ("其他", "线下"),
}
CITY_EVENT_MONTHS = (1, 3, 5, 9, 10)
_THREE = (("专场招聘会", 3, 4), ("三送下乡", 4, 3), ("送人到企", 5, 5))
"""“3个1”: what, from which month on, months until all villages are served at the earliest."""
VILLAGES_PER_EVENT = 4
LAST_MONTH_OF_THREE = 11
COVERED = {2021: 0.7}
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = tuple(3**i % 31 for i in range(17))


def villages_of(world: World) -> list[tuple[Town, Village]]:
    """Return the county's villages that count, in the order of their codes."""
    return [(town, village) for town in world.county.towns for village in town.villages]


def assisted(world: World) -> list[Village]:
    """Return the villages that a work team assists."""
    own = [village for _, village in villages_of(world)]
    return [v for i, v in enumerate(own) if i % ASSISTED_ONE_IN == 0]


def village_rows(world: World) -> pl.DataFrame:
    """Return one row a village, counted from the registers."""
    pairs = villages_of(world)
    codes = [village.code for _, village in pairs]
    people = listed(world)
    relieved = pl.col("household_kind") == "脱贫户"
    monitored = pl.col("monitor_kind").is_not_null()
    poor = people.group_by("village_code").agg(
        pl.col("household").filter(relieved).n_unique().alias("relieved_households"),
        relieved.sum().alias("relieved_persons"),
        pl.col("household").filter(monitored).n_unique().alias("monitored_households"),
    )
    labour = world.people.filter(pl.col("county_code") == world.county.code)
    all_people = labour.group_by("village_code").agg(pl.len().alias("listed"))
    team = {village.code for village in assisted(world)}
    frame = pl.DataFrame({"village_code": codes}).join(
        poor, on="village_code", how="left", maintain_order="left"
    )
    frame = frame.join(all_people, on="village_code", how="left", maintain_order="left").fill_null(
        0
    )
    population = pl.col("listed") * 8 // 5 + 12
    counted = frame.select(
        (population * 2 // 5 + 3).alias("households"),
        population.alias("population"),
        *("relieved_households", "relieved_persons", "monitored_households"),
    ).cast(pl.Int32)
    return (
        _homes(world, pairs)
        .hstack(counted)
        .with_columns(
            pl.Series("is_assisted", [code in team for code in codes]),
            pl.Series("has_work_team", [code in team for code in codes]),
            pl.lit(True).alias("is_exited"),
        )
    )


def bases(world: World) -> pl.DataFrame:
    """Return the bases of the county: an older one and, from 2022 on, the plan's.

    In some counties the older one closes, in others a new one is soon approved again, higher up.
    """
    known = [row for row in _approvals(world) if row[1] <= world.as_of]
    towns = [world.county.towns[(number + 1) % len(world.county.towns)] for number, _, _ in known]
    ages = [(world.year - day.year) * 12 + world.month - day.month for _, day, _ in known]
    office = f"{world.city.name[:-1]}人社函"
    shut = world.county.index in SHUT_IN and world.as_of >= SHUT_ON
    return _homes(world, [(town, town.villages[0]) for town in towns]).with_columns(
        pl.Series("base_name", [f"{t.name}返乡创业基地" for t in towns], dtype=pl.String),
        pl.Series("base_level", [level for _, _, level in known], dtype=pl.String),
        pl.Series(
            "approval_no",
            [
                f"{office}〔{day.year}〕{20 + number * 3 + world.county.index}号"
                for number, day, _ in known
            ],
            dtype=pl.String,
        ),
        pl.Series("approved_date", [day for _, day, _ in known], dtype=pl.Date),
        pl.Series("startups", [20 + min(age, 30) for age in ages], dtype=pl.Int32),
        pl.Series("jobs", [32 + 2 * min(age, 30) for age in ages], dtype=pl.Int32),
        pl.Series(
            "base_state",
            ["停运" if shut and number == 0 else "正常" for number, _, _ in known],
            dtype=pl.String,
        ),
    )


def _approvals(world: World) -> list[tuple[int, dt.date, str]]:
    """Return number of the base, day and level of every approval."""
    plan = world.city.targets.filter(
        (pl.col("indicator_id") == "I03") & (pl.col("county_code") == world.county.code)
    )
    index = world.county.index
    days = [dt.date(2019 + index % 2, 6 + index % 3, 18)]
    # a base for each unit of the target, the next every second month from April on
    months = [4 + (2 * i + index) % 8 for i in range(int(plan["target_value"][0]))]
    days += [dt.date(2022, month, 6 + index) for month in sorted(months)]
    found = [(i, day, LEVELS[(i + index) % len(LEVELS)]) for i, day in enumerate(days)]
    if index in RAISED_IN and months:
        number, day, _ = found[1]
        found[1] = (number, day, "县级")
        found.append((number, day + dt.timedelta(days=45), "省级"))
    return found


def workshops(world: World) -> pl.DataFrame:
    """Return the workshops; relieved workers are those whom the month monitor has there now."""
    index = world.county.index
    first = max(1, round(WORKSHOPS_2021[like(world.county.code)] * min(1.0, world.scale)))
    approved = [dt.date(2018 + i % 3, 3 + (i + index) % 8, 11) for i in range(first)]
    approved += [dt.date(2022, 3 + index % 4, 16)]
    known = [(i, day) for i, day in enumerate(approved) if day <= world.as_of]
    towns = [world.county.towns[(i * 2 + index) % len(world.county.towns)] for i, _ in known]
    kinds = ("人参加工", "服装加工")
    there = world.flags("is_candidate") & (world.flags("kind") == "车间") & world.is_own
    relieved = int((there & world.careers.on).sum())
    states = [_workshop_state(world, i, first) for i, _ in known]
    # a new workshop takes on more than the others
    weights = [
        (1 + 3 * (i == first)) * (state == "正常")
        for (i, _), state in zip(known, states, strict=True)
    ]
    parts = apportion(weights, relieved)
    names = [
        f"{t.name}{kinds[i % 2]}帮扶车间{i // 2 + 1}"
        for (i, _), t in zip(known, towns, strict=True)
    ]
    codes = [_credit_code(world.county.code, i) for i, _ in known]
    return _homes(world, [(town, town.villages[-1]) for town in towns]).with_columns(
        pl.Series("workshop_name", names, dtype=pl.String),
        pl.Series("credit_code", codes, dtype=pl.String),
        pl.Series("approved_date", [day for _, day in known], dtype=pl.Date),
        pl.Series("workshop_state", states, dtype=pl.String),
        pl.Series(
            "workers",
            [
                n + 6 + i % 5 if state == "正常" else 0
                for (i, _), n, state in zip(known, parts, states, strict=True)
            ],
            dtype=pl.Int32,
        ),
        pl.Series("relieved_workers", parts, dtype=pl.Int32),
    )


def _workshop_state(world: World, number: int, new: int) -> str:
    """Return how a workshop does; ``new`` is the number of the county's newest."""
    month, state = _CLOSED.get(world.county.index, ("9999-12", ""))
    now = f"{world.year}-{world.month:02d}"
    return state if number == new - 1 and now >= month else "正常"


def _credit_code(county: str, number: int) -> str:
    """Return a code with a right check character, of a place that does not exist."""
    body = f"93{synthetic_prefix(county)}MA{number + 11:03d}SAMP"[:17]
    body = body.replace("S", "T")
    total = sum(_LETTERS.index(c) * w for c, w in zip(body, _CODE_WEIGHTS, strict=True))
    return body + _LETTERS[(31 - total % 31) % 31]


def events(world: World) -> pl.DataFrame:
    """Return the events of one county this month: its campaign, and “3个1” for villages."""
    county, month = world.county, world.month
    campaign, form = _CAMPAIGNS[month]
    found = [_event(world, campaign, form, 10 + county.index, county.name, [])]
    own = assisted(world)
    own = own[: round(len(own) * COVERED.get(world.year, 1.0))]
    for turn, (what, first, _) in enumerate(_THREE):
        span = LAST_MONTH_OF_THREE - first + 1
        step = month - first
        if not 0 <= step < span:
            continue
        due = own[len(own) * step // span : len(own) * (step + 1) // span]
        for at in range(0, len(due), VILLAGES_PER_EVENT):
            names = sorted({v.name for v in due[at : at + VILLAGES_PER_EVENT]})
            day = 3 + (turn * 7 + at * 2 + county.index) % 24
            found.append(_event(world, what, "线下", day, due[at].name, names))
    return _events_frame(world, found, county.code, county.name)


def city_events(world: World) -> pl.DataFrame:
    """Return the city's own events this month."""
    if world.month not in CITY_EVENT_MONTHS:
        return _events_frame(world, [], world.city.code, world.city.name)
    campaign, _ = _CAMPAIGNS[world.month]
    event = _event(world, campaign, "线下", 8, world.city.name, [])
    return _events_frame(world, [event], world.city.code, world.city.name)


def _event(
    world: World, what: str, form: str, day: int, where: str, names: list[str]
) -> dict[str, object]:
    date = dt.date(world.year, world.month, day)
    key = np.array([world.careers.index * 37 + day * 7 + world.county.index])
    size = 10 + int(draws(key, world.seed, 81)[0] * 40)
    came = size * 9 if form == "线下" else 0
    return {
        "event_name": f"{where}{world.year}年{world.month}月{what}活动",
        "campaign": what,
        "event_date": date,
        "venue": f"{where}活动中心" if form == "线下" else None,
        "event_form": form,
        "firms": size,
        "posts": size * 12,
        "attendees": came or None,
        "intents": size * 3,
        "signed": size,
        "viewers": None if form == "线下" else size * 120,
        "villages": "、".join(names) or None,
    }


def _events_frame(
    world: World, found: list[dict[str, object]], code: str, name: str
) -> pl.DataFrame:
    from pipelines.sample.ledgers.columns import TABLES

    frame = pl.DataFrame(found, schema=TABLES["T-H5"].types())
    return frame.with_columns(
        pl.lit(code).alias("home_county_code"),
        pl.lit(name).alias("county_name"),
        *(pl.lit(None, pl.String).alias(n) for n in ("town_code", "village_name", "town_name")),
    ).sort("event_date", maintain_order=True)


def _homes(world: World, pairs: list[tuple[Town, Village]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "home_county_code": [world.county.code for _ in pairs],
            "county_name": [world.county.name for _ in pairs],
            "town_code": [town.code for town, _ in pairs],
            "town_name": [town.name for town, _ in pairs],
            "village_name": [village.name for _, village in pairs],
        },
        schema=dict.fromkeys(
            ("home_county_code", "county_name", "town_code", "town_name", "village_name"), pl.String
        ),
    )
