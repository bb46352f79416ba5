"""A city in thirteen months for the figures of the national system, to be worked out by hand.

抚松 (220621) has everything: households, work that begins and ends, posts, workshops, needs,
services, aid. 靖宇 (220622) has who moved there and who found work soon. The four others have one
worker, one post and one workshop each. Delivered are May and December 2021 and January, March,
April and May 2022; the months between carry.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.settings import Settings
from tests.warehouse_lake import COUNTIES, Lake, episode, labour, member, person

FUSONG, JINGYU = "220621", "220622"
QUIET = tuple(county for county in COUNTIES if county not in (FUSONG, JINGYU))
BORN = {"id_birth_date": date(1985, 6, 15)}
MONTHLY = ("2021-05", "2021-12", "2022-03", "2022-04", "2022-05")
Row = dict[str, Any]


def city(settings: Settings, through: str = "2022-05") -> Lake:
    """Write the lake up to a month and return its builder, for more to be added."""
    lake = Lake(settings.lake)
    for month in sorted({*MONTHLY, "2022-01"}):
        if month <= through:
            _quiet(lake, month)
            _fusong(lake, month)
            _jingyu(lake, month)
    lake.write()
    return lake


def villager(number: int, household: str, **changes: Any) -> Row:
    """One T-N1 row: a grown person with a household, able to work."""
    usual = {"household_no": household, "labour_skill": "普通劳动力", **BORN}
    return member(number, **{**usual, **changes})


def post(number: int, kind: str, pay: float, **changes: Any) -> Row:
    """One T-N6a row: a post held since March 2021."""
    return {
        "person_key": person(number),
        "post_kind": kind,
        "start_date": date(2021, 3, 1),
        "monthly_pay_cny": pay,
        "attendance_days": 20,
        **BORN,
        **changes,
    }


def workshop(name: str, approved: date, workers: int, relieved: int, state: str = "正常") -> Row:
    """One T-N6b row."""
    return {
        "workshop_name": name,
        "approved_date": approved,
        "workshop_state": state,
        "workers": workers,
        "relieved_workers": relieved,
    }


def idle(number: int, **changes: Any) -> Row:
    """One T-H1 row of somebody without work."""
    usual = {"employment_state": "未就业", "transfer_state": "无转移", "start_date": None}
    return labour(number, **{**usual, "work_region": None, "wage_cny": None, **changes})


def _quiet(lake: Lake, month: str) -> None:
    for number, county in enumerate(QUIET, start=91):
        if month in MONTHLY:
            lake.deliver("T-H1", county, month, [labour(number)])
            lake.deliver("T-N1", county, month, [member(number)])
            lake.deliver("T-N2", county, month, [episode(number)])
        if month == "2021-12":
            lake.deliver("T-N6b", county, month, [workshop("老车间", date(2020, 5, 1), 5, 1)])
        if month == "2022-01":
            lake.deliver("T-N6a", county, month, [post(number, "保洁员", 800)])


def _jingyu(lake: Lake, month: str) -> None:
    if month in MONTHLY:
        moved = [member(7)] if month >= "2022-01" else []
        lake.deliver("T-H1", JINGYU, month, [labour(21)])
        lake.deliver("T-N1", JINGYU, month, [member(21), *moved])
        # 28 lost work in February and has it again in March.
        ended = episode(28, end_month=date(2022, 1, 1), work_region="县内乡外")
        again = episode(28, start_month=date(2022, 3, 1), work_region="县内乡外")
        found = [again] if month >= "2022-03" else []
        lake.deliver("T-N2", JINGYU, month, [episode(21), ended, *found])
    if month == "2021-12":
        lake.deliver("T-N6b", JINGYU, month, [workshop("老车间", date(2020, 5, 1), 5, 1)])
    if month == "2022-01":
        lake.deliver("T-N6a", JINGYU, month, [post(22, "保洁员", 800)])


def _fusong(lake: Lake, month: str) -> None:
    if month == "2021-05":
        lake.deliver("T-H1", FUSONG, month, [labour(1)])
        lake.deliver("T-N1", FUSONG, month, [member(n) for n in (1, 2, 3, 7)])
        idle_row = episode(3, has_worked=False)
        lake.deliver("T-N2", FUSONG, month, [episode(1), episode(2), episode(7), idle_row])
    if month == "2021-12":
        lake.deliver("T-H1", FUSONG, month, [labour(1)])
        lake.deliver("T-N1", FUSONG, month, [member(n) for n in (1, 2, 3)])
        ends = episode(18, end_month=date(2022, 1, 1), town_code="220621101")
        lake.deliver("T-N2", FUSONG, month, [episode(1), episode(2), episode(17), ends])
        lake.deliver("T-N6b", FUSONG, month, _old_workshops())
    if month == "2022-01":
        lake.deliver("T-N6a", FUSONG, month, [post(5, "护林员", 700)])
    if month >= "2022-03":
        lake.deliver("T-H1", FUSONG, month, _labour())
        lake.deliver("T-N1", FUSONG, month, _households(month))
        lake.deliver("T-N2", FUSONG, month, _episodes(month))
    if month == "2022-03":
        low = [{"person_key": person(number), **BORN} for number in (3, 14, 16)]
        old = {"person_key": person(15), "id_birth_date": date(1950, 1, 1)}
        lake.deliver("T-C1", FUSONG, month, [*low, old])
    if month == "2022-04":
        # 1 finished a class on the twentieth.
        done = {"person_key": person(1), "closed_date": date(2022, 4, 20), "is_qualified": True}
        lake.deliver("T-H2", FUSONG, month, [{**done, "training_kind": "就业技能"}])
        aid = {"person_key": person(3), "approved_date": date(2022, 3, 1)}
        lake.deliver("T-H6", FUSONG, month, [aid])
    if month == "2022-05":
        _may(lake)


def _old_workshops() -> list[Row]:
    return [
        workshop("甲", date(2020, 5, 1), 18, 3),
        workshop("乙", date(2021, 6, 1), 9, 2),
        workshop("丙", date(2019, 6, 1), 0, 0, "停产"),
    ]


def _labour() -> list[Row]:
    return [
        labour(1, wants_training=True),
        idle(2, wants_job=True),
        idle(3, wants_job=True),
        # The employment system alone knows of this work; updated 35 days before the end of May.
        labour(9, wage_cny=None, wants_training=None, updated_date=date(2022, 4, 26)),
        idle(13, wants_job=False, updated_date=date(2022, 4, 25)),
        idle(16, wants_job=True),
        idle(31, population_class="死亡", employment_state=None),
    ]


def _households(month: str) -> list[Row]:
    monitored = {
        "household_kind": "一般农户",
        "monitor_kind": "边缘易致贫户",
        "identified_month": date(2022, 4, 1),
        "risk_kinds": "因病、因务工就业不稳",
        "is_risk_eliminated": False,
    }
    old = {"id_birth_date": date(1950, 1, 1), "labour_skill": "弱劳动力或半劳动力"}
    ordinary = {"household_kind": "一般农户"}
    return [
        villager(1, "H1", is_relocated=True),
        villager(2, "H1", is_relocated=True),
        villager(3, "H2", is_relocated=True),
        *([villager(4, "H3", **monitored)] if month >= "2022-04" else []),
        villager(5, "H4", public_post="护林员", **old),
        villager(6, "H5", is_relocated=True, labour_skill=None, **ordinary),
        villager(9, "H6", is_relocated=True),
        villager(13, "H8"),
        villager(33, "H7", **ordinary),
        villager(34, "H7", **ordinary),
    ]


def _episodes(month: str) -> list[Row]:
    ends = None if month == "2022-03" else date(2022, 3, 1)
    left = {"start_month": date(2022, 2, 1), "end_month": ends, "industry": "电子商务"}
    found = {"start_month": date(2022, 5, 1), "work_region": "县内乡外", "channel": "公益岗位"}
    near = {"start_month": date(2022, 3, 1), "work_region": "乡内", "channel": "帮扶车间"}
    elsewhere = {"start_month": date(2022, 4, 1), "work_region": "省内市外"}
    return [
        episode(1, transport_subsidy_cny=500.0, industry="建筑业"),
        episode(2, wage_cny=None, **left),
        *([episode(2, wage_cny=None, **found)] if month == "2022-05" else []),
        episode(3, has_worked=False, start_month=None),
        episode(4, industry="农副食品加工业", **near),
        episode(9, has_worked=None, start_month=None),
        episode(17, end_month=date(2022, 2, 1)),
        episode(18, end_month=date(2022, 1, 1), town_code="220621101"),
        *([episode(18, town_code="220621101", **elsewhere)] if month >= "2022-04" else []),
    ]


def _may(lake: Lake) -> None:
    month = "2022-05"
    old = {"id_birth_date": date(1950, 1, 1)}
    kinds = [post(31, "护林员", 500, is_weak_labour=True)]
    kinds += [post(n, "护林员", pay) for n, pay in ((32, 600), (33, 700), (34, 800), (35, 1000))]
    posts = [
        post(5, "护林员", 700, attendance_days=0, **old),
        post(1, "保洁员", 900, start_date=date(2022, 1, 1)),
        post(1, "护路员", 600, start_date=date(2022, 2, 1)),
        post(2, "保洁员", 900, end_date=date(2022, 4, 30)),
        post(10, "保洁员", 900),
        post(11, "保洁员", 900, town_code="220621120"),
        *kinds,
    ]
    lake.deliver("T-N6a", FUSONG, month, posts, quarantine=(5,))
    new = workshop("丁", date(2022, 4, 1), 10, 6)
    kept = [workshop("甲", date(2020, 5, 1), 20, 3), workshop("乙", date(2021, 6, 1), 9, 2, "停产")]
    lake.deliver("T-N6b", FUSONG, month, [*kept, new])
    needs = [{"person_key": person(n), "service_needs": "岗位推荐"} for n in (3, 8)]
    lake.deliver("T-N3", FUSONG, month, needs)
    services = [
        (3, date(2022, 4, 10), "职业指导", True),
        (3, date(2022, 5, 5), "岗位推荐", False),
        # Of those of April: 4 in time, 2 a day late.
        (4, date(2022, 5, 15), "其他", False),
        (2, date(2022, 5, 16), "其他", False),
    ]
    names = ("person_key", "service_date", "service_kind", "has_helper")
    rows = [dict(zip(names, (person(n), *rest), strict=True)) for n, *rest in services]
    lake.deliver("T-H3", FUSONG, month, rows)
    lake.deliver("T-H7", FUSONG, month, [{"person_key": person(32), "leave_reason": "死亡"}])
    paid = {"policy": "跨省务工交通补助", "subsidy_month": date(2022, 4, 1)}
    lake.deliver("T-H8", FUSONG, month, [{"person_key": person(17), **paid}])
