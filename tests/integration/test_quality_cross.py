"""Duplicates, and the rules across counties, systems and months."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.quality import read_findings, read_verdicts, screen_month
from tests.quality_lake import TOWN, Lake, clean_rows, new_lake, row

D = dt.date
APRIL, MAY = "2022-04", "2022-05"
OTHER_TOWN = "220621105"
EXCLUDED_TOWN = "220621120"  # 池西
FUSONG, JINGYU = "220621", "220622"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return new_lake(tmp_path)


def found(lake: Lake, rule: str, *months: str) -> list[dict[str, Any]]:
    settings = lake.write()
    for month in months or (MAY,):
        screen_month(settings, month)
    return read_findings(settings, MAY).filter(rule_id=rule).to_dicts()


def filler(table: str, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """``rows`` among enough clean ones that no share is reached; filler people differ by table."""
    return [*rows, *(item | {"person_key": f"{table}{i}"}
                     for i, item in enumerate(clean_rows(table, 60)))]  # fmt: skip


# R61


@pytest.mark.parametrize("table", ["T-H1", "T-N1"])
def test_the_second_registration_of_a_person_is_quarantined(lake: Lake, table: str) -> None:
    rows = [row(table, "twice"), row(table, "twice", town_code=OTHER_TOWN), row(table, "once")]
    lake.deliver(table, filler(table, *rows))
    (finding,) = found(lake, "R61")
    assert (finding["row_no"], finding["town_code"]) == (5, OTHER_TOWN)
    assert "在抚松镇第4行、万良镇第5行重复登记" in finding["message"]
    judged = read_verdicts(lake.settings).filter(county_code=FUSONG, table_name=table)
    assert judged["rows_quarantined"].to_list() == [1]


def test_the_most_recently_updated_row_is_the_one_kept(lake: Lake) -> None:
    rows = [
        row("T-H1", "thrice", updated_date=None),
        row("T-H1", "thrice", updated_date=D(2022, 5, 2)),
        row("T-H1", "thrice", updated_date=D(2022, 5, 1)),
    ]
    lake.deliver("T-H1", filler("T-H1", *rows))
    assert [item["row_no"] for item in found(lake, "R61")] == [4, 6]


@pytest.mark.parametrize("sheet", ["Sheet1", None])  # a CSV has no sheet
def test_a_row_that_is_already_quarantined_is_no_duplicate(lake: Lake, sheet: str | None) -> None:
    rows = [row("T-H1", "twice", id_problem="checksum", sheet_name=sheet), row("T-H1", "twice")]
    lake.deliver("T-H1", filler("T-H1", *rows))
    assert found(lake, "R61") == []


def test_episodes_of_one_person_are_no_duplicates(lake: Lake) -> None:
    lake.deliver("T-N2", filler("T-N2", row("T-N2", "twice"), row("T-N2", "twice")))
    assert found(lake, "R61") == []


# R62


def test_a_person_in_two_counties_is_found_where_not_counted(lake: Lake) -> None:
    lake.deliver("T-H1", filler("T-H1", row("T-H1", "both", home_county_code=JINGYU)))
    lake.deliver("T-H1", [row("T-H1", "both", home_county_code=JINGYU)], county=JINGYU)
    (finding,) = found(lake, "R62")
    assert finding["county_code"] == FUSONG
    assert "同时在抚松县、靖宇县登记，暂计入靖宇县" in finding["message"]


def test_without_a_home_the_freshest_row_counts_then_the_least_county(lake: Lake) -> None:
    fresh, fresher = {"updated_date": D(2022, 5, 2)}, {"updated_date": D(2022, 5, 3)}
    cases: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        (fresh, fresher, FUSONG),
        (fresher, fresh, JINGYU),
        ({"updated_date": None}, fresh, FUSONG),
        ({}, {}, JINGYU),
        ({"town_code": EXCLUDED_TOWN}, {}, FUSONG),
    ]
    for county, side in ((FUSONG, 0), (JINGYU, 1)):
        rows = [
            row("T-H1", f"both{i}", **{"home_county_code": None} | case[side])
            for i, case in enumerate(cases)
        ]
        lake.deliver("T-H1", rows, county=county)
    losers = {item["person_key"]: item["county_code"] for item in found(lake, "R62")}
    assert losers == {f"both{i}": loser for i, (_, _, loser) in enumerate(cases)}


def test_a_person_in_a_held_county_is_not_in_two_counties(lake: Lake) -> None:
    lake.deliver("T-H1", [row("T-H1", "both")])
    lake.deliver("T-H1", [row("T-H1", "both")], county=JINGYU, content_month=APRIL)
    assert found(lake, "R62") == []


# R66, R67

NOT_EMPLOYED = {"employment_state": "务农", "wage_cny": None}
ENDED_IN_MARCH = {"end_month": D(2022, 3, 1)}
ENDED_IN_APRIL = {"end_month": D(2022, 4, 1)}
BEGAN_IN_MAY = {"start_month": D(2022, 5, 1)}


COMPARED: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {}, []),
    (NOT_EMPLOYED, {}, ["R66"]),
    (NOT_EMPLOYED, BEGAN_IN_MAY, []),  # last month they agreed
    (NOT_EMPLOYED, ENDED_IN_APRIL, []),  # this month they agree
    (NOT_EMPLOYED, {"start_month": None}, ["R66"]),
    (NOT_EMPLOYED, {"has_worked": None}, []),
    ({"employment_state": None}, {}, []),
    ({}, {"has_worked": False, "wage_cny": None}, ["R67"]),
    ({}, ENDED_IN_MARCH, ["R67"]),
    ({}, ENDED_IN_APRIL, []),
    ({}, BEGAN_IN_MAY, []),
    ({}, {"start_month": D(2022, 6, 1)}, ["R67"]),
    ({"town_code": EXCLUDED_TOWN}, ENDED_IN_MARCH, []),
    ({}, ENDED_IN_MARCH | {"town_code": EXCLUDED_TOWN}, []),
]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Every case of ``COMPARED`` is one person."""
    lake = new_lake(tmp_path_factory.mktemp("compared"))
    for table, side in (("T-H1", 0), ("T-N2", 1)):
        rows = [row(table, f"both{i}", **case[side]) for i, case in enumerate(COMPARED)]
        lake.deliver(table, filler(table, *rows))
    found(lake, "R66")
    return read_findings(lake.settings, MAY).filter(pl.col("rule_id").is_in(["R66", "R67"]))


