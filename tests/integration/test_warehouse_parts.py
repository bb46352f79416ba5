"""Slots of several deliveries in the warehouse: pages, townships, withdrawals, a bad file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.warehouse import build, promote
from tests.integration.warehouse_city import QUIET, home
from tests.warehouse_lake import Lake, episode, labour, member

FUSONG = "220621"
FIRST, SECOND, THIRD = (f"{FUSONG}{town}" for town in (100, 101, 102))
JANUARY, FEBRUARY = "2022-01", "2022-02"


def others(lake: Lake, month: str) -> None:
    """Deliver everything but 抚松's roster: one worker each."""
    for number, county in enumerate((*QUIET, "220622", FUSONG)):
        if county != FUSONG:
            lake.deliver("T-H1", county, month, [labour(number)])
        lake.deliver("T-N1", county, month, [member(number)])
        lake.deliver("T-N2", county, month, [episode(number)])


def people(*numbers: int, town: str, **changes: Any) -> list[dict[str, Any]]:
    return [labour(100 + number, town_code=town, **changes) for number in numbers]


def publish(settings: Settings, lake: Lake, months: list[str] | None) -> None:
    lake.write()
    promote(settings, build(settings, months))


def query(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def fusong(settings: Settings, indicator: str, month: str) -> tuple[Any, ...]:
    (row,) = query(
        settings,
        "select numerator, denominator, data_state from marts.fct_indicator where"  # noqa: S608
        f" county_code = '{FUSONG}' and indicator_id = '{indicator}'"
        f" and report_month = '{month}-01'",
    )
    return row


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return home(tmp_path)


def test_pages_and_a_township_again_are_one_slot(settings: Settings) -> None:
    """January in one file; February in two pages, a township then once more, a broken file at last.

    First township: unchanged; second: 3 people, one of them new; third: one row changed.
    """
    lake = Lake(settings.lake)
    others(lake, JANUARY)
    whole = people(1, 2, town=FIRST) + people(3, 4, town=SECOND) + people(5, town=THIRD)
    lake.deliver("T-H1", FUSONG, JANUARY, whole)
    others(lake, FEBRUARY)
    stale = people(90, 91, 92, 93, town=SECOND)
    first = lake.deliver(
        "T-H1", FUSONG, FEBRUARY, people(1, 2, town=FIRST) + stale,
        replaced_towns=SECOND, is_lead=False,
    )  # fmt: skip
    lake.deliver("T-H1", FUSONG, FEBRUARY, people(5, town=THIRD, wage_cny=1.0), is_lead=False)
    again = lake.deliver(
        "T-H1", FUSONG, FEBRUARY, people(3, 4, 6, 7, town=SECOND), quarantine=(4,)
    )  # fmt: skip
    lake.refuse("T-H1", FUSONG, FEBRUARY, is_lead=False)
    publish(settings, lake, None)
    assert fusong(settings, "I01", JANUARY) == (5, None, "按期")
    assert fusong(settings, "I01", FEBRUARY) == (6, None, "按期")
    assert fusong(settings, "I09", FEBRUARY) == (2, 3, "按期")
    assert fusong(settings, "I07e", FEBRUARY)[:2] == (7, 7)
    rows = query(
        settings,
        "select state, rows_read, rows_accepted, rows_quarantined, rows_superseded, rows_dropped,"  # noqa: S608
        f" is_lead from marts.fct_delivery where county_code = '{FUSONG}' and table_name = 'T-H1'"
        " and report_month = '2022-02-01' order by delivery_id = "
        f"'{first}' desc, rows_read",
    )
    assert rows == [
        ("已采用", 9, 2, 0, 4, 3, False),
        ("已采用", 4, 1, 0, 0, 3, False),
        ("已采用", 7, 3, 1, 0, 3, True),
        ("拒收", 7, 0, 0, 0, 7, False),
    ]
    screenings = query(
        settings,
        "select delivery_id, state from marts.fct_screening where table_name = 'T-H1'"  # noqa: S608
        f" and county_code = '{FUSONG}' and report_month = '2022-02-01'",
    )
    assert screenings == [(again, "已采用")]


def test_a_withdrawal_lets_the_delivery_before_it_count_again(settings: Settings) -> None:
    lake = Lake(settings.lake)
    others(lake, JANUARY)
    lake.deliver("T-H1", FUSONG, JANUARY, people(1, 2, 3, town=FIRST), verdict=None)
    lake.deliver("T-H1", FUSONG, JANUARY, people(1, 2, town=FIRST))
    others(lake, FEBRUARY)
    publish(settings, lake, None)
    assert fusong(settings, "I01", FEBRUARY) == (2, None, "沿用")
    before, after = (item for item in lake.deliveries if item["county_code"] == FUSONG
                     and item["table_name"] == "T-H1")  # fmt: skip
    before |= {"standing": "counts", "is_lead": True, "rows_superseded": 0}
    after |= {"standing": "withdrawn", "is_lead": False, "rows_superseded": 2,
              "withdrawn_why": "报错了月份"}  # fmt: skip
    verdict = next(item for item in lake.verdicts if item["delivery_id"] == after["delivery_id"])
    verdict |= {"delivery_id": before["delivery_id"], "rows_data": 3, "rows_accepted": 3}
    publish(settings, lake, [JANUARY])
    assert fusong(settings, "I01", JANUARY) == (3, None, "按期")
    assert fusong(settings, "I01", FEBRUARY) == (3, None, "沿用")
    assert query(
        settings,
        "select state, reason, rows_accepted, rows_superseded from marts.fct_delivery"
        " where state = '已撤回'",
    ) == [("已撤回", "报错了月份", 0, 2)]
