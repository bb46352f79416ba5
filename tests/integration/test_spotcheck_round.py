"""A round of spot checks goes out and comes back: drawn, filled in, taken in, screened."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from pipelines.intake import ensure_empty_tables, run_month
from pipelines.intake.protected import unlocked
from pipelines.offices.guide import HOW
from pipelines.offices.protected_book import county_password, locked
from pipelines.publish.gate import normalised, number_kinds
from pipelines.quality import read_findings, read_verdicts, screen_month
from pipelines.settings import Settings
from pipelines.spotcheck import SpotCheckError
from pipelines.spotcheck.run import Order, draw_round
from pipelines.spotcheck.sheets import EARLIER, HEADER_ROW
from pipelines.warehouse.draws import draws_path
from tests.intake_files import drop, h1_row, h1_sheet, id_number, name, phone, xlsx

MONTH, NEXT = "2022-05", "2022-06"
FUSONG = "220621"
TOWNS = {"抚松镇": 40, "万良镇": 20, "漫江镇": 2, "池西区": 5}
SIZE = 10
QUESTIONS = ("就业状态属实", "就业地域属实", "培训意愿属实", "技能水平属实", "务工收入属实")
Books = dict[str, list[dict[str, Any]]]


def roster() -> bytes:
    rows, serial = [], 0
    for town, count in TOWNS.items():
        for number in range(count):
            serial += 1
            # Every fourth has a wage that R33 doubts.
            wage = "50000" if number % 4 == 0 else "4500"
            changes = {"乡镇（街道）": town, "行政村（社区）": "", "务工月收入(元)": wage}
            changes["性别"] = "男" if serial % 2 else "女"
            rows.append(h1_row(serial, **changes))
    return xlsx({"Sheet1": h1_sheet(rows)})


def opened(settings: Settings, round_no: str) -> Any:
    (path,) = (settings.vault / "spotchecks" / round_no).glob("*.xlsx")
    assert path.stat().st_mode & 0o777 == 0o600
    password = county_password(settings, FUSONG)
    return openpyxl.load_workbook(io.BytesIO(unlocked(path.read_bytes(), "x", (password,))))


def rows_of(book: Any) -> Books:
    """Return each sheet's rows by header."""
    found = {}
    for sheet in book:
        if sheet.title != HOW:
            header, *rows = list(sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True))
            found[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


def fill_in(book: Any, day: dt.date) -> None:
    """Answer for everybody: the first of each sheet is not reached, the second's wage is wrong."""
    for sheet in book:
        if sheet.title in (HOW, EARLIER):
            continue
        at = {cell.value: cell.column for cell in sheet[HEADER_ROW + 1]}
        for number, row in enumerate(range(HEADER_ROW + 2, sheet.max_row + 1)):
            sheet.cell(row, at["是否联系上"], "否" if number == 0 else "是")
            sheet.cell(row, at["核查日期"], day)
            sheet.cell(row, at["核查人"], "核查员")
            for question in QUESTIONS if number else ():
                wrong = question == "务工收入属实" and number == 1
                sheet.cell(row, at[question], "否" if wrong else "是")


def send_back(settings: Settings, book: Any, month: str) -> None:
    """Save with the password still on it, put it into the county's folder, take it in, screen."""
    out = io.BytesIO()
    book.save(out)
    content = locked(out.getvalue(), county_password(settings, FUSONG))
    drop(settings.inbox, f"{month}/抚松县/抽检表.xlsx", content)
    (manifest,) = run_month(settings, month).manifests
    assert manifest.is_conformed, manifest.refusal_message
    assert (manifest.table_name, manifest.county_code) == ("T-S1", FUSONG)
    assert manifest.unknown_columns == ""
    assert json.loads(manifest.cell_problems) == {}
    screen_month(settings, month)


def lake_rows(settings: Settings, month: str) -> pl.DataFrame:
    folder = settings.lake / "spot_check" / "T-S1" / f"report_month={month}"
    (path,) = folder.glob(f"county_code={FUSONG}/*.parquet")
    return pl.read_parquet(path, hive_partitioning=False).sort("round_no", "sample_no")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Any]]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    ensure_empty_tables(settings)
    drop(settings.inbox, f"{MONTH}/抚松县/五月.xlsx", roster())
    run_month(settings, MONTH)
    screen_month(settings, MONTH)
    draw_round(settings, Order(MONTH, SIZE, county=FUSONG, receiver="县就业局抽检组"))
    record = settings.archive / "spotchecks" / f"{MONTH}-1-{FUSONG}.json"
    return settings, json.loads(record.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def returned(drawn: tuple[Settings, dict[str, Any]]) -> Settings:
    settings, record = drawn
    book = opened(settings, record["round_no"])
    fill_in(book, dt.date(2022, 6, 10))
    send_back(settings, book, NEXT)
    return settings


def test_the_sample_is_spread_prefers_findings_and_leaves_excluded_townships_out(
    drawn: tuple[Settings, dict[str, Any]],
) -> None:
    settings, record = drawn
    county = record["counties"][FUSONG]
    towns = pl.read_csv(settings.seeds / "towns.csv", infer_schema=False)
    names = dict(towns.select("town_code", "town_name").iter_rows())
    places = {names[code]: (it["population"], it["drawn"]) for code, it in county["towns"].items()}
    assert places == {"抚松镇": (40, 6), "万良镇": (20, 3), "漫江镇": (2, 1)}
    assert county["strata"]["flagged"]["population"] == 10 + 5 + 1
    assert county["strata"]["other"]["population"] == 30 + 15 + 1
    assert county["strata"]["flagged"]["drawn"] >= SIZE - 1
    table = pl.read_parquet(draws_path(settings))
    assert table["person_key"].to_list() == [row["person_key"] for row in county["rows"]]
    assert table["flagged_population"].unique().to_list() == [16]


def test_the_sheets_name_people_in_full_and_nothing_else_names_them(
    drawn: tuple[Settings, dict[str, Any]],
) -> None:
    settings, record = drawn
    book = opened(settings, record["round_no"])
    sheets = rows_of(book)
    assert {town: len(rows) for town, rows in sheets.items()} == {
        "抚松镇": 6,
        "万良镇": 3,
        "漫江镇": 1,
    }
    known = {id_number(n): (name(n), phone(n)) for n in range(1, sum(TOWNS.values()) + 1)}
    for row in (row for rows in sheets.values() for row in rows):
        assert known[row["身份证号"]] == (row["姓名"], row["联系电话"])
        assert row["登记就业状态"] == "已就业"
        assert row["抽检批次"] == record["round_no"]
        assert row["是否联系上"] is None
    first = book["抚松镇"]
    assert "县就业局抽检组" in str(first.oddHeader.center.text)
    lists = {str(item.sqref): item.formula1 for item in first.data_validations.dataValidation}
    assert list(lists.values()).count('"是,否"') == 6
    for folder in (settings.archive / "spotchecks", settings.lake / "register"):
        for path in folder.iterdir():
            text = path.read_bytes().decode("utf-8", errors="ignore")
            assert not number_kinds(normalised(text)), path.name
            assert name(1) not in text
    log = (settings.vault / "spotchecks" / "log.csv").read_text(encoding="utf-8-sig")
    assert record["round_no"] in log
    assert county_password(settings, FUSONG) not in log


def test_the_same_command_gives_the_same_people_and_another_one_is_refused(
    drawn: tuple[Settings, dict[str, Any]],
) -> None:
    settings, record = drawn
    before = rows_of(opened(settings, record["round_no"]))
    said = draw_round(settings, Order(MONTH, SIZE, county=FUSONG))
    assert "照原样重写" in said[0]
    assert rows_of(opened(settings, record["round_no"])) == before
    with pytest.raises(SpotCheckError, match=r"已经抽过.*--round 2"):
        draw_round(settings, Order(MONTH, SIZE + 1, county=FUSONG))


def test_a_filled_in_workbook_is_read_as_t_s1_and_answers_for_those_who_were_drawn(
    returned: Settings, drawn: tuple[Settings, dict[str, Any]]
) -> None:
    rows = lake_rows(returned, NEXT)
    record = drawn[1]["counties"][FUSONG]["rows"]
    assert rows["person_key"].to_list() == [row["person_key"] for row in record]
    assert rows["sample_no"].to_list() == [row["sample_no"] for row in record]
    assert rows["town_code"].to_list() == [row["town_code"] for row in record]
    assert rows["is_reached"].value_counts().sort("is_reached").rows() == [(False, 3), (True, 7)]
    assert rows["wage_is_true"].sum() == 7 - 2
    assert rows["checked_date"].unique().to_list() == [dt.date(2022, 6, 10)]
    verdict = read_verdicts(returned).filter(table_name="T-S1", report_month=NEXT)
    assert verdict["state"].to_list() == ["accepted"]
    assert read_findings(returned, NEXT).filter(pl.col("table_name") == "T-S1").is_empty()


def test_the_next_book_has_the_earlier_answers_because_it_replaces_that_one(
    returned: Settings,
) -> None:
    draw_round(returned, Order(NEXT, SIZE, county=FUSONG))
    round_no = f"{NEXT}-1-{FUSONG}"
    book = opened(returned, round_no)
    assert len(rows_of(book)[EARLIER]) == SIZE
    before = lake_rows(returned, NEXT)
    fill_in(book, dt.date(2022, 7, 8))
    send_back(returned, book, "2022-07")
    after = lake_rows(returned, "2022-07")
    assert after.height == 2 * SIZE
    kept = after.filter(pl.col("round_no") != round_no)
    same = [c for c in before.columns if c not in ("delivery_id", "sheet_name", "row_no")]
    assert kept.select(same).equals(before.select(same))


def test_a_county_without_a_roster_is_said_to_have_none(
    drawn: tuple[Settings, dict[str, Any]],
) -> None:
    said = draw_round(drawn[0], Order(MONTH, 5, number=3))
    assert any("靖宇县：没有可抽的名册" in line for line in said)
    assert Path(drawn[0].archive / "spotchecks" / f"{MONTH}-3.json").exists()
