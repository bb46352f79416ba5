"""The written files, read back with a plain reader: layout, damage and bytes are as told."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest
import python_calamine

from pipelines.sample import generate
from pipelines.sample.delivery import INSIDE
from pipelines.sample.headers import NATIONAL_COLUMNS

SCALE = 0.01
MONTHS = {"2021-10", "2022-02", "2022-03", "2022-05", "2022-06"}
REAL_PREFIX = re.compile(r"(?<!\d)(2206|2222)\d{2}(19|20)\d{9}[0-9Xx]")
Rows = dict[str, list[list[object]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generate(folder, scale=SCALE, months_to_write=MONTHS, workers=2)
    return folder


def key(home: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(home / "answer_key" / f"{name}.csv", infer_schema=False)


def content(inbox: Path, file: str) -> bytes:
    """Return the bytes of a file of the key, also of one in an archive."""
    path, _, member = file.partition(INSIDE)
    if not member:
        return (inbox / path).read_bytes()
    with zipfile.ZipFile(inbox / path) as archive:
        return archive.read(member)


def read(inbox: Path, file: str) -> Rows:
    """Return every sheet as rows of cells; row 1 is Excel's row 1."""
    raw = content(inbox, file)
    if not raw.startswith((b"PK", b"\xd0\xcf")):
        text = io.StringIO(raw.decode("gb18030"), newline="")
        return {"CSV": [list(row) for row in csv.reader(text)]}
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def header_of(rows: list[list[object]], words: str) -> int:
    for row in rows[:5]:
        for column, cell in enumerate(row):
            if str(cell).replace("\n", "").startswith(words):
                return column
    raise AssertionError(f"no column {words}")


def id_column(rows: list[list[object]]) -> int:
    for words in ("公民身份号码", "身份证号码", "证件号码"):
        try:
            return header_of(rows, words)
        except AssertionError:
            continue
    raise AssertionError("no identity column")


@pytest.fixture(scope="module")
def books(home: Path) -> dict[str, Rows]:
    return {file: read(home / "inbox", file) for file in key(home, "files")["file"]}


def test_every_file_of_the_key_is_there_and_no_other(home: Path) -> None:
    found = {
        path.relative_to(home / "inbox").as_posix()
        for path in (home / "inbox").rglob("*")
        if path.is_file()
    }
    assert found == {file.split(INSIDE)[0] for file in key(home, "files")["file"]}
    assert {path.split("/")[0] for path in found} == MONTHS


def test_the_row_arithmetic_of_the_key_holds_in_the_files(
    home: Path, books: dict[str, Rows]
) -> None:
    for row in key(home, "files").iter_rows(named=True):
        sheets = books[row["file"]]
        assert sum(len(rows) for rows in sheets.values()) == int(row["rows_read"])
        dropped = json.loads(row["dropped"])
        assert sum(dropped.values()) + int(row["rows_data"]) == int(row["rows_read"])
        if row["table_name"] == "T-H1":
            assert len(sheets["字典"]) == dropped["hidden_sheet"]
            assert dropped["title"] == 2 * (len(sheets) - 1)


def test_labour_books_are_split_and_have_two_header_levels(books: dict[str, Rows]) -> None:
    labour = {file: sheets for file, sheets in books.items() if "字典" in sheets}
    by_town = {file: sheets for file, sheets in labour.items() if "Sheet1" not in sheets}
    assert by_town
    assert all("临江市" in file for file in by_town)
    labour = {file: sheets for file, sheets in labour.items() if file not in by_town}
    assert {Path(file).suffix for file in labour} == {".xls", ".xlsx"}
    assert all(next(iter(sheets)) == "Sheet1" for sheets in labour.values())
    assert {Path(file).suffix for file, sheets in labour.items() if "Sheet1(2)" in sheets} == {
        ".xls",
        ".xlsx",
    }
    for sheets in labour.values():
        first = sheets["Sheet1"]
        assert "农村劳动力转移就业实名制台账" in str(first[0][0])
        assert "填报时间" in str(first[1][0])
        assert "基本信息" in [str(cell) for cell in first[2]]
        assert any("姓名" in str(cell) for cell in first[3])
        last = list(sheets.values())[-2]
        assert last[-3][0] == "合计"
        assert "单位负责人" in str(last[-1][0])


