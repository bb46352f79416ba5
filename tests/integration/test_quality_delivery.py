"""The rules over whole files that hold nothing back: columns, counts, ends of sheets, lateness."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.quality import load_rules, read_findings, read_verdicts, screen_month
from pipelines.settings import PROJECT_DIR
from tests.quality_lake import TOWN, Lake, clean_rows, new_lake, row

APRIL, MAY = "2022-04", "2022-05"
OTHER_TOWN = "220621105"  # 万良镇


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return new_lake(tmp_path)


def found(lake: Lake, rule: str, *months: str) -> list[dict[str, Any]]:
    settings = lake.write()
    for month in months or (MAY,):
        screen_month(settings, month)
    findings = read_findings(settings, MAY).filter(rule_id=rule, county_code="220621")
    return findings.sort("finding_id").to_dicts()


def messages(lake: Lake, rule: str, *months: str) -> list[str]:
    return [item["message"] for item in found(lake, rule, *months)]


def test_a_new_column_is_named_and_holds_nothing(lake: Lake) -> None:
    delivery = lake.deliver("T-H1", clean_rows("T-H1", 3), unknown_columns="宅基地、备注二")
    (finding,) = found(lake, "R02")
    assert finding["message"] == (
        "【抚松县】农村劳动力实名制信息出现新列：宅基地、备注二，已忽略，不影响本期统计；"
        "如为系统升级请告知市级。"
    )
    assert (finding["delivery_id"], finding["action"]) == (delivery, "F")
    state = read_verdicts(lake.settings).filter(delivery_id=delivery)["state"].to_list()
    assert state == ["accepted"]


def test_a_file_without_anything_odd_is_told_of_by_no_rule_of_files(lake: Lake) -> None:
    lake.deliver(
        "T-H1",
        clean_rows("T-H1", 3),
        unknown_columns="",
        observations='{"cells": 10000}',
        dropped='{"title": 1, "header": 2, "blank": 4}',
        cell_problems='{"wage_cny": {"unparsable": 7, "converted": 3}}',
    )
    settings = lake.write()
    screen_month(settings, MAY)
    told = read_findings(settings, MAY).filter(table_name="T-H1", county_code="220621")
    assert told["rule_id"].to_list() == []


def test_an_empty_ledger_is_accepted_and_nothing_is_found_in_it(lake: Lake) -> None:
    lake.deliver("T-H3", clean_rows("T-H3", 30), month=APRIL)
    sheets = '[{"name": "a", "rows_read": 2, "rows_data": 0, "last_row": 0}]'
    delivery = lake.deliver("T-H3", [], sheets=sheets, content_county_code=None)
    settings = lake.write()
    for month in (APRIL, MAY):
        screen_month(settings, month)
    (verdict,) = read_verdicts(settings).filter(delivery_id=delivery).to_dicts()
    assert (verdict["state"], verdict["reason"], verdict["rows_data"]) == ("accepted", None, 0)
    assert read_findings(settings, MAY).filter(delivery_id=delivery).is_empty()


# R05


@pytest.mark.parametrize(
    ("rows", "fires"), [(85, False), (84, True), (115, False), (116, True), (79, False)]
)
def test_fifteen_percent_more_or_fewer_rows_are_to_be_explained(
    lake: Lake, rows: int, fires: bool
) -> None:
    """79 of 100 is R06's."""
    lake.deliver("T-H1", [row("T-H1", f"p{i}", town_code=None) for i in range(100)], month=APRIL)
    lake.deliver("T-H1", [row("T-H1", f"p{i}", town_code=None) for i in range(rows)])
    assert len(found(lake, "R05", APRIL, MAY)) == int(fires)


def test_the_change_is_told_with_both_numbers(lake: Lake) -> None:
    lake.deliver("T-N3", clean_rows("T-N3", 100), month=APRIL)
    lake.deliver("T-N3", clean_rows("T-N3", 70))
    told = {item["town_code"]: item["message"] for item in found(lake, "R05", APRIL, MAY)}
    end = (
        "计划外出务工信息本月70行，上次采用时100行，变动-30.0%，请说明原因（人口增减/漏导/多导）。"
    )
    assert told == {None: f"抚松县{end}", TOWN: f"抚松镇{end}"}


@pytest.mark.parametrize(
    ("before", "now", "fires"), [(20, 26, True), (20, 25, False), (19, 30, False), (20, 0, False)]
)
def test_a_township_of_twenty_may_change_by_a_quarter(
    lake: Lake, before: int, now: int, fires: bool
) -> None:
    many = clean_rows("T-H1", 300)
    lake.deliver("T-H1", many + clean_rows("T-H1", before, OTHER_TOWN, first=900), month=APRIL)
    lake.deliver("T-H1", many + clean_rows("T-H1", now, OTHER_TOWN, first=900))
    towns = [item["town_code"] for item in found(lake, "R05", APRIL, MAY)]
    assert towns == ([OTHER_TOWN] if fires else [])


@pytest.mark.parametrize("wrong", [{"content_month": APRIL}, {"content_hash": "same"}])
def test_a_file_that_is_wrong_as_a_whole_is_not_measured(lake: Lake, wrong: dict[str, Any]) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 100), month=APRIL, content_hash="same")
    lake.deliver("T-H1", clean_rows("T-H1", 150), **wrong)
    assert found(lake, "R05", APRIL, MAY) == []


def test_what_r06_holds_r05_leaves_to_it() -> None:
    rules = {rule.id: rule for rule in load_rules(PROJECT_DIR / "expectations")}
    assert rules["R05"].parameters["held_share"] == rules["R06"].parameters["min_share"]


# R07, R09, R10, R11


