"""A returned workbook is read row by row; what cannot be taken is told with sheet and row."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines.alerts import write_alerts
from pipelines.cli import app
from pipelines.commands.issues import _numbers_in
from pipelines.quality import QualityError
from pipelines.quality.issues.exemptions import ask, decide
from pipelines.quality.issues.listing import status_line
from pipelines.quality.issues.lookup import IssueError
from pipelines.quality.issues.records import read_exemptions, read_records
from pipelines.quality.issues.replies import ReadBack, read_back
from pipelines.quality.issues.run import update_issues
from pipelines.quality.tables import findings_path
from pipelines.refresh import county_names
from pipelines.settings import Settings
from tests.alerts_home import FUSONG, MONTH, make_home, make_id

TODAY = dt.date(2022, 6, 10)
R33, R14, R62, R24 = (
    "R33 务工月收入不合理",
    "R14 姓名为空",
    "R62 两县重复登记",
    "R24 证件号码被表格软件破坏",
)
MENDED, STAYS = "已更正", "属实，申请豁免"
Entry = tuple[str, int, str, Any]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_home(tmp_path)
    update_issues(made, TODAY)
    return made


def workbook(settings: Settings, county: str = FUSONG) -> Path:
    write_alerts(settings, MONTH)
    return settings.alerts / county / MONTH / "问题清单.xlsx"


def filled(settings: Settings, *entries: Entry, name: str = "抚松县交回.xlsx") -> Path:
    """Fill in cells of the county's workbook (sheet, row, title, value) and save it aside."""
    book = openpyxl.load_workbook(workbook(settings))
    for sheet_name, row, title, value in entries:
        sheet = book[sheet_name]
        titles = [str(cell.value or "").replace("\n", "") for cell in sheet[3]]
        sheet.cell(row, titles.index(title) + 1).value = value
    path = settings.home / name
    book.save(path)
    return path


def read(settings: Settings, path: Path, today: dt.date = TODAY) -> ReadBack:
    return read_back(settings, path, county_names(settings), _numbers_in, today)


def test_what_the_county_says_becomes_a_reply_and_requests(settings: Settings) -> None:
    path = filled(
        settings,
        (R33, 4, "处理情况", MENDED),
        (R33, 5, "处理情况", "属实,申请豁免"),
        (R33, 5, "说明", "季节工，当月只做了两天"),
        (R62, 4, "处理情况", MENDED),
    )
    told = read(settings, path)
    assert (told.county_name, told.mended, len(told.asked), told.problems) == ("抚松县", 2, 1, ())
    assert told.untouched == 5
    (request,) = read_exemptions(settings)
    assert request.exemption_id == told.asked[0] == "HM-2022-05-R33-00002-1"
    assert (request.requested_by, request.requested_on) == ("抚松县", TODAY)
    assert request.reason == "季节工,当月只做了两天"  # as every cell is read
    (reply,) = read_records(settings).replies
    assert (reply.county_code, reply.report_month, len(reply.rows)) == (FUSONG, MONTH, 3)
    states = dict(update_issues(settings, TODAY).select("finding_id", "state").iter_rows())
    assert states["BS-2022-05-R33-00001"] == "整改中"
    assert states["BS-2022-05-R33-00002"] == "申请豁免"

    with pytest.raises(IssueError, match=r"2022-06-10 读过的 抚松县交回\.xlsx（抚松县）完全相同"):
        read(settings, path.rename(path.with_name("又一次.xlsx")))


def test_every_row_that_cannot_be_taken_is_told_and_the_others_are_taken(
    settings: Settings,
) -> None:
    number = make_id()
    path = filled(
        settings,
        (R33, 4, "处理情况", MENDED),
        (R33, 5, "处理情况", "改了"),
        (R14, 4, "处理情况", STAYS),
        (R24, 4, "处理情况", STAYS),
        (R24, 4, "说明", "号码就是这样"),
        (R62, 4, "说明", "两县已商定"),
        ("R67 就业系统已就业、防返贫系统未登记务工", 4, "处理情况", MENDED),
        ("R67 就业系统已就业、防返贫系统未登记务工", 4, "说明", f"本人 {number}"),
        ("R43 务工未满16周岁", 4, "处理情况", MENDED),
        ("R43 务工未满16周岁", 4, "问题编号", "BS-2022-05-R43-09999"),
        ("R43 务工未满16周岁", 4, "校验码", None),
        ("R76 乡镇当月没有更新", 4, "处理情况", MENDED),
        ("R76 乡镇当月没有更新", 4, "问题编号", "BS-2022-05-R33-00001"),
    )
    told = read(settings, path)
    assert (told.mended, told.asked) == (1, ())
    said = "\n".join(told.problems)
    assert number not in said
    for expected in (
        "工作表“R33 务工月收入不合理”第 5 行：“处理情况”应选“已更正”或“属实，申请豁免”",
        "工作表“R14 姓名为空”第 4 行：BS-2022-05-R14-00001：申请豁免要写明理由",
        "工作表“R24 证件号码被表格软件破坏”第 4 行：BS-2022-05-R24-00001：规则 R24",
        "不能豁免",
        "工作表“R62 两县重复登记”第 4 行：写了说明，没有选“处理情况”",
        "说明中疑有身份证号",
        "没有编号为 BS-2022-05-R43-09999 的问题",
        "编号 BS-2022-05-R33-00001 属于规则 R33，却写在 R76 的工作表里",
    ):
        assert expected in said
    assert len(told.problems) == 7
    # The county mends its file and returns it: what was taken is not taken twice.
    again = filled(
        settings,
        (R33, 4, "处理情况", MENDED),
        (R33, 5, "处理情况", MENDED),
        name="改好了.xlsx",
    )
    told = read(settings, again)
    assert (told.mended, told.repeated, told.problems) == (1, 1, ())


