"""The figures from ledgers, spot checks and what is filled in by hand, worked out by hand.

抚松 (220621) and 靖宇 (220622) do everything; four counties deliver books with one row that
counts nowhere in particular. All books are of May 2022 but one of 抚松's of March; the city's
own books of events and figures stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.warehouse import build, promote
from tests.integration.warehouse_city import QUIET, home
from tests.warehouse_lake import Lake, labour
from tests.warehouse_ledgers import (
    base,
    event,
    filled,
    paid,
    sampled,
    served,
    trained,
    village,
)

CITY, FUSONG, JINGYU = "220600", "220621", "220622"
OTHERS = (*QUIET, JINGYU)
MARCH, MAY, NEXT_YEAR = "2022-03", "2022-05", "2023-01"


def day(month: int, number: int) -> date:
    return date(2022, month, number)


def trainings(lake: Lake) -> None:
    """Person 1 learns in two counties; 6 is quarantined, 7 lives in an excluded town."""
    relieved = {"trainee_groups": "脱贫人口"}
    lake.deliver("T-H2", FUSONG, MARCH, [trained(1, day(2, 1), **relieved)])
    lake.deliver("T-H2", FUSONG, MAY, [trained(90, day(2, 1), **relieved)], verdict=None)
    lake.deliver(
        "T-H2",
        FUSONG,
        MAY,
        [
            trained(
                1, day(3, 2), training_kind="创业", training_mode="订单", subsidy_cny=800.0,
                is_employed=True, employed_date=day(5, 31), **relieved,
            ),
            trained(2, day(3, 3), trainee_groups="登记失业、脱贫人口", is_employed=False),
            trained(
                3, day(5, 1), training_kind="致富带头人", training_mode="顶岗",
                is_employed=True, employed_date=day(5, 1),
            ),
            trained(4, day(6, 1), trainee_groups="监测对象"),
            trained(5, day(4, 1), training_mode="定向", is_qualified=False, **relieved),
            trained(1, day(4, 15), training_mode=None, **relieved),
            trained(6, day(4, 1), **relieved),
            trained(7, day(4, 1), town_code=f"{FUSONG}120", **relieved),
        ],
        quarantine=(7,),
    )  # fmt: skip
    lake.deliver(
        "T-H2",
        JINGYU,
        MAY,
        [
            trained(1, day(2, 28), subsidy_cny=0.0, is_employed=False, **relieved),
            trained(8, day(5, 31), training_kind="致富带头人", is_qualified=None, **relieved),
        ],
    )
    for number, county in enumerate(QUIET, start=20):
        lake.deliver("T-H2", county, MAY, [trained(number, day(5, 10), is_qualified=False)])
    lake.deliver("T-H8", JINGYU, MAY, [paid(2, "职业培训补贴", day(4, 1))])


def services(lake: Lake) -> None:
    """Whatever county wrote a service, it was given: 靖宇 serves 抚松's person 1."""
    lake.deliver(
        "T-H3",
        FUSONG,
        MAY,
        [
            served(2, day(4, 2), "职业指导"),
            *(served(1, day(5, number), "岗位推荐") for number in (20, 21, 22)),
            served(9, day(5, 2), "创业指导"),
        ],
    )
    lake.deliver(
        "T-H3",
        JINGYU,
        MAY,
        [served(1, day(4, 20), "职业指导"), served(1, day(5, 23), "培训推荐")],
    )
    for number, county in enumerate(QUIET, start=20):
        lake.deliver("T-H3", county, MAY, [served(number, day(5, 12), "政策宣讲")])


def rosters(lake: Lake) -> None:
    looking = {"employment_state": "未就业", "wants_job": True, "wants_training": True}
    lake.deliver(
        "T-H1",
        FUSONG,
        MAY,
        [
            labour(1, startup_state="待创业", **looking),
            labour(2, startup_state="已创业", town_code=f"{FUSONG}101", **looking),
            labour(9, startup_state="待创业", town_code=f"{FUSONG}102"),
        ],
    )
    for number, county in enumerate(OTHERS, start=30):
        lake.deliver("T-H1", county, MAY, [labour(number)])
    # Nothing but a roster in the new year: the books of the year are gone.
    lake.deliver("T-H1", FUSONG, NEXT_YEAR, [labour(1)])