@pytest.mark.parametrize(
    ("sheets", "number"),
    [
        ('[{"name": "a", "rows_data": 65532, "last_row": 65535}]', 65535),
        ('[{"name": "a", "rows_data": 10000, "last_row": 10003}]', 10000),
        ('[{"rows_data": 9, "last_row": 12}, {"rows_data": 60000, "last_row": 60001}]', 60000),
        ('[{"rows_data": 45000, "last_row": 45001}, {"rows_data": 0, "last_row": 0}]', 45000),
        ('[{"rows_data": 65536, "last_row": 65536}, {"rows_data": 5, "last_row": 8}]', None),
        ('[{"rows_data": 9999, "last_row": 10001}]', None),
    ],
)
def test_a_last_sheet_that_ends_at_a_known_limit_may_be_cut(
    lake: Lake, sheets: str, number: int | None
) -> None:
    lake.deliver("T-H2", clean_rows("T-H2", 3), sheets=sheets)
    expected = [] if number is None else [f"培训台账恰好{number}行，疑似被截断或分页未导全。"]
    assert messages(lake, "R07") == expected


@pytest.mark.parametrize(("garbled", "fires"), [(10, False), (11, True)])
def test_more_than_one_garbled_cell_in_a_thousand_is_noted(
    lake: Lake, garbled: int, fires: bool
) -> None:
    told = f'{{"garbled_cells": {garbled}, "cells": 10000}}'
    lake.deliver("T-H1", clean_rows("T-H1", 3), observations=told)
    assert len(messages(lake, "R09")) == int(fires)


def test_totals_and_footers_that_were_ignored_are_noted(lake: Lake) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 3), dropped='{"title": 1, "total": 2, "footer": 1}')
    lake.deliver("T-N1", clean_rows("T-N1", 3), dropped='{"title": 1, "header": 1}')
    assert messages(lake, "R10") == ["已自动忽略合计及签字行3行。"]


def test_formula_errors_are_counted_by_header_and_the_id_is_another_rules(lake: Lake) -> None:
    problems = (
        '{"wage_cny": {"formula_error": 2, "unparsable": 7}, "industry": {"formula_error": 1},'
        ' "id_no": {"formula_error": 5}, "start_date": {"unparsable": 1}}'
    )
    lake.deliver("T-H1", clean_rows("T-H1", 3), cell_problems=problems)
    assert messages(lake, "R11") == [
        "农村劳动力实名制信息有公式错误单元格3个，所在列：从事行业、务工月收入(元)。"
    ]


# R12


@pytest.mark.parametrize(
    ("received_at", "days"), [("2022-06-{:02d}T15:59:59Z", None), ("2022-06-{:02d}T16:00:00Z", 1)]
)
def test_late_begins_when_the_cutoff_day_ends_in_china(
    lake: Lake, received_at: str, days: int | None
) -> None:
    at = received_at.format(lake.settings.cutoff_day)
    first = lake.deliver("T-H1", clean_rows("T-H1", 3), received_at=at)
    lake.deliver("T-H1", clean_rows("T-H1", 4), received_at="2022-07-20T00:00:00Z")
    lake.deliver("T-H2", clean_rows("T-H2", 3), received_at="2022-07-20T00:00:00Z")
    findings = found(lake, "R12")
    assert [item["delivery_id"] for item in findings] == ([first] if days else [])
    if days:
        assert findings[0]["message"] == "抚松县5月农村劳动力实名制信息逾期1天报送。"


def test_the_first_delivery_that_was_not_withdrawn_is_the_one_that_is_late(lake: Lake) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 3), standing="withdrawn")
    late = lake.deliver("T-H1", clean_rows("T-H1", 3), received_at="2022-07-20T00:00:00Z")
    assert [item["delivery_id"] for item in found(lake, "R12")] == [late]


# R83


def test_what_changed_after_the_cutoff_is_told_in_persons(lake: Lake) -> None:
    """Two wages corrected, one person gone, one new: four persons."""
    old = clean_rows("T-H1", 30)
    new = [*clean_rows("T-H1", 29), row("T-H1", "new")]
    new[:2] = [row("T-H1", f"person{i}", wage_cny=4100.0) for i in range(2)]
    lake.deliver("T-H1", old, standing="superseded", counted_at_cutoff=True)
    again = lake.deliver("T-H1", new, counted_at_cutoff=False)
    (finding,) = found(lake, "R83")
    assert finding["message"].startswith("抚松县修改了5月已公布数据4条")
    assert (finding["delivery_id"], finding["severity"]) == (again, "I")


def test_a_township_delivered_again_after_the_cutoff_is_compared_by_itself(lake: Lake) -> None:
    town = clean_rows("T-H1", 5, OTHER_TOWN, first=100)
    lake.deliver(
        "T-H1", clean_rows("T-H1", 30) + town, standing="counts",
        replaced_towns=OTHER_TOWN, replaced_towns_at_cutoff="",
    )  # fmt: skip
    lake.deliver("T-H1", town[:3], counted_at_cutoff=False)
    assert messages(lake, "R83")[0].startswith("抚松县修改了5月已公布数据2条")


def test_the_same_rows_in_another_file_are_no_change(lake: Lake) -> None:
    rows = clean_rows("T-H1", 30)
    lake.deliver("T-H1", rows, standing="superseded", counted_at_cutoff=True)
    lake.deliver("T-H1", list(reversed(rows)), counted_at_cutoff=False)
    assert found(lake, "R83") == []


def test_what_first_came_after_the_cutoff_rewrites_nothing(lake: Lake) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 30), counted_at_cutoff=False)
    assert found(lake, "R83") == []
