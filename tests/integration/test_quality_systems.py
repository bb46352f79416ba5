"""R68 to R74: the two systems, and the list of public posts, against one another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tests.quality_lake import Lake, new_lake, row
from tests.rule_cases import Case, Row, both_ways, filler, screened

D = dt.date
OTHER_TOWN, OUTSIDE = "220621105", "220621120"
ABLE = {"labour_skill": "普通劳动力"}
RELIEVED = {"is_poverty_relieved": True}
POST = {"post_kind": "保洁员", "start_date": D(2022, 1, 1)}
POSTED = {"public_post": "保洁员"}


def both(hr: Row, national: Row, table: str = "T-N2") -> dict[str, list[Row]]:
    return {"T-H1": [hr], table: [national]}


def on_post(post: Row, *registered: Row, **others: list[Row]) -> dict[str, list[Row]]:
    tables = {name.replace("_", "-"): rows for name, rows in others.items()}
    return {"T-N6a": [POST | post], "T-N1": list(registered), **tables}


PLACE = {"work_region": "省外", "work_province": "辽宁省", "work_city": "大连市"}
DALIAN, JINZHOU = PLACE | {"work_county": "金州区"}, PLACE | {"work_county": "金州"}
CASES = [
    Case("R68", "poor, able, in no labour roster", True, {"T-N1": [ABLE]}),
    Case("R68", "monitored, half able", True,
         {"T-N1": [{"household_kind": "一般农户", "monitor_kind": "边缘易致贫户",
                    "labour_skill": "弱劳动力或半劳动力"}]}),
    Case("R68", "listed in both", False, both({}, ABLE, "T-N1")),
    Case("R68", "its row there is quarantined", False, both({"months_worked": 9}, ABLE, "T-N1")),
    Case("R68", "not able", False, {"T-N1": [{"labour_skill": "丧失劳动力"}]}),
    Case("R68", "at school", False, {"T-N1": [ABLE | {"school_state": "高中一年级"}]}),
    Case("R68", "sixty", False, {"T-N1": [ABLE | {"id_birth_date": D(1962, 5, 31)}]}),
    Case("R68", "neither poor nor monitored", False,
     {"T-N1": [ABLE | {"household_kind": "一般农户"}]}),
    Case("R69", "marked, and not there", True, {"T-H1": [RELIEVED]}),
    Case("R69", "marked, and there", False, both(RELIEVED, {}, "T-N1")),
    Case("R69", "its row there is quarantined", False,
         both(RELIEVED, {"months_worked": 9}, "T-N1")),
    Case("R69", "not marked", False, {"T-H1": [{"is_poverty_relieved": False}]}),
    Case("R70", "another class", True, both({}, {"work_region": "县内乡外"})),
    Case("R70", "another county", True, both(DALIAN, PLACE | {"work_county": "城阳区"})),
    Case("R70", "a county written shortly", False, both(DALIAN, JINZHOU)),
    Case("R70", "a place that is not told", False, both(DALIAN, {"work_region": None})),
    Case("R70", "came home", False, both({}, {"work_region": "乡内", "end_month": D(2022, 4, 1)})),
    Case("R71", "a third more and over 500", True, both({}, {"wage_cny": 5800.0})),
    Case("R71", "three tenths of the larger", False,
     both({"wage_cny": 4060.0}, {"wage_cny": 5800.0})),
    Case("R71", "500 apart", False, both({"wage_cny": 500.0}, {"wage_cny": 1000.0})),
    Case("R71", "501 apart", True, both({"wage_cny": 499.0}, {"wage_cny": 1000.0})),
    Case("R71", "not told", False, both({}, {"wage_cny": None})),
    Case("R72", "another township", True, both({"town_code": OTHER_TOWN}, {}, "T-N1")),
    Case("R72", "the same", False, both({}, {}, "T-N1")),
    Case("R72", "outside the city's count in one", False, both({}, {"town_code": OUTSIDE}, "T-N1")),
    Case("R72", "unknown in one", False, both({"town_code": None}, {}, "T-N1")),
    Case("R73", "another name", True, both({"name_key": "a"}, {"name_key": "b"}, "T-N1")),
    Case("R73", "another sex", True,
         both({"registered_sex": "男"}, {"registered_sex": "女"}, "T-N1")),
    Case("R73", "the same name", False, both({"name_key": "a"}, {"name_key": "a"}, "T-N1")),
    Case("R73", "no name in one", False, both({"name_key": "a"}, {"name_key": None}, "T-N1")),
    Case("R74", "on the list, not in the register", True, on_post({}, {})),
    Case("R74", "on the list, nowhere else", True, on_post({})),
    Case("R74", "in the register", False, on_post({}, POSTED)),
    Case("R74", "in the month monitor", False,
         on_post({}, {}, T_N2=[{"channel": "公益岗位", "work_region": "乡内"}])),
    Case("R74", "died, and still on the list", True,
         on_post({}, POSTED, T_H1=[{"population_class": "死亡"}])),
    Case("R74", "struck off, and still on the list", True,
         on_post({}, POSTED, T_H7=[{"leave_reason": "死亡"}])),
    Case("R74", "left the post", False, on_post({"end_date": D(2022, 5, 30)})),
    Case("R74", "leaves it on the last day", True, on_post({"end_date": D(2022, 5, 31)})),
    Case("R74", "its row in the register is quarantined", False, on_post({}, {"months_worked": 9})),
]  # fmt: skip
TABLES = ("T-H1", "T-N1", "T-N2", "T-N6a", "T-H7")


def _rows(number: int, case: Case, table: str) -> list[Row]:
    return [row(table, f"c{number}", **item) for item in case.rows.get(table, [])]


def _deliver(lake: Lake, tables: tuple[str, ...] = TABLES) -> Lake:
    for table in tables:
        rows = [item for n, case in enumerate(CASES) for item in _rows(n, case, table)]
        ledger = table in ("T-N6a", "T-H7")
        lake.deliver(table, rows if ledger else filler(table, *rows, count=200))
    return lake


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return screened(_deliver(new_lake(tmp_path_factory.mktemp("systems"))))


@pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])
def test_a_difference_is_told_of_once_or_not_at_all(found: pl.DataFrame, number: int) -> None:
    case = CASES[number]
    own = found.filter(rule_id=case.rule, person_key=f"c{number}")
    assert own.height == case.fires


def test_every_rule_has_a_case_and_its_clean_twin() -> None:
    assert both_ways(CASES) == {f"R{number}" for number in range(68, 75)}


def test_the_message_says_both_sides(found: pl.DataFrame) -> None:
    wages = found.filter(rule_id="R71")["message"].to_list()
    assert "该人员两系统月收入相差较大：4000／5800元。" in wages
    towns = found.filter(rule_id="R72")["message"].to_list()
    assert towns == [
        "该人员两系统户籍乡镇不一致：抚松县万良镇／抚松县抚松镇（长白山池西、池南除外）。"
    ]


@pytest.mark.parametrize(
    ("absent", "silent"), [("T-H1", {"R68"}), ("T-N1", {"R69", "R74"}), ("T-N2", {"R74"})]
)
def test_a_table_that_did_not_come_accuses_nobody(
    tmp_path: Path, absent: str, silent: set[str]
) -> None:
    lake = _deliver(new_lake(tmp_path), tuple(table for table in TABLES if table != absent))
    assert not set(screened(lake)["rule_id"]) & silent


def test_the_roster_of_a_county_that_is_held_counts_as_it_was(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    roster = filler("T-H1", row("T-H1", "moved", home_county_code="220622"))
    lake.deliver("T-H1", roster, county="220622", month="2022-04")
    lake.deliver("T-H1", roster[:10], county="220622")  # held: most of it is missing
    lake.deliver("T-H1", filler("T-H1"))
    lake.deliver("T-N1", filler("T-N1", row("T-N1", "moved", **ABLE)))
    found = screened(lake, "2022-04", "2022-05")
    assert found.filter(rule_id="R06", county_code="220622").height == 1
    assert found.filter(rule_id="R68", person_key="moved").is_empty()