def bases(lake: Lake) -> None:
    lake.deliver(
        "T-H4",
        FUSONG,
        MAY,
        [
            base("甲", "县级", day(1, 10), jobs=10, startups=2),
            base("甲", "省级", day(5, 20), jobs=30, startups=3),
            base("乙", "县级", date(2020, 1, 1), jobs=8),
            base("丙", "市级", day(3, 1), base_state="停运", jobs=5, startups=5),
        ],
    )
    for county in OTHERS:
        lake.deliver("T-H4", county, MAY, [base("丁", "市级", date(2019, 1, 1), base_state="撤销")])


def events(lake: Lake) -> None:
    """大营村 is a village of both counties; the city names it, and 抚松 names its own."""
    lake.deliver(
        "T-H5",
        FUSONG,
        MAY,
        [
            event("春风行动", day(2, 10), firms=10, posts=100, attendees=200, intents=20, signed=5),
            event("专场招聘会", day(3, 1), villages="大营村、小营村"),
            event("直播带岗", day(4, 1), event_form="直播", viewers=1000, intents=7),
            event("春风行动", day(6, 5), firms=1),
        ],
    )
    lake.deliver("T-H5", JINGYU, MAY, [event("农闲务工行动", day(5, 31), posts=30, attendees=40)])
    for county in QUIET:
        lake.deliver("T-H5", county, MAY, [event("其他", day(5, 1), firms=9)])
    lake.deliver(
        "T-H5",
        CITY,
        MAY,
        [
            event("民营企业招聘月", day(5, 2), firms=5, posts=50, intents=9, signed=4),
            event("三送下乡", day(5, 3), villages="大营村"),
            event("春风行动", day(3, 3), firms=1, posts=2, attendees=3, intents=4),
        ],
    )
    lake.deliver(
        "T-N5",
        FUSONG,
        MAY,
        [village("大营村"), village("小营村"), village("营村"), village("远村", is_assisted=False)],
    )
    lake.deliver("T-N5", JINGYU, MAY, [village("大营村")])
    for county in QUIET:
        lake.deliver("T-N5", county, MAY, [village("大营村", is_assisted=False)])


def spot_checks(lake: Lake) -> None:
    lake.deliver(
        "T-S1",
        FUSONG,
        MAY,
        [
            sampled(day(4, 10)),
            sampled(day(5, 31), wage_is_true=False),
            sampled(day(3, 31), town_code=f"{FUSONG}101"),
            sampled(day(4, 11), town_code=f"{FUSONG}101", is_reached=False),
        ],
    )
    for county in OTHERS:
        lake.deliver("T-S1", county, MAY, [sampled(day(5, 5), skill_is_true=None)])


def by_hand(lake: Lake) -> None:
    lake.deliver(
        "T-M1",
        FUSONG,
        MAY,
        [
            filled("I13", day(1, 1), 1.0),
            filled("I13", day(4, 1), 1.0),
            filled("I51", day(5, 1), 0.8),
            filled("I51", day(3, 1), 0.9),
            filled("I60", day(4, 1), is_done=True),
            filled("I56", day(6, 1), 3.0),
        ],
    )
    for county in OTHERS:
        rows = [filled("I13", day(5, 1), 1.0), filled("I56", day(5, 1), 0.0)]
        lake.deliver("T-M1", county, MAY, rows)
    lake.deliver("T-M1", CITY, MAY, [filled("I51", day(5, 1), 0.85)])


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = home(tmp_path_factory.mktemp("ledgers"))
    lake = Lake(settings.lake)
    for deliver in (trainings, services, rosters, bases, events, spot_checks, by_hand):
        deliver(lake)
    lake.supersede("T-H2", FUSONG, MAY)
    lake.write()
    promote(settings, build(settings, None))
    return settings


@pytest.fixture(scope="module")
def warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        yield connection


