"""Bytes become sheets of text, whatever the extension says; what cannot be read is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest

from pipelines.intake import limits
from pipelines.intake.errors import Refusal
from pipelines.intake.reading import Sheet, read_sheets
from tests.intake_files import H1_HEADER, csv_file, h1_row, id_number, xls, xlsx


def only(content: bytes) -> Sheet:
    (sheet,) = read_sheets(content, "表")
    return sheet


def refusal(content: bytes) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_sheets(content, "某表.xls")
    assert refused.value.code == "unreadable"
    assert "某表.xls" in refused.value.message
    return refused.value


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_workbook_is_read_as_text_with_hidden_sheets_marked(write: object) -> None:
    content = write({"一": [("甲", "乙"), ("007", 1.5)], "字典": [("x",)]}, ["字典"])  # type: ignore[operator]
    first, second = read_sheets(content, "表")
    assert first.cells.rows() == [("甲", "乙"), ("007", "1.5")]
    assert (first.is_hidden, second.is_hidden) == (False, True)


def test_rows_keep_excels_numbers_where_the_used_range_starts_elsewhere() -> None:
    sheet = only(xlsx({"一": [("甲", "乙"), (), ("1", "2")]}, start=(3, 2)))
    assert sheet.cells.height == 6
    filled = sheet.row_no.filter(sheet.cells["c0"].is_not_null())
    assert filled.to_list() == [4, 6]


def test_empty_sheets_have_no_rows() -> None:
    first, second = read_sheets(xlsx({"空": [], "一": [("甲",)]}), "表")
    assert (first.cells.height, second.cells.height) == (0, 1)


@pytest.mark.parametrize("write", [xlsx, xls])
def test_number_cells_of_a_column_are_known(write: object) -> None:
    text, number = id_number(1), float(id_number(2)[:17] + "0")
    rows = [("号码", "x"), (text, 1), (number, "a"), (), (text, 2)]
    sheet = only(write({"一": [(), *rows]}))  # type: ignore[operator]
    found = sheet.number_cells([0]).get(0)
    assert found is not None
    assert found.to_list() == [False, False, False, True, False, False]


def test_number_cells_are_found_where_the_used_range_starts_elsewhere() -> None:
    sheet = only(
        xlsx({"一": [("甲", "号码"), ("a", 229621198506150016), ("b", "c")]}, start=(4, 3))
    )
    found = sheet.number_cells([1]).get(1)
    assert found is not None
    assert [at for at, is_number in enumerate(found, 1) if is_number] == [6]


def test_a_column_of_text_has_no_number_cells() -> None:
    sheet = only(xlsx({"一": [("号码",), (id_number(1),), (None,)]}))
    assert sheet.number_cells([0]) == {}


def test_a_number_survives_as_a_believable_text_which_is_why_cell_types_matter() -> None:
    sheet = only(xlsx({"一": [("号码",), (229621199003121235,)]}))
    text = sheet.cells["c0"][1]
    assert len(text) == 18
    assert text != "229621199003121235"


def test_dates_and_numbers_keep_a_readable_text() -> None:
    content = xlsx({"一": [("甲", "乙", "丙"), (44635, 3000.0, 0.1)]})
    assert only(content).cells.rows()[1] == ("44635", "3000", "0.1")
    book = io.BytesIO()
    import xlsxwriter

    workbook = xlsxwriter.Workbook(book, {"in_memory": True})
    sheet = workbook.add_worksheet()
    style = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime(0, 0, datetime(2022, 3, 1), style)
    workbook.close()
    assert only(book.getvalue()).cells["c0"][0] == "2022-03-01 00:00:00"


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_text_files_are_read_in_every_usual_encoding(encoding: str) -> None:
    sheet = only(
        csv_file([("姓名", "地址"), ("甄㛃" if encoding != "gbk" else "甄乙", "万良,镇")], encoding)
    )
    assert sheet.cells.rows()[0] == ("姓名", "地址")
    assert sheet.cells.rows()[1][1] == "万良,镇"


def test_wrapped_and_tab_separated_cells_are_unwrapped() -> None:
    content = '姓名\t证件号码\r\n甄甲\t="229621198506150012"\r\n'.encode("gb18030")
    assert only(content).cells.rows()[1] == ("甄甲", "229621198506150012")
    quoted = csv_file([("姓名", "证件号码"), ("甄甲", '="229621198506150012"')])
    assert only(quoted).cells.rows()[1] == ("甄甲", "229621198506150012")


def test_a_stray_quote_does_not_swallow_rows() -> None:
    content = '姓名,单位\n甄甲,"海润\n甄乙,某厂\n'.encode()
    assert only(content).cells.height == 3


def test_the_extension_does_not_matter() -> None:
    assert only(xls({"一": [H1_HEADER, h1_row(1)]})).cells.height == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"  \r\n", "是空的"),
        (b"<html><table></table></html>", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "网页"),
        (b"Rar!\x1a\x07\x01\x00", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包"),
        (b"PK\x03\x04 half a file", "不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是完整的 Excel"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\xff\xff", "不是 Excel 表"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(content: bytes, said: str) -> None:
    assert said in refusal(content).message


def test_a_truncated_workbook_is_refused() -> None:
    content = xlsx({"一": [H1_HEADER, h1_row(1)]})
    assert "不完整" in refusal(content[: len(content) // 2]).message


def test_an_archive_of_workbooks_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("抚松.xlsx", xlsx({"一": [("甲",)]}))
    assert "压缩包" in refusal(buffer.getvalue()).message


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 1000)
    assert "过大" in refusal(xlsx({"一": [H1_HEADER, h1_row(1)]})).message
