"""What the issues say in the alerts: for how long, overdue, escalated, exempt, gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from pipelines.alerts import AlertReport, send_alerts, write_alerts
from pipelines.alerts.write import write_where_time_passed
from pipelines.months import month_range, shift
from pipelines.quality.issues.tables import (
    FOUND,
    GONE,
    UNCONFIRMED,
    issue_months_path,
    issue_months_schema,
    issues_path,
    issues_schema,
)
from pipelines.settings import Settings
from tests.alerts_home import (
    BEFORE,
    FUSONG,
    JINGYU,
    MONTH,
    TODAY,
    finding,
    make_home,
    verdict,
    write_parquet,
    write_screening,
)

SENT, DUE = date(2022, 5, 20), date(2022, 5, 27)


def issue(key: str, state: str, *, county: str = FUSONG, **more: Any) -> dict[str, Any]:
    """Return one row of issues.parquet; found this month for the first time unless told."""
    return {
        **dict.fromkeys(issues_schema.names()),
        "problem_key": key,
        "rule_id": "R33",
        "county_code": county,
        "finding_id": f"BS-{MONTH}-R33-{key}",
        "report_month": MONTH,
        "first_month": MONTH,
        "last_month": MONTH,
        "months_found": 1,
        "state": state,
        "overdue_days": 0,
        **more,
    }


def late(key: str, due: date, **more: Any) -> dict[str, Any]:
    return issue(key, "逾期", months_found=3, sent_on=SENT, due_on=due, **more)


ISSUES = [
    issue("00001", "新增"),
    issue("00002", "已派发", months_found=2, sent_on=SENT, due_on=date(2022, 6, 10)),
    late("00003", DUE),
    issue("00004", "申请豁免", months_found=2, sent_on=SENT, due_on=DUE),
    issue("00005", "已豁免", months_found=2),
    issue("00006", "已整改", last_month=BEFORE, closed_month=MONTH),
    issue("00007", "已整改", last_month="2022-03", closed_month=BEFORE),
    late("00008", date(2022, 6, 1), last_month=BEFORE, finding_id=f"BS-{BEFORE}-R33-00008"),
    issue("00009", "新增", county=JINGYU),
]


def told(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what each month's screening said about an issue, from its first month on."""
    found = month_range(shift(row["last_month"], 1 - row["months_found"]), row["last_month"])
    outcomes = dict.fromkeys(found, FOUND)
    if row["last_month"] != MONTH:
        outcomes[MONTH] = GONE if row["closed_month"] == MONTH else UNCONFIRMED
    return [
        {
            **dict.fromkeys(issue_months_schema.names()),
            "problem_key": row["problem_key"],
            "county_code": row["county_code"],
            "report_month": month,
            "was_open": month != found[0],
            "is_exempt": row["state"] == "已豁免",
            "outcome": outcome,
        }
        for month, outcome in outcomes.items()
    ]


def with_issues(settings: Settings, issues: list[dict[str, Any]]) -> None:
    write_parquet(issues_path(settings), pl.DataFrame(issues, schema=issues_schema))
    months = [
        month for row in issues if row["closed_month"] in (None, MONTH) for month in told(row)
    ]
    write_parquet(issue_months_path(settings), pl.DataFrame(months, schema=issue_months_schema))