def figure(
    warehouse: duckdb.DuckDBPyConnection, indicator: str, month: str, county: str
) -> tuple[Any, ...]:
    row = warehouse.execute(
        "select numerator, denominator, value, data_state from marts.fct_indicator"
        " where indicator_id = ? and report_month = (? || '-01')::date and county_code = ?",
        [indicator, month, county],
    ).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("indicator", "month", "expected"),
    [
        # Person 1 graduated first in 靖宇, in May's books; in March only 抚松's was there.
        ("I02", "2022-03", {FUSONG: 1, JINGYU: None, CITY: None}),
        ("I02", MAY, {FUSONG: 1, JINGYU: 1, "220602": 0, CITY: 2}),
        ("I02", "2022-06", {FUSONG: 2, JINGYU: 1, CITY: 3}),
        ("I02", NEXT_YEAR, {FUSONG: None, JINGYU: None, CITY: None}),
        ("I23", MAY, {FUSONG: 5, JINGYU: 2, "220602": 1, CITY: 11}),
        ("I28", MAY, {FUSONG: 1, JINGYU: 1, "220602": 0, CITY: 2}),
        ("I03", MAY, {FUSONG: 2, JINGYU: 0, CITY: 2}),
        ("I03a", MAY, {FUSONG: 3, JINGYU: 0, CITY: 3}),
        ("I03p", MAY, {FUSONG: 1, CITY: 1}),
        ("I03s", MAY, {FUSONG: 1, CITY: 1}),
        ("I03x", MAY, {FUSONG: 0, CITY: 0}),
        ("I03b", MAY, {FUSONG: 2, JINGYU: 0, CITY: 2}),
        ("I18b", MAY, {FUSONG: 38, JINGYU: 0, CITY: 38}),
        ("I18c", MAY, {FUSONG: 3, JINGYU: 0, CITY: 3}),
        # A standing book outlives the year; nothing was approved in the new one.
        ("I03", NEXT_YEAR, {FUSONG: 0, CITY: 0}),
        ("I03b", NEXT_YEAR, {FUSONG: 2, CITY: 2}),
        ("I16a", MAY, {FUSONG: 1, JINGYU: 1, "220602": 0, CITY: 3}),
        ("I16a", "2022-06", {FUSONG: 2, JINGYU: 1, CITY: 4}),
        ("I16b", MAY, {FUSONG: 10, JINGYU: 0, CITY: 11}),
        ("I16c", MAY, {FUSONG: 100, JINGYU: 30, CITY: 132}),
        ("I16d", MAY, {FUSONG: 200, JINGYU: 40, CITY: 243}),
        ("I16e", MAY, {FUSONG: 20, JINGYU: 0, CITY: 24}),
        ("I54a", MAY, {FUSONG: 1, JINGYU: 0, CITY: 3}),
        ("I54b", MAY, {FUSONG: 100, JINGYU: 0, CITY: 152}),
        ("I54c", MAY, {FUSONG: 20, JINGYU: 0, CITY: 33}),
        ("I54d", MAY, {FUSONG: 5, JINGYU: 0, CITY: 9}),
        ("I55a", MAY, {FUSONG: 1, JINGYU: 0, CITY: 1}),
        ("I55b", MAY, {FUSONG: 1000, JINGYU: 0, CITY: 1000}),
        ("I55c", MAY, {FUSONG: 7, JINGYU: 0, CITY: 7}),
        # By hand: sums and the latest; the city's own, the counties' sum, or nothing.
        ("I13", MAY, {FUSONG: 2, JINGYU: 1, CITY: 7}),
        ("I51", MAY, {FUSONG: 0.8, JINGYU: None, CITY: 0.85}),
        ("I60", MAY, {FUSONG: 1, JINGYU: None, CITY: None}),
        ("I56", MAY, {FUSONG: None, JINGYU: 0, CITY: None}),
        ("I56", "2022-06", {FUSONG: 3, JINGYU: 0, CITY: 3}),
        ("I13", "2022-04", {FUSONG: None, JINGYU: None, CITY: None}),
        ("I13", NEXT_YEAR, {FUSONG: None, JINGYU: None, CITY: None}),
    ],
)
def test_a_count_is_what_counting_by_hand_gives(
    warehouse: duckdb.DuckDBPyConnection,
    indicator: str,
    month: str,
    expected: dict[str, float | None],
) -> None:
    found = {county: figure(warehouse, indicator, month, county)[2] for county in expected}
    assert found == expected


