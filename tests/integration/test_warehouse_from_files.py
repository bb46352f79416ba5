"""Real files through intake, screening, warehouse and alerts: pages, a township again, a ledger."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.alerts import write_alerts
from pipelines.intake import run_month
from pipelines.quality import read_findings, read_verdicts, screen_month
from pipelines.settings import Settings
from pipelines.warehouse import build, promote
from tests.intake_files import csv_file, drop, h1_row, h1_sheet, id_number, name, xlsx

MONTH = "2022-05"
FUSONG = "220621"
CLASSES = (
    "县（市、区）", "乡镇", "行政村", "班级编号", "培训类型", "结业日期", "姓名", "身份证号",
    "是否合格", "备用列",
)  # fmt: skip


def people(first: int, last: int, **changes: Any) -> list[list[Any]]:
    return [h1_row(serial, **changes) for serial in range(first, last + 1)]


def training(serial: int, number: str) -> list[str]:
    return ["抚松县", "万良镇", "万良村", "22-01", "就业技能", "2022-04-20", name(serial), number,
            "是", "甲"]  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a home after one refresh of one month.

    In time: two pages of the roster, 万良镇 and 抚松镇, and a ledger with one blank number and a
    column of its own. After the cut-off: 万良镇 again (one wage corrected, one person gone), then a
    damaged file.
    """
    settings = Settings(home=tmp_path_factory.mktemp("files"), workers=2)
    files = {
        "2022-05-30": {
            "第1页.xlsx": xlsx({"S": h1_sheet(people(1, 30))}),
            "培训.csv": csv_file(
                [CLASSES, *(training(i, id_number(i) if i < 40 else "") for i in range(1, 41))]
            ),
        },
        "2022-05-31": {
            "第2页.xlsx": xlsx({"S": h1_sheet(people(31, 60, **{"乡镇（街道）": "抚松镇"}))}),
        },
        "2022-06-10": {
            "万良镇.xlsx": xlsx({
                "S": h1_sheet(people(1, 1, **{"务工月收入(元)": "5000"}) + people(2, 29))
            }),
        },
        "2022-06-11": {"抚松补报.xlsx": b"PK\x03\x04"},
    }  # fmt: skip
    for day, contents in files.items():
        received = dt.datetime.fromisoformat(f"{day}T04:00:00+00:00").timestamp()
        for file, content in contents.items():
            path = drop(settings.inbox, f"{MONTH}/抚松县/{file}", content)
            os.utime(path, (received, received))
    run_month(settings, MONTH)
    screen_month(settings, MONTH)
    promote(settings, build(settings, None))
    write_alerts(settings, MONTH)
    return settings


def test_the_parts_are_one_slot_and_the_damaged_file_holds_nothing(settings: Settings) -> None:
    verdicts = read_verdicts(settings).filter(county_code=FUSONG)
    roster = verdicts.filter(table_name="T-H1").sort("rows_data", "is_lead")
    assert roster.select("state", "is_lead", "rows_data", "rows_accepted").rows() == [
        ("accepted", True, 29, 29),
        ("accepted", False, 30, 30),
    ]
    ledger = verdicts.filter(table_name="T-H2")
    assert ledger.select("state", "rows_data", "rows_quarantined").rows() == [("accepted", 40, 1)]
    assert verdicts.filter(state="missing")["table_name"].to_list() == ["T-N1", "T-N2"]


def test_the_findings_are_those_of_the_parts(settings: Settings) -> None:
    findings = read_findings(settings, MONTH).filter(pl.col("county_code") == FUSONG)
    counted = dict(findings.group_by("rule_id").len().iter_rows())
    assert counted.pop("R01") >= 2
    # sixty people who are all alike, women in the book: that is told, too
    alike = {"R27", "R63", "R85", "R87"}
    assert {rule: count for rule, count in counted.items() if rule not in alike} == {
        "R02": 1,
        "R10": 2,
        "R13": 1,
        "R83": 1,
    }
    rewritten = findings.filter(rule_id="R83")["message"][0]
    assert rewritten.startswith("抚松县修改了5月已公布数据2条")


def test_every_row_of_every_file_is_accounted_for(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        rows = connection.execute(
            "select file_name, state, rows_accepted, rows_quarantined, rows_superseded,"
            " rows_read - rows_dropped from marts.fct_delivery order by received_at, file_name"
        ).fetchall()
        persons = connection.execute(
            "select value from marts.fct_indicator where indicator_id = 'I01' and county_code = ?",
            [FUSONG],
        ).fetchone()
    assert [row for row in rows if row[0] != "抚松补报.xlsx"] == [
        ("培训.csv", "已采用", 39, 1, 0, 40),
        ("第1页.xlsx", "已替代", 0, 0, 30, 30),
        ("第2页.xlsx", "已采用", 30, 0, 0, 30),
        ("万良镇.xlsx", "已采用", 29, 0, 0, 29),
    ]
    assert persons == (59,)


def test_the_county_is_told_which_files_and_what_is_only_on_record(settings: Settings) -> None:
    text = (settings.alerts / FUSONG / MONTH / "提醒.txt").read_text(encoding="utf-8-sig")
    assert "应报 3 张表，已采用 1 张，另收到台账 1 份" in text
    assert "已采用（共 2 个文件）。共 59 行，计入统计 59 行。" in text
    assert "另有 2 条只作记录" in text
    assert "已忽略合计行" not in text


def test_nobody_is_named_in_what_the_screening_wrote(settings: Settings, tmp_path: Path) -> None:
    said = "".join(read_findings(settings, MONTH)["message"].to_list())
    said += "".join(read_findings(settings, MONTH)["facts"].to_list())
    assert name(1) not in said
    assert id_number(1) not in said
