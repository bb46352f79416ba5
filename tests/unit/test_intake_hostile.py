"""Workbooks made to exhaust memory are refused before a reader opens them."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
from collections.abc import Callable

import pytest

from pipelines.intake import limits
from pipelines.intake.errors import Refusal
from pipelines.intake.package_check import check_package
from pipelines.intake.reading import read_sheets
from tests.intake_files import H1_HEADER, h1_row, xls, xlsx

Change = Callable[[bytes], bytes]


def refused(content: bytes) -> str:
    started = time.monotonic()
    with pytest.raises(Refusal) as caught:
        read_sheets(content, "五月.xlsx")
    assert time.monotonic() - started < 10
    assert caught.value.code == "unreadable"
    assert "五月.xlsx" in caught.value.message
    assert "请" in caught.value.message
    return caught.value.message


def changed(part: str, change: Change) -> bytes:
    """Return a good workbook with one part rewritten."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx({"一": [H1_HEADER, h1_row(1)]}))) as good,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, change(content) if name == part else content)
    return buffer.getvalue()


NUMBER_RECORD = b"\x7e\x02\x0a\x00"
SHEET = "xl/worksheets/sheet1.xml"


def with_row(row: bytes) -> bytes:
    return changed(SHEET, lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>"))


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c s="1" r="AAA9" t="inlineStr"><is><t>x</t></is></c></row>',
        b"<row r='1048576'><x:c r='XFD1048576'><x:v>1</x:v></x:c></row>",
    ],
)
def test_a_value_in_a_far_column_is_refused(row: bytes) -> None:
    assert "ZZ" in refused(with_row(row))


def test_a_value_in_the_last_row_of_a_wide_sheet_is_refused() -> None:
    assert "1,048,576 行" in refused(
        with_row(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    )


def test_a_value_in_the_last_row_is_found_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.intake.package_check._BLOCK", 700)
    assert "1,048,576 行" in refused(
        with_row(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    )


def test_formats_without_values_in_far_cells_are_harmless() -> None:
    content = with_row(
        b'<row r="1048576" customHeight="1"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    )
    (sheet,) = read_sheets(content, "五月.xlsx")
    assert sheet.cells.height == 2


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_an_xml_bomb_is_refused(part: str) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    after_declaration = re.compile(rb"\?>\s*")

    def change(xml: bytes) -> bytes:
        return after_declaration.sub(b"?>" + bomb, xml, count=1)

    assert "实体声明" in refused(changed(part, change))


def test_an_xml_bomb_in_utf_16_is_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><worksheet/>'
    assert "实体声明" in refused(changed(SHEET, lambda _: bomb.encode("utf-16")))


def test_a_cell_of_endless_text_is_refused_once_the_whole_is_looked_at() -> None:
    cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * 6_000_000 + b"</t></is></c></row>"
    with pytest.raises(Refusal, match="单元格的内容过长"):
        check_package(with_row(cell), "五月.xlsx", whole=True)


def test_a_part_that_inflates_beyond_reason_is_refused_without_unpacking() -> None:
    padding = b" " * (limits.RATIO_FROM_BYTES + 1)
    assert "解压后过大" in refused(changed(SHEET, lambda xml: xml + padding))


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PARTS", 3)
    assert "部件" in refused(xlsx({"一": [H1_HEADER]}))


def test_a_part_whose_size_lies_is_refused() -> None:
    content = bytearray(xlsx({"一": [H1_HEADER, h1_row(1)]}))
    entry = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    content[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    assert "不完整" in refused(bytes(content))


def test_a_good_workbook_passes() -> None:
    check_package(xlsx({"一": [H1_HEADER, *(h1_row(i) for i in range(50))]}), "五月.xlsx")


def test_a_cell_of_xls_far_beyond_its_columns_is_refused() -> None:
    content = xls({"一": [H1_HEADER, [*h1_row(1)[:-1], 4711]]})
    at = content.index(NUMBER_RECORD)
    far = content[: at + 6] + struct.pack("<H", 4_711) + content[at + 8 :]
    assert "第 702 列（ZZ）以外还有内容" in refused(far)