def test_a_row_of_another_county_and_one_named_twice_are_told(settings: Settings) -> None:
    own = (
        (R33, 4, "处理情况", MENDED),
        (R33, 5, "处理情况", MENDED),
        (R33, 5, "问题编号", "BS-2022-05-R33-00001"),
        (R33, 5, "校验码", None),
        (R14, 4, "处理情况", MENDED),
        (R62, 4, "处理情况", MENDED),
        (R62, 4, "问题编号", "BS-2022-05-R62-00002"),
        (R62, 4, "校验码", None),
    )
    told = read(settings, filled(settings, *own))
    assert told.mended == 2
    assert list(told.problems) == [
        "工作表“R62 两县重复登记”第 4 行：编号 BS-2022-05-R62-00002 是靖宇县的问题，不是抚松县的。",
        "工作表“R33 务工月收入不合理”第 5 行：编号 BS-2022-05-R33-00001 与"
        "工作表“R33 务工月收入不合理”第 4 行重复。",
    ]


def test_a_number_that_means_another_problem_now_is_read_by_its_check_code(
    settings: Settings,
) -> None:
    _rekey(settings, {"BS-2022-05-R33-00001": "a" * 32, "BS-2022-05-R33-00002": "b" * 32})
    path = filled(settings, (R33, 4, "处理情况", MENDED))
    # Screened again: the two changed their numbers.
    _rekey(settings, {"BS-2022-05-R33-00001": "b" * 32, "BS-2022-05-R33-00002": "a" * 32})
    assert read(settings, path).mended == 1
    (reply,) = read_records(settings).replies
    (row,) = reply.rows
    assert (row.problem_key, row.finding_id) == ("a" * 32, "BS-2022-05-R33-00002")


def _rekey(settings: Settings, keys: dict[str, str]) -> None:
    path = findings_path(settings, MONTH)
    frame = pl.read_parquet(path, hive_partitioning=False)
    number = pl.col("finding_id")
    frame.with_columns(
        problem_key=number.replace_strict(keys, default=pl.col("problem_key"))
    ).write_parquet(path)
    update_issues(settings, TODAY)


def test_what_is_no_such_workbook_or_says_nothing_is_told(settings: Settings) -> None:
    path = filled(settings)
    with pytest.raises(IssueError, match="没有一行填了“处理情况”"):
        read(settings, path)
    book = openpyxl.Workbook()
    book.active.append(["姓名", "说明"])
    book.save(path)
    with pytest.raises(IssueError, match="没有一张工作表有“问题编号”和“处理情况”两列"):
        read(settings, path)
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(IssueError, match=r"抚松县交回\.xlsx"):
        read(settings, path)
    with pytest.raises(IssueError, match="打不开"):
        read(settings, settings.home / "没有.xlsx")


