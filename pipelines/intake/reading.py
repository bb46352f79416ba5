"""One file becomes sheets of clean text, whatever its extension says.

Belongs here: telling the format by the first bytes and putting sheets into one shape.
Does not belong here: what the cells mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import polars as pl

from pipelines.intake import excel_file, html_file, text_file
from pipelines.intake.archive_file import refusal_of
from pipelines.intake.characters import with_real_characters
from pipelines.intake.cleaning import cleaned
from pipelines.intake.errors import UNREADABLE, Locked, Refusal
from pipelines.intake.number_cells import NumberCells
from pipelines.intake.package_check import DAMAGED
from pipelines.intake.protected import unlocked
from pipelines.intake.strangers import check_not_binary, check_not_stranger
from pipelines.intake.workbook_marks import ODD, book_marks
from pipelines.intake.workbook_parts import WorkbookParts
from pipelines.intake.workbook_stream import WorkbookStream

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_TEXT_SHEET, _PAGE_SHEET = "CSV", "HTML"


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``cells`` has columns ``c0``… of clean text, null where empty."""

    name: str
    is_hidden: bool
    cells: pl.DataFrame
    row_no: pl.Series
    number_cells: Callable[[Iterable[int]], dict[int, pl.Series]]
    """Column positions -> which of their cells are numbers, for the columns that have any."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows that the workbook hides or filters away, as ``row_no`` numbers them."""
    dates_1904: bool = False
    """Whether day numbers in cells count from 1904."""
    private_use: int = 0
    """Characters that stood in private use and were put right."""
    may_be_garbled: bool = True
    """Whether a cell may hold one of ``characters.GARBLED``."""


def read_sheets(content: bytes, file_name: str, passwords: tuple[str, ...] = ()) -> list[Sheet]:
    """Return every sheet of the file; ``passwords`` are tried where it asks for one.

    Raises:
        Refusal: the file is empty, locked, damaged, hostile, an archive or no table at all.
    """
    if not content.strip():
        raise Refusal(UNREADABLE, f"文件“{file_name}”是空的。请从系统重新导出后放入收件目录。")
    if content.startswith(_ZIP) and (refusal := refusal_of(content, file_name)):
        raise refusal
    if content.startswith((_ZIP, _OLE)):
        return _excel_sheets(content, file_name, passwords)
    check_not_stranger(content, file_name)
    if not content.startswith(text_file.UTF16):
        check_not_binary(content, file_name)
    text = text_file.decode(content, file_name)
    if html_file.is_page(text):
        return _pages(text, file_name)
    cells, row_no = text_file.read_rows(text, file_name)
    return [_text_sheet(_TEXT_SHEET, cells, row_no)]


def _pages(text: str, file_name: str) -> list[Sheet]:
    return [
        _text_sheet(f"{_PAGE_SHEET}{number}", cells, _row_numbers(cells))
        for number, cells in enumerate(html_file.read_tables(text, file_name), start=1)
    ]


def _text_sheet(name: str, cells: pl.DataFrame, row_no: pl.Series) -> Sheet:
    return _clean(Sheet(name, False, cells, row_no, lambda _: {}))


def _clean(sheet: Sheet) -> Sheet:
    """Return the sheet with clean cells, characters in private use put right."""
    found = cleaned(sheet.cells)
    real, count = with_real_characters(found.cells) if found.may_be_private else (found.cells, 0)
    return replace(sheet, cells=real, private_use=count, may_be_garbled=found.may_be_garbled)


def inside_of(content: bytes) -> WorkbookParts | WorkbookStream | None:
    """Return the inside of an xlsx or xls workbook; None of anything else, or made oddly."""
    inside: WorkbookParts | WorkbookStream
    try:
        inside = WorkbookParts(content) if content.startswith(_ZIP) else WorkbookStream(content)
        return inside if inside.sheets else None
    except (*DAMAGED, *ODD):
        return None


def _row_numbers(cells: pl.DataFrame) -> pl.Series:
    return pl.Series("row_no", range(1, cells.height + 1), dtype=pl.Int32)


def _excel_sheets(content: bytes, file_name: str, passwords: tuple[str, ...]) -> list[Sheet]:
    try:
        reader = excel_file.open_workbook(content, file_name)
    except Locked:
        content = unlocked(content, file_name, passwords)
        reader = excel_file.open_workbook(content, file_name)
    inside = inside_of(content)
    marks, typed = book_marks(inside), NumberCells(content, inside)
    sheets = []
    for index, name in enumerate(reader.sheet_names):
        marked = marks.sheet(index)
        cells, is_hidden = excel_file.read_sheet(
            reader, index, file_name, has_errors=marked.has_errors
        )

        def numbers(
            positions: Iterable[int], index: int = index, cells: pl.DataFrame = cells
        ) -> dict[int, pl.Series]:
            with excel_file.refusing(file_name):
                return typed.of(index, {at: cells.to_series(at) for at in positions})

        sheet = Sheet(
            name=name,
            is_hidden=is_hidden,
            cells=cells,
            row_no=_row_numbers(cells),
            number_cells=numbers,
            hidden_rows=marked.hidden_rows,
            dates_1904=marks.dates_1904,
        )
        sheets.append(_clean(sheet))
    return sheets