def write(settings: Settings, today: date = TODAY) -> AlertReport:
    """Write the alerts from the issues as they stand here."""
    return write_alerts(settings, MONTH, today=today)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Make a home with five open problems of 抚松, one exempt, and a month before."""
    made = make_home(tmp_path)
    now = [
        {
            **finding("R33", at, row_no=6, key=f"0000{at}", message=f"该人员问题{at}。"),
            "is_exempt": at == 5,
        }
        for at in range(1, 6)
    ]
    rows = [verdict(FUSONG, table) for table in ("T-H1", "T-N1", "T-N2")]
    write_screening(tmp_path, [*now, finding("R33", 9, JINGYU, key="00009")], rows)
    write_screening(
        tmp_path, [finding("R33", 8, key="00008", month=BEFORE)], [verdict(FUSONG, "T-H1",
        month=BEFORE)], BEFORE,
    )  # fmt: skip
    with_issues(made, ISSUES)
    return made


def text_of(settings: Settings, county: str = FUSONG) -> str:
    return (settings.alerts / county / MONTH / "提醒.txt").read_text(encoding="utf-8-sig")


def statuses(settings: Settings) -> list[Any]:
    book = openpyxl.load_workbook(settings.alerts / FUSONG / MONTH / "问题清单.xlsx")
    return [cell.value for cell in book["R33 务工月收入不合理"]["M"]]


def test_the_digest_counts_what_the_issues_say(settings: Settings) -> None:
    write(settings)
    text = text_of(settings)
    assert (
        "一、本期问题 4 条：新增 1、持续 3；上期已销号 1 条。"
        "另有以前的 1 条，因本期有数据未采用或未收到，暂时不能确认是否已更正。"
        "逾期未改 2 条。已批准豁免 1 条，不再列出。申请豁免待批 1 条。"
    ) in text
    assert "请于6月15日前在源系统更正（不要改导出表），更正后重新导出报送；以前已通知的" in text
    assert "问题5" not in text
    assert "报市局" not in text


def test_each_row_says_for_how_long_and_by_when(settings: Settings) -> None:
    write(settings)
    book = openpyxl.load_workbook(settings.alerts / FUSONG / MONTH / "问题清单.xlsx")
    rows = book["R33 务工月收入不合理"].iter_rows(min_row=4, values_only=True)
    assert [(row[11], row[12]) for row in rows] == [
        ("6月15日", "新增"),
        ("6月10日", "持续2月"),
        ("5月27日", "逾期7天"),
        ("5月27日", "持续2月（豁免待批）"),
    ]
    (summary,) = book["问题汇总"].iter_rows(min_row=2, values_only=True)
    assert summary[3:7] == (4, 1, 3, 1)


def test_what_is_overdue_too_long_is_told_to_the_city_and_the_county_knows(
    settings: Settings,
) -> None:
    write(settings, today=date(2022, 6, 4))
    county, city = text_of(settings), text_of(settings, "220600")
    assert "逾期未改 2 条，其中 1 条已报市局。" in county
    assert "逾期较久、已报市局的 1 条，请先办理。" in county
    assert "最早的：BS-2022-05-R33-00003。" in county
    assert "逾期较久、需要督办的 1 条：" in city
    assert "抚松县 1 条（逾期共 2 条），最早的：BS-2022-05-R33-00003。" in city
    assert "*" not in city


def test_days_that_pass_are_no_news_but_a_date_that_passes_is(settings: Settings) -> None:
    def issues_of(day: int) -> dict[str, int]:
        report = write(settings, today=date(2022, 6, day))
        return {alert.county_code: alert.issue for alert in report.alerts}

    assert issues_of(2)[FUSONG] == 1
    assert issues_of(3)[FUSONG] == 1
    assert "逾期7天" in statuses(settings)
    after = issues_of(11)
    assert (after[FUSONG], after["220600"], after[JINGYU]) == (2, 2, 1)


def test_a_refresh_without_news_tells_what_has_become_overdue(settings: Settings) -> None:
    assert write_where_time_passed(settings, today=date(2022, 6, 2)) is None
    write(settings, today=date(2022, 6, 2))
    assert write_where_time_passed(settings, today=date(2022, 6, 3)) is None
    report = write_where_time_passed(settings, today=date(2022, 6, 4))
    assert report is not None
    assert {alert.county_code for alert in report.alerts if alert.is_changed} == {FUSONG, "220600"}
    assert write_where_time_passed(settings, today=date(2022, 6, 5)) is None


def test_an_earlier_month_is_compared_with_the_one_before_it(settings: Settings) -> None:
    write_alerts(settings, BEFORE, today=date(2022, 6, 3))
    text = (settings.alerts / FUSONG / BEFORE / "提醒.txt").read_text(encoding="utf-8-sig")
    assert "一、本期问题 1 条：首次筛查，没有上期可比。" in text


def test_the_record_of_a_dispatch_names_the_problems_that_were_listed(settings: Settings) -> None:
    import json

    (settings.home / "share").mkdir()
    (settings.home / "recipients.yml").write_text(
        "counties: {抚松县: [{kind: folder, path: share}]}\n", encoding="utf-8"
    )
    write(settings)
    send_alerts(settings)
    (path,) = (settings.archive / "dispatches").glob("*.json")
    record = json.loads(path.read_text())
    assert record["problem_keys"] == ["00001", "00002", "00003", "00004"]
    assert "完整清单：share/2022-05/ 中最新一次的问题清单。" in text_of(settings)