def test_the_commands_from_request_to_status(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMPLOYMENT_HOME", str(settings.home))
    runner = CliRunner()

    def run(*words: str) -> str:
        result = runner.invoke(app, ["issues", *words])
        assert result.exit_code == 0, result.exception or result.output
        return result.output

    child, wage = "BS-2022-05-R43-00001", "BS-2022-05-R33-00001"
    said = run("list", "--county", "抚松县", "--rule", "R33")
    assert "共 2 个问题：新增 2。" in said
    assert f"{wage}  抚松县万良镇  新增" in said
    said = run("exempt", child, "--why", "出生日期登记有误，已报公安", "--by", "抚松县")
    request = "HM-2022-05-R43-00001-1"
    assert request in said
    said = run("list", "--state", "申请豁免")
    assert f"{request} 待批：抚松县" in said
    assert "理由：出生日期登记有误，已报公安" in said
    assert "已批准，有效至" in run("decide", request, "--approve", "--by", "市局", "--note", "同意")
    assert "已关闭" in run("close", wage, "--why", "人员已迁出", "--by", "市局")
    assert "共 1 个问题：已豁免 1。" in run("list", "--state", "已豁免")
    assert "问题重新计入" in run("revoke", request, "--why", "已更正", "--by", "市局")
    assert "没有符合条件的问题" in run("list", "--rule", "R43", "--state", "已豁免")
    record = json.loads((settings.archive / "exemptions" / f"{request}.json").read_text("utf-8"))
    assert record["decision"] == "revoked"
    assert record["reason"] == "出生日期登记有误，已报公安"

    path = filled(settings, (R14, 4, "处理情况", MENDED), (R24, 4, "处理情况", STAYS))
    result = runner.invoke(app, ["issues", "read", str(path)])
    assert result.exit_code == 3
    assert "（抚松县）：已更正 1 条，申请豁免 0 条，没有填写" in result.output
    assert "  · 没有读入：工作表“R24" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("exempt", "BS-2022-05-R01-00001", "--why", "停电", "--by", "县"), "规则 R01.*不能豁免"),
        (("exempt", "BS-2022-05-R43-00009", "--why", "属实", "--by", "县"), "没有编号为"),
        (("exempt", "BS-2022-05-R43-00001", "--why", " ", "--by", "县"), "要写明理由"),
        (("exempt", "BS-2022-05-R43-00001", "--why", "属实", "--by", ""), "没有写明申请人"),
        (
            ("exempt", "BS-2022-05-R43-00001", "--why", "见 13812345678", "--by", "县"),
            "--why 中疑有手机号",
        ),
        (
            ("exempt", "BS-2022-05-R43-00001", "--why", "属实", "--by", "县", "--until",
             "2099-12-31"),
            "最长 12 个月",
        ),
        (("decide", "HM-1", "--approve", "--by", "市局"), "现在没有待批的申请"),
        (("decide", "HM-1", "--by", "市局"), "请写明批准"),
        (("revoke", "HM-1", "--why", "x", "--by", "市局"), "没有编号为“HM-1”"),
        (("close", "R43", "--why", "x", "--by", "市局"), "没有编号为“R43”的问题"),
        (("list", "--state", "完成"), "没有“完成”这个状态"),
        (("list", "--county", "某县"), "没有“某县”这个县"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_plain_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("EMPLOYMENT_HOME", str(settings.home))
    result = CliRunner().invoke(app, ["issues", *words])
    assert result.exit_code == 1
    assert re.search(said, str(result.exception))
    assert not list((settings.archive / "exemptions").glob("*.json"))


def test_the_status_says_what_is_open_overdue_waiting_and_ending(settings: Settings) -> None:
    assert status_line(settings, TODAY) == (
        "截至2022年5月：未办结的问题 11 个（其中逾期 0 个）（employment issues list 查看）"
    )
    for number, why in (("R43-00001", "属实"), ("R33-00001", "属实")):
        ask(settings, f"BS-2022-05-{number}", why, "抚松县", None, TODAY)
    decide(
        settings, "HM-2022-05-R43-00001-1", approve=True, by="市局",
        until=dt.date(2022, 7, 10), note="", today=TODAY,
    )  # fmt: skip
    update_issues(settings, TODAY)
    said = status_line(settings, TODAY)
    assert "未办结的问题 10 个" in said
    assert "待审批的豁免 1 件，30 天内到期的豁免 1 件" in said
    assert "30 天内到期" not in status_line(settings, dt.date(2022, 6, 9))


def test_nobody_decides_on_a_request_of_their_own_or_twice(settings: Settings) -> None:
    ask(settings, "BS-2022-05-R43-00001", "属实", "李主任", dt.date(2022, 9, 30), TODAY)
    request = "HM-2022-05-R43-00001-1"

    def decided(by: str, until: dt.date | None = None) -> dt.date | None:
        return decide(
            settings, request, approve=True, by=by, until=until, note="", today=TODAY
        ).expires_on

    with pytest.raises(IssueError, match="自己申请的，请由别人审批"):
        decided("李主任")
    with pytest.raises(IssueError, match="最长 12 个月"):
        decided("市局", dt.date(2023, 6, 11))
    with pytest.raises(IssueError, match="应在明天至"):
        decided("市局", TODAY)
    assert decided("市局") == dt.date(2022, 9, 30)
    with pytest.raises(IssueError, match="已由 市局 于 2022-06-10 审批：已批准"):
        decided("市局")
    update_issues(settings, TODAY)
    with pytest.raises(IssueError, match="已经豁免（HM-2022-05-R43-00001-1）"):
        ask(settings, "BS-2022-05-R43-00001", "再来", "李主任", None, TODAY)


def test_half_a_year_is_the_usual_time_and_the_last_day_of_a_shorter_month(
    settings: Settings,
) -> None:
    day = dt.date(2022, 8, 31)
    ask(settings, "BS-2022-05-R33-00001", "属实", "县", None, day)
    made = decide(
        settings, "HM-2022-05-R33-00001-1", approve=True, by="市", until=None, note="", today=day
    )
    assert made.expires_on == dt.date(2023, 2, 28)


def test_a_broken_record_is_named(settings: Settings) -> None:
    folder = settings.archive / "exemptions"
    folder.mkdir(parents=True)
    (folder / "HM-1.json").write_text("{}", encoding="utf-8")
    with pytest.raises(QualityError, match=r"记录 .*HM-1\.json 无法读取"):
        update_issues(settings, TODAY)
