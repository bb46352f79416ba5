"""The template comes back filled in, and the dictionary is read: real files, real programs."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from pipelines.intake import run_month
from pipelines.intake.errors import Refusal
from pipelines.offices import OfficesError, write_layouts, write_template
from pipelines.publish import browser
from pipelines.settings import PROJECT_DIR, Settings
from tests.intake_files import conformed, id_number, layouts, name, phone

MONTH = "2022-05"
TABLES = ("T-H1", "T-N1", "T-N2")
ALL_TABLES = sorted(layouts().tables)
HEADER_ROW = 3
ANY: dict[str, Any] = {
    "text": "甲乙丙",
    "texts": "丙、甲",
    "boolean": "是",
    "integer": 3,
    "count": 12,
    "number": 0.5,
    "wage": 4500,
    "date": datetime(2022, 3, 15),
    "month": datetime(2022, 3, 1),
    "record_no": "0062101234567",
    "presence": "海润水产加工厂",
    "region_county": "抚松县",
    "region_town": "万良镇",
    "region_village": "万良村",
    "region_code": "220621105",
    "region_address": "抚松县万良镇万良村",
}
"""What an office may put into a cell of each type without a list of its own."""
FILLED: dict[str, dict[str, Any]] = {
    "T-H1": {
        "县（市、区）": "抚松县", "乡镇": "万良镇", "行政村（社区）": "万良村",
        "户口性质": "农业户口", "文化程度": "初级中学", "人员类别": "适龄劳动力",
        "是否脱贫人口": "否", "就业状态": "已就业", "就业形式": "单位就业",
        "转移就业状况": "外出务工", "转移就业方式": "自发",
        "就业地域": "省外", "务工地所在省": "山东省", "工作单位名称": "海润水产加工厂",
        "就业(转移)时间": datetime(2022, 3, 15), "务工月收入(元)": 4500, "本年度已经务工时长": 2,
        "技能等级": "无", "是否有就业意愿": "是", "是否有培训意愿": "否", "创业状态": "无",
        "最后更新时间": datetime(2022, 5, 20),
    },
    "T-N1": {
        "县": "抚松县", "乡": "万良镇", "村": "万良村", "户编号": "0062101234567",
        "人编号": "0062199876543", "户类型": "脱贫户", "监测对象类别": "边缘易致贫户",
        "劳动技能": "普通劳动力", "务工时间（月）": 3, "风险是否已消除": "否",
        "识别监测时间": datetime(2021, 8, 1), "是否易地扶贫搬迁户": "否",
    },
    "T-N2": {
        "县": "抚松县", "乡": "万良镇", "行政村": "万良村", "户编号": "0062101234567",
        "户类型": "脱贫户", "是否已务工": "是", "开始时间": datetime(2022, 3, 1),
        "务工所在省": "山东省", "务工所在市": "青岛市", "务工所在县": "城阳区",
        "务工企业名称": "海润水产加工厂", "是否点对点输送": "否", "务工月收入": 4500,
        "年度交通费补助": 300, "劳动技能": "普通劳动力",
    },
}  # fmt: skip
READ: dict[str, dict[str, Any]] = {
    "T-H1": {"employment_state": "已就业", "work_region": "省外", "wage_cny": 4500.0,
             "start_date": datetime(2022, 3, 15).date(), "months_worked": 2, "wants_job": True},
    "T-N1": {"household_no": "0062101234567", "monitor_kind": "边缘易致贫户", "months_worked": 3,
             "identified_month": datetime(2021, 8, 1).date(), "is_risk_eliminated": False},
    "T-N2": {"household_no": "0062101234567", "has_worked": True, "work_region": "省外",
             "start_month": datetime(2022, 3, 1).date(), "transport_subsidy_cny": 300.0},
}  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), workers=1)


@pytest.fixture(scope="module")
def templates(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("templates")
    return {table: write_template(settings, table, folder) for table in ALL_TABLES}


def headers(sheet: Any) -> list[str]:
    """Return the headers as the layout writes them."""
    return [str(c.value).replace("\n（必填）", "") for c in sheet[HEADER_ROW]]


def column_look(sheet: Any, at: int) -> Any:
    """Return the width and format of a column; equal neighbours share one entry."""
    return next(its for its in sheet.column_dimensions.values() if its.min <= at <= its.max)


def filled(path: Path, table: str, people: int = 3) -> bytes:
    """Fill a template in as an office would, and return the saved workbook."""
    book = openpyxl.load_workbook(path)
    sheet = book["填报"]
    sheet["A2"] = "填报单位（盖章）：万良镇　报表月份：2022年5月"
    identity = {"id": id_number, "name": name, "phone": phone}
    columns = [column for column in layouts().tables[table].columns if column.header]
    for person in range(1, people + 1):
        for at, column in enumerate(columns, start=1):
            if column.type in identity:
                value: Any = identity[column.type](person)
            elif table in FILLED:
                value = FILLED[table].get(column.header or "")
            elif column.codes:
                labels = list(layouts().codes(table, column))
                value = labels[-1] if column.type == "code" else "、".join(labels[-2:])
            else:
                value = ANY[column.type]
            cell = sheet.cell(HEADER_ROW + person, at)
            cell.value = value
            cell.number_format = column_look(sheet, at).number_format
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("table", TABLES)
def test_a_filled_in_template_is_taken_in_whole(
    table: str, templates: dict[str, Path], tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, workers=1)
    inbox = settings.inbox / MONTH / "抚松县"
    inbox.mkdir(parents=True)
    (inbox / "报送.xlsx").write_bytes(filled(templates[table], table))
    (taken,) = run_month(settings, MONTH).manifests
    assert (taken.table_name, taken.intake_state, taken.county_code) == (
        table, "conformed", "220621",
    )  # fmt: skip
    assert (taken.missing_columns, taken.unknown_columns) == ("", "")
    assert (taken.content_county_code, taken.content_month) == ("220621", MONTH)
    assert (taken.rows_data, taken.synthetic_rows) == (3, 3)
    assert taken.cell_problems == "{}"
    place = f"{table}/report_month={MONTH}/county_code=220621/{taken.delivery_id}.parquet"
    lake = pl.read_parquet(settings.lake / taken.source / place, hive_partitioning=False)
    assert lake["id_problem"].null_count() == 3
    assert lake["town_code"].n_unique() == 1
    assert lake["town_code"].null_count() == 0
    assert {column: lake[column][0] for column in READ[table]} == READ[table]


FINE = {
    *("id_problem", "name_problem", "phone_problem", "certificate_problem"),
    "unread_cells",
}
"""Columns that say what is wrong: empty where nothing is."""


@pytest.mark.parametrize("table", [table for table in ALL_TABLES if table not in TABLES])
def test_every_cell_of_every_filled_in_template_is_read(
    table: str, templates: dict[str, Path]
) -> None:
    result = conformed(filled(templates[table], table), folder="220621")
    assert result.raw.table == table
    assert (result.raw.unknown, result.problems, result.lake.height) == ((), {}, 3)
    assert (result.content_county, result.raw.content_month) == ("220621", MONTH)
    empty = {column for column in result.lake.columns if result.lake[column].null_count()}
    assert empty <= FINE


@pytest.mark.parametrize("table", ALL_TABLES)
def test_an_empty_template_holds_nobody(table: str, templates: dict[str, Path]) -> None:
    """Of a ledger that is a report, of a roster a mistake."""
    content = templates[table].read_bytes()
    folder = "220621" if layouts().tables[table].roster else None
    if folder is None:
        assert conformed(content, folder="220621").lake.is_empty()
    with pytest.raises(Refusal) as refused:
        conformed(content, folder=folder)
    assert (refused.value.code, refused.value.table) == ("no_region", table)
    assert refused.value.content_month is None


@pytest.mark.parametrize("table", ALL_TABLES)
def test_the_template_has_every_column_with_note_format_and_check(
    table: str, templates: dict[str, Path]
) -> None:
    book = openpyxl.load_workbook(templates[table])
    assert [(s.title, s.sheet_state) for s in book.worksheets] == [
        ("填报", "visible"), ("填写说明", "visible"), ("字典", "hidden"),
    ]  # fmt: skip
    sheet = book["填报"]
    wanted = [c for c in layouts().tables[table].columns if c.header]
    assert headers(sheet) == [c.header for c in wanted]
    checks = {str(d.sqref).split(":")[0]: d for d in sheet.data_validations.dataValidation}
    for column, cell in zip(wanted, sheet[HEADER_ROW], strict=True):
        note = cell.comment.text
        assert note.startswith(column.header or "")
        assert "类型：" in note
        assert str(cell.value).endswith("（必填）") == column.required
        assert (cell.fill.fgColor.rgb == "FFFFE08A") == column.required
        style = column_look(sheet, cell.column)
        assert style.width >= 10
        is_text = column.type in ("id", "phone", "record_no", "region_code")
        assert (style.number_format == "@") == is_text
        check = checks[f"{cell.column_letter}{HEADER_ROW + 1}"]
        assert check.prompt
        assert check.promptTitle
        if column.type == "code":
            assert check.formula1 == f'"{",".join(layouts().codes(table, column))}"'
            assert check.error
        if column.type in ("codes", "texts"):  # a list would forbid a second value
            assert check.type in (None, "none")
            assert "可填多项" in check.prompt
        if column.type == "codes":
            assert all(label in note for label in layouts().codes(table, column))
        if column.type == "boolean":
            assert check.formula1 == '"是,否"'
        kinds = {
            "date": "date", "month": "date", "wage": "decimal", "integer": "whole",
            "count": "whole", "number": "decimal",
        }  # fmt: skip
        if column.type in kinds:
            assert check.type == kinds[column.type]
    assert sheet.freeze_panes.endswith(str(HEADER_ROW + 1))
    assert sheet.auto_filter.ref.startswith(f"A{HEADER_ROW}:")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


def test_the_towns_offered_are_those_of_the_chosen_county(templates: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(templates["T-H1"])
    listed = [(row[0].value, row[1].value) for row in book["字典"].iter_rows(min_row=2, max_col=2)]
    counties = [county for county, _ in listed if county]
    blocks = [c for c, before in zip(counties, [None, *counties], strict=False) if c != before]
    assert len(blocks) == len(set(blocks)) == 6
    assert ("抚松县", "万良镇") in listed
    checks = {str(d.sqref): d for d in book["填报"].data_validations.dataValidation}
    town = next(d for where, d in checks.items() if where.startswith("B4"))
    assert town.formula1.startswith("IF(COUNTIF(字典!$A$2:$A$68,$A4)=0,字典!$B$2:$B$68,OFFSET(")
    assert len(town.formula1) <= 255
    assert len(counties) == 67


def test_the_same_layouts_give_the_same_bytes(settings: Settings, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
        write_template(settings, "t-n1", folder)
        write_layouts(settings, folder)
    names = sorted(path.name for path in first.iterdir())
    assert names == ["填报模板-T-N1-脱贫户监测对象信息.xlsx", "数据字典.html", "数据字典.xlsx"]
    for file in names:
        assert (first / file).read_bytes() == (second / file).read_bytes()


@pytest.mark.parametrize("table", ["T-X9", None])
def test_a_table_that_does_not_exist_is_answered_with_those_that_do(
    settings: Settings, table: str | None, tmp_path: Path
) -> None:
    with pytest.raises(OfficesError, match=r"T-H1 农村劳动力实名制信息；T-H2 .+；T-M1 ") as said:
        write_template(settings, table, tmp_path)
    assert ("没有“T-X9”这张表" if table else "没有写明要哪张表") in str(said.value)


def test_nothing_is_written_over_unasked(settings: Settings, tmp_path: Path) -> None:
    mine = tmp_path / "我的.xlsx"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(OfficesError, match=r"没有覆盖.*--force"):
        write_template(settings, "T-H1", mine)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert write_template(settings, "T-H1", mine, force=True).read_bytes().startswith(b"PK")
    (tmp_path / "数据字典.xlsx").write_text("mine", encoding="utf-8")
    with pytest.raises(OfficesError, match=r"数据字典\.xlsx"):
        write_layouts(settings, tmp_path)
    assert not (tmp_path / "数据字典.html").exists()


def test_a_place_that_cannot_be_written_is_explained(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with pytest.raises(OfficesError, match="写不了"):
        write_layouts(settings, tmp_path / "文件" / "下面")
    with pytest.raises(OfficesError, match=r"以 \.xlsx 结尾"):
        write_template(settings, "T-H1", tmp_path / "模板.xls")


def test_the_commands_write_into_the_current_folder_and_say_where(tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *words],
            cwd=tmp_path,
            env={
                "EMPLOYMENT_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin",
                "PYTHONUTF8": "1", "PYTHONPATH": str(PROJECT_DIR),
            },
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    made = run("template", "T-N2")
    assert (made.returncode, made.stderr) == (0, "")
    assert str(tmp_path / "填报模板-T-N2-已外出务工信息.xlsx") in made.stdout
    again = run("template", "T-N2")
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert run("template", "T-N2", "--force").returncode == 0
    made = run("layouts", "--out", "字典")
    assert made.returncode == 0
    for file in ("数据字典.html", "数据字典.xlsx"):
        assert str(tmp_path / "字典" / file) in made.stdout
        assert (tmp_path / "字典" / file).stat().st_size > 10_000
    wrong = run("template", "T-H9")
    assert wrong.returncode == 1
    assert "T-N1" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_the_dictionary_lists_every_column_and_every_code(
    settings: Settings, tmp_path: Path
) -> None:
    page, path = write_layouts(settings, tmp_path)
    text = page.read_text(encoding="utf-8")
    book = openpyxl.load_workbook(path)
    for table, layout in layouts().tables.items():
        rows = list(book[f"{table} {layout.table_name}"].iter_rows(min_row=2, values_only=True))
        assert len(rows) == len(layout.columns)
        for column, row in zip(layout.columns, rows, strict=True):
            assert str(row[0]).startswith(column.header or "（推算）")
            assert (row[1] == "是") == column.required
            for alias in [*column.aliases, *column.gather]:
                assert alias.header in str(row[7])
        sheet = book[f"{table} 码表"] if f"{table} 码表" in book.sheetnames else None
        listed = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} if sheet else {}
        for column in layout.columns:
            if column.codes:
                assert set(layouts().codes(table, column)) <= listed
        for ignored in layout.ignored:
            assert ignored in text
        assert f"版式 {layouts().source_of[table].layout_version}" in text
    for words in ("身份信息（只进身份库）", "敏感", "内部", "不进数据湖", "只存有没有填，不存内容"):
        assert words in text


def test_the_page_asks_for_nothing_and_runs_nothing(settings: Settings, tmp_path: Path) -> None:
    text = write_layouts(settings, tmp_path)[0].read_text(encoding="utf-8")
    assert "default-src 'none'; style-src 'sha256-" in text
    assert not re.search(r"<script|<img|<link|https?:|url\(|@import|\sstyle=|\son\w+=", text)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) not installed")
def test_an_office_program_opens_and_prints_every_file(
    settings: Settings, templates: dict[str, Path], tmp_path: Path
) -> None:
    book = tmp_path / "T-H1.xlsx"
    book.write_bytes(filled(templates["T-H1"], "T-H1"))
    dictionary = write_layouts(settings, tmp_path)[1]
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless"]
    files = [str(path) for path in (book, templates["T-N1"], templates["T-N2"], dictionary)]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    for file in files:
        made = tmp_path / f"{Path(file).stem}.pdf"
        told = subprocess.run(["pdfinfo", str(made)], check=True, capture_output=True, text=True)
        assert "(A4)" in told.stdout
    words = subprocess.run(
        ["pdftotext", str(tmp_path / "T-H1.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = words.split("\f")
    assert len([page for page in pages if name(1) in page]) >= 2
    assert "填写说明" in words
    assert "229621" in words


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=str(browser.find_browser()))
        yield launched
        launched.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_fits_a_phone_and_a_desk_without_a_word_in_the_console(
    width: int, settings: Settings, chromium: Any, tmp_path: Path
) -> None:
    path, _ = write_layouts(settings, tmp_path)
    page = chromium.new_page(viewport={"width": width, "height": 900})
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert heard == []
    assert asked == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    beyond = """() => [...document.querySelectorAll('td, th, h1, h2, h3, a, dd, p')]
        .filter(e => getComputedStyle(e.closest('thead') || e).position !== 'absolute')
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1
                  || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
        .map(e => e.textContent.slice(0, 40))"""
    assert page.evaluate(beyond) == []
    shown = page.evaluate("getComputedStyle(document.querySelector('tbody tr')).display")
    assert shown == ("block" if width == 390 else "table-row")
    page.close()


@pytest.mark.browser
def test_the_page_prints_on_a4(settings: Settings, chromium: Any, tmp_path: Path) -> None:
    path, _ = write_layouts(settings, tmp_path)
    page = chromium.new_page()
    page.goto(path.as_uri())
    page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    page.close()
    told = subprocess.run(
        ["pdfinfo", str(tmp_path / "page.pdf")], check=True, capture_output=True, text=True
    ).stdout
    assert re.search(r"Page size: +84\d\.\d+ x 59\d\.?\d* pts \(A4\)", told)