def test_the_national_table_has_its_177_columns_in_their_places(books: dict[str, Rows]) -> None:
    national = [s["Sheet1"] for file, s in books.items() if "监测对象信息" in file]
    assert national
    for rows in national:
        header = [str(cell) for cell in rows[2]]
        assert len(header) == NATIONAL_COLUMNS
        assert header[4] == "户编号"
        assert header[12] in ("监测对象类别", "易返贫致贫户(监测对象)类型")
        assert [header[i] for i in (40, 41)] == ["在校生状况", "劳动技能"]
        assert [header[i] for i in (47, 60, 85)] == [
            "享受低保政策情况",
            "享受特困供养政策情况",
            "整户无劳动能力兜底保障户",
        ]
        assert [header[i] for i in (108, 109)] == ["风险是否已消除", "识别监测时间"]
        assert [header[i] for i in (149, 155)] == ["健康帮扶", "教育帮扶"]
        assert all(name.startswith("风险消除后") for name in header[164:])
        assert header.count("风险是否已消除") == 2
        assert "统计月份" in str(rows[1][0])


def test_planted_rows_stand_where_the_key_says(home: Path, books: dict[str, Rows]) -> None:
    findings = key(home, "findings").filter(
        pl.col("report_month").is_in(sorted(MONTHS))
        & pl.col("row_no").is_not_null()
        & pl.col("table_name").is_in(["T-H1", "T-N1", "T-N2"])
    )
    looks = {
        "R13": lambda cell: cell in ("", "999999999999999999"),
        "R22": lambda cell: len(str(cell)) == 17,
        "R24": lambda cell: isinstance(cell, float) or "E+" in str(cell) or cell.endswith("000"),
    }
    seen = set()
    for row in findings.iter_rows(named=True):
        rows = books[row["file"]][row["sheet_name"]]
        if row["rule_id"] in looks:
            cell = rows[int(row["row_no"]) - 1][id_column(rows)]
            assert looks[row["rule_id"]](cell), row["rule_id"]
            seen.add(row["rule_id"])
        if row["rule_id"] == "R14":
            assert rows[int(row["row_no"]) - 1][header_of(rows, "姓名")] == ""
            seen.add("R14")
    assert seen == {"R13", "R14", "R22", "R24"}


def test_no_file_holds_a_real_prefix_and_dirt_stays_readable(books: dict[str, Rows]) -> None:
    for sheets in books.values():
        for rows in sheets.values():
            for row in rows:
                assert not any(REAL_PREFIX.search(str(cell)) for cell in row)


def test_file_events_show_in_the_files(home: Path, books: dict[str, Rows]) -> None:
    wrong = books["2022-02/抚松县/（务工月监测）已外出务工信息_20220228.xlsx"]["Sheet1"]
    assert "靖宇县" in str(wrong[1][0])
    refused = books["2022-03/长白县/长白县3月台账-改2.xls"]["Sheet1"]
    assert not any("就业地域" in str(cell) for cell in refused[3])
    numbers = books["2021-10/抚松县/（务工月监测）已外出务工信息_20211028.xlsx"]["Sheet1"]
    cells = [row[id_column(numbers)] for row in numbers[1:]]
    assert sum(isinstance(cell, float) for cell in cells) > len(cells) / 2
    folder = home / "inbox" / "2022-05" / "靖宇"
    twice = sorted(folder.glob("（自定义）*"), key=lambda path: path.stat().st_mtime)
    assert len(twice) == 2
    inbox = home / "inbox"
    heights = [len(read(inbox, p.relative_to(inbox).as_posix())["Sheet1"]) for p in twice]
    assert heights[0] < heights[1]


def test_a_copied_file_is_last_months_to_the_byte(tmp_path: Path) -> None:
    generate(tmp_path, scale=SCALE, last="2022-03", months_to_write={"2022-02", "2022-03"})
    folder = tmp_path / "inbox"
    pair = [next((folder / month / "220605").glob("*.csv")) for month in ("2022-02", "2022-03")]
    assert pair[0].read_bytes() == pair[1].read_bytes()
    assert pair[0].stat().st_mtime < pair[1].stat().st_mtime


def test_the_same_wish_gives_the_same_bytes_with_any_number_of_workers(tmp_path: Path) -> None:
    marks = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        generate(out, scale=0.005, first="2021-11", last="2021-12", workers=workers)
        marks.append(
            {
                path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted(out.rglob("*"))
                if path.is_file()
            }
        )
    assert marks[0] == marks[1]
    other = tmp_path / "other"
    generate(other, scale=0.005, first="2021-11", last="2021-12", seed=9, workers=1)
    name = "answer_key/indicators.csv"
    assert hashlib.sha256((other / name).read_bytes()).hexdigest() != marks[0][name]