@pytest.mark.parametrize("number", range(len(COMPARED)))
def test_the_two_systems_are_compared_with_a_months_tolerance(
    compared: pl.DataFrame, number: int
) -> None:
    rules = compared.filter(person_key=f"both{number}")["rule_id"].to_list()
    assert rules == COMPARED[number][2]


def test_r66_is_anchored_on_the_hr_row_and_says_where_the_person_works(lake: Lake) -> None:
    lake.deliver("T-H1", filler("T-H1", row("T-H1", "both", town_code=OTHER_TOWN, **NOT_EMPLOYED)))
    place = {"work_province": "辽宁省", "work_city": "大连市"}
    old = row("T-N2", "both", start_month=D(2020, 1, 1), work_city="长春市")
    lake.deliver("T-N2", filler("T-N2", old, row("T-N2", "both", **place)))
    (finding,) = found(lake, "R66")
    assert (finding["table_name"], finding["town_code"]) == ("T-H1", OTHER_TOWN)
    assert "防返贫系统登记已务工（辽宁省大连市金州区），就业系统为务农" in finding["message"]


def test_r67_is_anchored_on_the_persons_first_national_row(lake: Lake) -> None:
    lake.deliver("T-H1", filler("T-H1", row("T-H1", "both")))
    ended = [row("T-N2", "both", start_month=D(2020, n, 1), **ENDED_IN_MARCH) for n in (2, 1)]
    lake.deliver("T-N2", filler("T-N2", *ended))
    (finding,) = found(lake, "R67")
    assert (finding["table_name"], finding["row_no"]) == ("T-N2", 4)
    assert finding["source"] == "national_monitoring"


