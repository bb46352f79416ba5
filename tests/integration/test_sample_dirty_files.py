"""Real files in the shapes that offices hand in: archives, passwords, web pages, error cells."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from pathlib import Path

import msoffcrypto  # type: ignore[import-untyped]
import polars as pl
import pytest
import python_calamine
import xlsxwriter

from pipelines.sample import generate
from pipelines.sample.containers import lock
from pipelines.sample.dirt import DATE_FOR_A_DECIMAL
from pipelines.sample.looks import PASSWORD
from pipelines.sample.workbooks import CREATED

SCALE = 0.01
MONTHS = {
    *("2021-04", "2021-05", "2021-06", "2021-07", "2021-08", "2021-09", "2021-10", "2021-11"),
    *("2021-12", "2022-01", "2022-04"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dirty")
    generate(folder, scale=SCALE, last="2022-05", months_to_write=MONTHS, workers=2)
    return folder


def files(home: Path) -> pl.DataFrame:
    return pl.read_csv(home / "answer_key" / "files.csv", infer_schema=False)


def book_of(home: Path, month: str, name: str) -> Path:
    (found,) = (home / "inbox" / month).rglob(name)
    return found


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = python_calamine.CalamineWorkbook.from_path(path)
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def stored(home: Path, table: str, month: str, path: Path) -> pl.DataFrame:
    rows = pl.read_parquet(home / "answer_key" / "rows" / table / f"{month}.parquet")
    return rows.filter(pl.col("file") == path.relative_to(home / "inbox").as_posix())


def column(rows: list[list[object]], words: str) -> int:
    return next(
        i
        for row in rows[:5]
        for i, cell in enumerate(row)
        if str(cell).replace("\n", "").startswith(words)
    )


def test_the_locked_book_opens_with_the_offices_password(home: Path) -> None:
    path = next((home / "inbox" / "2021-07" / "浑江区").glob("（自定义）*.xlsx"))
    assert path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    passwords = home / "passwords.txt"
    assert passwords.read_text(encoding="utf-8").split() == [PASSWORD]
    assert os.name != "posix" or passwords.stat().st_mode & 0o077 == 0
    plain = io.BytesIO()
    locked = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes()))
    locked.load_key(password=PASSWORD, verify_password=True)
    locked.decrypt(plain)
    plain.seek(0)
    book = python_calamine.CalamineWorkbook.from_filelike(plain)
    assert "监测对象信息" in str(book.get_sheet_by_name("Sheet1").to_python()[0][0])


def test_an_archive_holds_both_national_tables(home: Path) -> None:
    path = book_of(home, "2021-11", "江源区*.zip")
    inside = f"2021-11/220605/{path.name}!"
    told = files(home).filter(pl.col("file").str.starts_with(inside))
    assert set(told["table_name"]) == {"T-N1", "T-N2"}
    with zipfile.ZipFile(path) as archive:
        assert {inside + name for name in archive.namelist()} == set(told["file"])


def test_the_same_bytes_lie_there_under_two_names_and_count_once(home: Path) -> None:
    copy = book_of(home, "2021-09", "*副本.xlsx")
    original = copy.with_name(copy.name.replace("副本", ""))
    assert copy.read_bytes() == original.read_bytes()
    listed = [name for name in files(home)["file"] if name.startswith("2021-09/浑江区/（自定义）")]
    assert listed == [f"2021-09/浑江区/{original.name}"]
    assert original.name < copy.name


def test_days_may_be_counted_from_1904(home: Path) -> None:
    for month, counts in (("2021-06", True), ("2021-07", False)):
        path = next((home / "inbox" / month / "靖宇").glob("农村劳动力*.xlsx"))
        with zipfile.ZipFile(path) as package:
            assert (b'date1904="1"' in package.read("xl/workbook.xml")) == counts


def test_wages_of_a_year_in_ten_thousands(home: Path) -> None:
    path = next((home / "inbox" / "2021-05" / "220605").glob("江源区农村劳动力实名制*.xls"))
    rows = sheets(path)["Sheet1"]
    at = column(rows, "务工年收入(万元)")
    known = stored(home, "T-H1", "2021-05", path).filter(
        (pl.col("sheet_name") == "Sheet1") & pl.col("wage_cny").is_not_null()
    )
    assert known.height > 5
    assert set(known["wage_form"]) == {"换算"}
    for number, wage in known.select("row_no", "wage_cny").rows():
        assert rows[number - 1][at] == pytest.approx(wage * 12 / 10_000)


def test_error_cells_are_real_ones_in_both_formats(home: Path) -> None:
    new = next((home / "inbox" / "2021-08" / "抚松县").glob("抚松县实名制*.xlsx"))
    with zipfile.ZipFile(new) as package:
        assert b't="e"' in package.read("xl/worksheets/sheet1.xml")
    old = next((home / "inbox" / "2021-12" / "220605").glob("江源区*.xls"))
    errors = re.findall(rb"\x05\x02\x08\x00.{6}\x2a\x01", old.read_bytes(), re.DOTALL)
    assert len(errors) == 6


def test_a_web_page_and_a_text_are_named_xls(home: Path) -> None:
    page = next((home / "inbox" / "2021-12" / "靖宇").glob("（务工月监测）*.xls"))
    told = stored(home, "T-N2", "2021-12", page)
    assert page.read_bytes().startswith(b"<html>")
    assert page.read_text("utf-8").count("<tr>") == told.height + 3
    text = next((home / "inbox" / "2022-04" / "220605").glob("（务工月监测）*.xls"))
    assert text.read_bytes().decode("gb18030").startswith("省,")


def test_a_book_of_townships_has_no_column_for_them(home: Path) -> None:
    path = next((home / "inbox" / "2021-10" / "临江市").glob("*实名制*.xlsx"))
    book = sheets(path)
    told = stored(home, "T-H1", "2021-10", path)
    assert set(told["sheet_name"]) == set(book) - {"字典"}
    assert told.group_by("sheet_name").agg(pl.col("town_code").n_unique())["town_code"].max() == 1
    header = [str(cell) for cell in book[told["sheet_name"][0]][3]]
    assert not any(cell.startswith(("乡镇", "行政区划")) for cell in header)


def test_subtotals_stand_below_their_township(home: Path) -> None:
    path = next((home / "inbox" / "2021-10" / "靖宇").glob("农村劳动力*.xlsx"))
    rows = sheets(path)["Sheet1"]
    told = stored(home, "T-H1", "2021-10", path)
    subtotals = [row for row in rows if str(row[0]).endswith("小计")]
    assert len(subtotals) == told["town_code"].n_unique()
    assert sum(int(str(row[5]).rstrip("人")) for row in subtotals) == told.height
    assert sum(str(row[0]) == "序号" for row in rows) > 1


def test_merged_cells_name_a_township_once(home: Path) -> None:
    path = next((home / "inbox" / "2022-04" / "长白县").glob("*.xls"))
    rows = sheets(path)["Sheet1"]
    told = stored(home, "T-H1", "2022-04", path).filter(pl.col("sheet_name") == "Sheet1")
    at = column(rows, "乡镇")
    named = [rows[number - 1][at] for number in told["row_no"]]
    assert len([cell for cell in named if cell]) == told["town_code"].n_unique()


def test_only_an_address_says_where_home_is(home: Path) -> None:
    path = next((home / "inbox" / "2021-10" / "220605").glob("江源区*.xls"))
    rows = sheets(path)["Sheet1"]
    header = {str(cell) for cell in rows[3]}
    assert "户籍地址" in header
    assert not {"县（市、区）", "乡镇", "乡镇（街道）", "行政村（社区）"} & header
    assert stored(home, "T-H1", "2021-10", path)["town_code"].null_count() == 0


def test_filtered_rows_are_hidden_and_told(home: Path) -> None:
    path = next((home / "inbox" / "2021-11" / "抚松县").glob("（自定义）*.xlsx"))
    with zipfile.ZipFile(path) as package:
        hidden = len(re.findall(rb'<row [^>]*hidden="1"', package.read("xl/worksheets/sheet1.xml")))
    name = path.relative_to(home / "inbox").as_posix()
    noticed = files(home).filter(pl.col("file") == name)["observations"][0]
    assert json.loads(noticed) == {"hidden_rows": hidden}
    assert hidden > 2


def test_a_password_gives_the_same_bytes_every_time(tmp_path: Path) -> None:
    marks = []
    for number, content in enumerate(("one book", "one book", "another")):
        path = tmp_path / f"{number}.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            book.set_properties({"created": CREATED})
            book.add_worksheet().write_string(0, 0, content)
        lock(path, PASSWORD)
        marks.append(path.read_bytes())
    assert marks[0] == marks[1]
    assert marks[0] != marks[2]


def test_a_wage_that_nobody_can_read_is_no_empty_cell_where_wages_are_yearly(
    tmp_path: Path,
) -> None:
    # two of 江源区 have such a wage in the city of seed 2, nobody in that of seed 1
    generate(tmp_path, scale=SCALE, seed=2, last="2021-04", months_to_write={"2021-04"})
    path = book_of(tmp_path, "2021-04", "江源区农村劳动力实名制4月.xls")
    written = {
        (name, row): cell
        for name, rows in sheets(path).items()
        if name.startswith("Sheet1")
        for row, cells in enumerate(rows, start=1)
        if (cell := cells[column(rows, "务工年收入(万元)")]) == DATE_FOR_A_DECIMAL
    }
    assert len(written) == 2
    key = stored(tmp_path, "T-H1", "2021-04", path).select("sheet_name", "row_no", "wage_cny")
    wages = {(name, row): wage for name, row, wage in key.iter_rows()}
    assert [wages[place] for place in written] == [None, None]
    told = pl.read_csv(tmp_path / "answer_key" / "findings.csv", infer_schema=False)
    of_file = told.filter(rule_id="R17", file=path.relative_to(tmp_path / "inbox").as_posix())
    blank = {(name, int(row)) for name, row in of_file.select("sheet_name", "row_no").iter_rows()}
    assert not blank & set(written)