@pytest.mark.parametrize(
    ("indicator", "month", "expected"),
    [
        ("I25a", MAY, {FUSONG: (2, 3), JINGYU: (0, 1), CITY: (2, 4)}),
        ("I25b", MAY, {FUSONG: (1, 1), JINGYU: (0, 1), CITY: (1, 2)}),
        ("I26", MAY, {FUSONG: (3, 5), JINGYU: (0, 2), CITY: (3, 11)}),
        ("I29", MAY, {FUSONG: (2, 4), JINGYU: (0, 1), CITY: (2, 5)}),
        ("I20", MAY, {FUSONG: (1, 2), CITY: (1, 2)}),
        ("I24", MAY, {FUSONG: (2, 2), CITY: (2, 2)}),
        ("I48", MAY, {FUSONG: (1, 2), CITY: (1, 2)}),
        ("I50", MAY, {FUSONG: (1, 2), CITY: (1, 2)}),
        ("I08", MAY, {FUSONG: (2, 3), JINGYU: (1, 1), CITY: (7, 8)}),
        ("I11a", MAY, {FUSONG: (2, 3), JINGYU: (1, 1), CITY: (7, 8)}),
        ("I11b", MAY, {FUSONG: (1, 2), JINGYU: (1, 1), CITY: (6, 7)}),
        # A new quarter, and nobody was called in it.
        ("I11a", "2022-07", {FUSONG: (0, 3), JINGYU: (0, 1), CITY: (0, 8)}),
        ("I22a", MAY, {FUSONG: (2, 3), JINGYU: (0, 1), CITY: (2, 4)}),
        ("I22b", MAY, {FUSONG: (1, 3), JINGYU: (1, 1), CITY: (2, 4)}),
        ("I22c", MAY, {FUSONG: (0, 3), JINGYU: (0, 1), CITY: (0, 4)}),
        # The task of I01 is split and adds up, that of I04 is the city's alone.
        ("I27", MAY, {FUSONG: (1, 2), CITY: (1, 2)}),
    ],
)
def test_a_rate_is_what_counting_by_hand_gives(
    warehouse: duckdb.DuckDBPyConnection,
    indicator: str,
    month: str,
    expected: dict[str, tuple[int, int]],
) -> None:
    found = {county: figure(warehouse, indicator, month, county)[:3] for county in expected}
    assert found == {
        county: (due, of, pytest.approx(due / of)) for county, (due, of) in expected.items()
    }


@pytest.mark.parametrize(
    ("indicator", "month", "county", "state"),
    [
        ("I23", "2022-07", JINGYU, "按期"),
        ("I23", "2022-08", JINGYU, "沿用"),
        ("I23", "2022-08", CITY, "沿用"),
        ("I23", NEXT_YEAR, JINGYU, "缺报"),
        ("I03b", NEXT_YEAR, JINGYU, "沿用"),
        # What 靖宇 alone delivers of T-H8 changes the state of no figure.
        ("I29", MAY, FUSONG, "按期"),
        ("I13", "2022-07", CITY, "按期"),
        ("I13", "2022-08", CITY, "沿用"),
        ("I51", "2022-08", CITY, "沿用"),
        ("I16a", "2022-04", FUSONG, "缺报"),
        # The roster is monthly: carried in June already.
        ("I24", "2022-06", FUSONG, "沿用"),
        ("I11b", "2022-07", FUSONG, "按期"),
        ("I27", MAY, FUSONG, "按期"),
    ],
)
def test_a_book_is_fresh_for_three_months(
    warehouse: duckdb.DuckDBPyConnection, indicator: str, month: str, county: str, state: str
) -> None:
    assert figure(warehouse, indicator, month, county)[3] == state


def test_a_rate_over_nothing_is_no_value(warehouse: duckdb.DuckDBPyConnection) -> None:
    for indicator, month in (("I11b", "2022-07"), ("I25a", "2022-03"), ("I27", NEXT_YEAR)):
        assert figure(warehouse, indicator, month, FUSONG)[2] is None


def test_the_books_figures_are_the_same_month_by_month(settings: Settings) -> None:
    tables = [
        "int_training_month",
        "int_event_month",
        "int_village_month",
        "int_base_month",
        "int_spot_check_month",
        "int_manual_figure_county_month",
        "int_person_month__service_need",
        "int_person_month__served",
    ]
    whole = _rows(settings, tables)
    promote(settings, build(settings, [MAY]))
    assert _rows(settings, tables) == whole
    assert all(whole.values())


def _rows(settings: Settings, tables: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        return {
            table: connection.execute(f"from intermediate.{table} order by all").fetchall()
            for table in tables
        }