@pytest.mark.parametrize("held", ["T-H1", "T-N2"])
def test_a_county_without_accepted_deliveries_takes_no_part(lake: Lake, held: str) -> None:
    for table, changes in (("T-H1", NOT_EMPLOYED), ("T-N2", {})):
        wrong = {"content_month": APRIL} if table == held else {}
        lake.deliver(table, filler(table, row(table, "both", **changes)), **wrong)
    assert found(lake, "R66") == []


# R75


AGREEMENT: dict[str, tuple[int, dict[str, Any], dict[str, Any], bool]] = {
    # county: people of 20 who differ, how in each system, whether the county is told
    "220602": (2, NOT_EMPLOYED, {}, False),
    "220605": (3, NOT_EMPLOYED, {}, True),
    "220621": (3, {}, {"work_region": "境外"}, False),
    "220622": (3, {}, {"work_region": None}, False),
    "220623": (3, {}, {"work_region": "市内县外"}, True),
    "220681": (3, {}, {"work_region": "县内乡外"}, True),
}


def test_less_than_ninety_percent_agreement_is_found_once_for_the_county(lake: Lake) -> None:
    for county, (differing, hr, national, _) in AGREEMENT.items():
        for table, changes in (("T-H1", hr), ("T-N2", national)):
            rows = [
                row(table, f"{county}-{i}", **(changes if i < differing else {})) for i in range(20)
            ]
            lake.deliver(table, rows, county=county)
    findings = found(lake, "R75")
    told = [county for county, (*_, fires) in AGREEMENT.items() if fires]
    assert [item["county_code"] for item in findings] == told
    assert findings[0]["message"].startswith("江源区两系统就业状态一致率85%，低于90%")
    assert findings[0]["person_key"] is None


# R76


def _two_months(lake: Lake, may: list[dict[str, Any]], **manifest: Any) -> list[str]:
    town = clean_rows("T-H1", 30)
    other = clean_rows("T-H1", 30, OTHER_TOWN, first=100)
    lake.deliver("T-H1", town + other, month=APRIL)
    lake.deliver("T-H1", town + may, **manifest)
    return [item["town_code"] for item in found(lake, "R76", APRIL, MAY)]


def test_a_township_where_nothing_changed_is_found(lake: Lake) -> None:
    changed = clean_rows("T-H1", 30, OTHER_TOWN, first=100)
    changed[0] = row("T-H1", "person100", town_code=OTHER_TOWN, wage_cny=4100.0)
    assert _two_months(lake, changed) == [TOWN]


@pytest.mark.parametrize("count", [29, 31])
def test_one_person_more_or_less_is_a_change(lake: Lake, count: int) -> None:
    assert _two_months(lake, clean_rows("T-H1", count, OTHER_TOWN, first=100)) == [TOWN]


def test_a_new_update_date_alone_is_no_change(lake: Lake) -> None:
    same = [item | {"updated_date": D(2022, 5, 20)}
            for item in clean_rows("T-H1", 30, OTHER_TOWN, first=100)]  # fmt: skip
    assert _two_months(lake, same) == [TOWN, OTHER_TOWN]


def test_a_held_delivery_says_nothing_about_its_townships(lake: Lake) -> None:
    same = clean_rows("T-H1", 30, OTHER_TOWN, first=100)
    assert _two_months(lake, same, content_month=APRIL) == []


@pytest.mark.parametrize("sheet", ["Sheet1", None])
def test_rows_quarantined_last_month_are_no_part_of_the_comparison(
    lake: Lake, sheet: str | None
) -> None:
    bad = row("T-H1", "bad", id_problem="checksum", sheet_name=sheet)
    lake.deliver("T-H1", [*clean_rows("T-H1", 30), bad], month=APRIL)
    lake.deliver("T-H1", clean_rows("T-H1", 30))
    assert [item["town_code"] for item in found(lake, "R76", APRIL, MAY)] == [TOWN]


def test_an_excluded_township_is_not_asked_for_updates(lake: Lake) -> None:
    rows = clean_rows("T-H1", 30, EXCLUDED_TOWN)
    lake.deliver("T-H1", rows, month=APRIL)
    lake.deliver("T-H1", rows)
    assert found(lake, "R76", APRIL, MAY) == []
