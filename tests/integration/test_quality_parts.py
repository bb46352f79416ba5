"""Slots made of several deliveries: pages, townships delivered again, withdrawals, ledgers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.quality import read_findings, read_verdicts, screen_month
from tests.quality_lake import TOWN, Lake, clean_rows, new_lake, row

APRIL, MAY, JUNE = "2022-04", "2022-05", "2022-06"
OTHER_TOWN = "220621105"  # 万良镇


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return new_lake(tmp_path)


def screen(lake: Lake, *months: str) -> None:
    settings = lake.write()
    for month in months or (MAY,):
        screen_month(settings, month)


def found(lake: Lake, rule: str, month: str = MAY) -> list[dict[str, Any]]:
    findings = read_findings(lake.settings, month)
    return findings.filter(rule_id=rule, county_code="220621").to_dicts()


def states(lake: Lake, table: str = "T-H1", month: str = MAY) -> dict[str, tuple[Any, ...]]:
    """Return by delivery: state, lead, rows, accepted, quarantined."""
    verdicts = read_verdicts(lake.settings).filter(
        county_code="220621", table_name=table, report_month=month
    )
    columns = ("state", "is_lead", "rows_data", "rows_accepted", "rows_quarantined")
    return {item["delivery_id"]: tuple(item[c] for c in columns) for item in verdicts.to_dicts()}


def test_pages_are_judged_together(lake: Lake) -> None:
    """30 + 30 rows are 60, as in April: no page alone would have enough."""
    lake.deliver("T-H1", clean_rows("T-H1", 60), month=APRIL)
    first = lake.deliver("T-H1", clean_rows("T-H1", 30), standing="counts")
    bad = row("T-H1", "bad", id_problem="checksum")
    second = lake.deliver("T-H1", [*clean_rows("T-H1", 29, first=30), bad])
    screen(lake, APRIL, MAY)
    assert found(lake, "R06") == found(lake, "R05") == []
    assert states(lake) == {
        first: ("accepted", False, 30, 30, 0),
        second: ("accepted", True, 30, 29, 1),
    }
    assert [item["delivery_id"] for item in found(lake, "R23")] == [second]


def test_what_holds_one_page_holds_all(lake: Lake) -> None:
    first = lake.deliver("T-H1", clean_rows("T-H1", 30), standing="counts", content_month=APRIL)
    second = lake.deliver("T-H1", [*clean_rows("T-H1", 30, first=30), row("T-H1", has_name=False)])
    screen(lake)
    assert [item["delivery_id"] for item in found(lake, "R03")] == [first]
    assert found(lake, "R14") == []
    assert {key: value[0] for key, value in states(lake).items()} == {first: "held", second: "held"}
    rules = read_verdicts(lake.settings).filter(delivery_id=second)["blocking_rules"].to_list()
    assert rules == ["R03"]


def test_five_percent_are_of_all_pages(lake: Lake) -> None:
    """4 of 60 rows are too many, though the other page has none."""
    lake.deliver("T-H1", clean_rows("T-H1", 30), standing="counts")
    bad = [row("T-H1", f"bad{i}", id_problem="checksum") for i in range(4)]
    second = lake.deliver("T-H1", clean_rows("T-H1", 26, first=30) + bad)
    screen(lake)
    assert {value[0] for value in states(lake).values()} == {"held"}
    judged = read_verdicts(lake.settings).filter(delivery_id=second).to_dicts()[0]
    assert judged["reason"] == "隔离4行，占60行的6.7%，超过5%，已暂停更新。"
    assert judged["blocking_rules"] == "Q5"


def test_a_person_on_two_pages_is_listed_once_too_often(lake: Lake) -> None:
    """The last row of the first page and the first of the second: the lesser row is kept."""
    first = lake.deliver("T-H1", clean_rows("T-H1", 30), standing="counts")
    lake.deliver("T-H1", clean_rows("T-H1", 30, first=29))
    screen(lake)
    (finding,) = found(lake, "R61")
    assert (finding["person_key"], finding["delivery_id"]) == ("person29", first)


def test_rows_of_a_township_delivered_again_do_not_count(lake: Lake) -> None:
    stale = [row("T-H1", "stale", town_code=OTHER_TOWN, id_problem="checksum")]
    whole = lake.deliver(
        "T-H1", clean_rows("T-H1", 30) + stale, standing="counts", replaced_towns=OTHER_TOWN
    )
    again = lake.deliver("T-H1", clean_rows("T-H1", 2, OTHER_TOWN, first=50))
    screen(lake)
    assert found(lake, "R23") == []
    assert states(lake) == {
        whole: ("accepted", False, 30, 30, 0),
        again: ("accepted", True, 2, 2, 0),
    }


def test_the_last_accepted_slot_is_all_its_parts_without_replaced_townships(lake: Lake) -> None:
    """April: 30 of 抚松镇, and 万良镇 first with 20, then again with 10. May has 30 and 10."""
    april = clean_rows("T-H1", 30) + clean_rows("T-H1", 20, OTHER_TOWN, first=100)
    lake.deliver("T-H1", april, month=APRIL, standing="counts", replaced_towns=OTHER_TOWN)
    lake.deliver("T-H1", clean_rows("T-H1", 10, OTHER_TOWN, first=200), month=APRIL)
    may = clean_rows("T-H1", 30) + clean_rows("T-H1", 10, OTHER_TOWN, first=200)
    may[0] = row("T-H1", "person0", wage_cny=4100.0)
    lake.deliver("T-H1", may)
    screen(lake, APRIL, MAY)
    assert found(lake, "R05") == found(lake, "R06") == []
    assert [item["town_code"] for item in found(lake, "R76")] == [OTHER_TOWN]


def test_last_months_pages_sent_again_in_any_order_are_last_months(lake: Lake) -> None:
    for month, contents in ((APRIL, "ab"), (MAY, "ba"), (JUNE, "bc")):
        for content, first in zip(contents, (0, 100), strict=True):
            rows = clean_rows("T-H1", 30, first=first)
            lake.deliver("T-H1", rows, month=month, content_hash=content, standing="counts")
    screen(lake, APRIL, MAY, JUNE)
    assert len(found(lake, "R04")) == 1
    assert {value[0] for value in states(lake).values()} == {"held"}
    assert found(lake, "R04", JUNE) == []


def test_a_withdrawn_delivery_is_as_if_it_never_came(lake: Lake) -> None:
    kept = lake.deliver("T-H1", clean_rows("T-H1", 30), standing="counts")
    lake.deliver("T-H1", [row("T-H1", "x", has_name=False)], standing="withdrawn")
    lake.deliver("T-N1", clean_rows("T-N1", 3), standing="withdrawn")
    screen(lake)
    assert states(lake) == {kept: ("accepted", True, 30, 30, 0)}
    assert found(lake, "R14") == []
    assert states(lake, "T-N1") == {None: ("missing", True, 0, 0, 0)}


def test_a_ledger_is_screened_when_it_comes_and_never_missed(lake: Lake) -> None:
    rows = [*clean_rows("T-H2", 30), row("T-H2", None, id_problem="blank")]
    book = lake.deliver("T-H2", rows, content_month="2022-03")
    bases = lake.deliver("T-H4", [row("T-H4") for _ in range(3)])
    screen(lake)
    assert states(lake, "T-H2") == {book: ("accepted", True, 31, 30, 1)}
    assert states(lake, "T-H4") == {bases: ("accepted", True, 3, 3, 0)}
    (finding,) = found(lake, "R13")
    assert (finding["delivery_id"], finding["column_name"]) == (book, "身份证号")
    assert states(lake, "T-H3") == {}
    assert "T-H3" not in [item["table_name"] for item in found(lake, "R01")]


@pytest.mark.parametrize(("month", "state"), [("2022-06", "held"), ("2021-05", "held")])
def test_a_ledger_of_a_later_month_or_another_year_is_held(
    lake: Lake, month: str, state: str
) -> None:
    book = lake.deliver("T-H2", clean_rows("T-H2", 3), content_month=month)
    screen(lake)
    assert states(lake, "T-H2")[book][0] == state


def test_the_citys_own_ledger_is_judged_under_the_citys_name(lake: Lake) -> None:
    events = [row("T-H5", town_code=None)]
    lake.deliver("T-H5", events, county="220600", folder_county_code=None, content_month="2021-05")
    screen(lake)
    (finding,) = read_findings(lake.settings, MAY).filter(rule_id="R03").to_dicts()
    assert finding["message"] == "收到的文件内容为白山市2021年5月，与白山市2022年5月不符，未采用。"


def test_a_township_only_in_its_own_file_is_not_missing_from_the_county(lake: Lake) -> None:
    both = clean_rows("T-H1", 30, TOWN) + clean_rows("T-H1", 30, OTHER_TOWN, first=100)
    lake.deliver("T-H1", both, month=APRIL)
    lake.deliver("T-H1", clean_rows("T-H1", 30, TOWN), standing="counts")
    lake.deliver("T-H1", clean_rows("T-H1", 30, OTHER_TOWN, first=100))
    screen(lake, APRIL, MAY)
    assert found(lake, "R06") == []
