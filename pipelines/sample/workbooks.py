"""Excel files, new and old: cells, merged cells, hidden rows and sheets, error cells.

Belongs here: how xlsx and xls are written. Does not belong here: what is written (``books``).
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.sample.dirt import ERROR_CELL
from pipelines.sample.page import Book, Row
from pipelines.sample.pages import Piece

CREATED = dt.datetime(2021, 1, 1)
"""Workbooks carry a date of creation; a real clock would change the bytes."""
MERGED_TITLE_COLUMNS = 26
_ERROR = ERROR_CELL.removeprefix("\0")
_ERROR_CODE = 0x2A
"""The number of ``#N/A`` in the old format."""


def write_xlsx(path: Path, book: Book) -> None:
    """Write an xlsx workbook, row by row."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "default_date_format": "yyyy-mm-dd",
        "date_1904": book.counts_from_1904,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": CREATED})
        centred = workbook.add_format({"align": "center", "bold": True})
        for plan in book.sheets:
            sheet = workbook.add_worksheet(plan.name)
            if plan.is_hidden:
                sheet.hide()
            headers = 0
            for row, piece, cells in book.lines(plan):
                if piece[0] == "data":
                    _xlsx_data(sheet, book, row - 1, piece)
                elif piece[0] == "title":
                    sheet.merge_range(
                        row - 1, 0, row - 1, MERGED_TITLE_COLUMNS - 1, cells[0], centred
                    )
                else:
                    _xlsx_row(sheet, row - 1, cells)
                    if piece[0] == "header" and headers % len(book.headers) == 0:
                        for first, last, words in book.merged_headers:
                            sheet.merge_range(row - 1, first, row - 1, last, words, centred)
                    headers += piece[0] == "header"


def _xlsx_data(sheet: Any, book: Book, row: int, piece: Piece) -> None:
    _, start, stop = piece
    hidden = book.hidden
    if hidden.any():
        sheet.autofilter(row - 1, 0, row + stop - start - 1, len(book.columns) - 1)
    for index, values in enumerate(book.data(start, stop), start):
        if hidden[index]:
            sheet.set_row(row, None, None, {"hidden": True})
        _xlsx_row(sheet, row, values)
        row += 1


def _xlsx_row(sheet: Any, row: int, values: Row) -> None:
    for column, value in enumerate(values):
        if value is None:
            continue
        if type(value) is str:
            if value == ERROR_CELL:
                sheet.write_formula(row, column, "=NA()", None, _ERROR)
            else:
                sheet.write_string(row, column, value)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day))
        else:
            sheet.write_number(row, column, value)


def write_xls(path: Path, book: Book) -> None:
    """Write a workbook of the old format."""
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for plan in book.sheets:
        sheet = workbook.add_sheet(plan.name)
        if plan.is_hidden:
            sheet.visibility = 1
        headers = 0
        for row, piece, cells in book.lines(plan):
            if piece[0] == "data":
                _xls_data(sheet, book, row - 1, piece, dated)
            elif piece[0] == "title":
                sheet.write_merge(row - 1, row - 1, 0, MERGED_TITLE_COLUMNS - 1, cells[0])
            else:
                _xls_row(sheet, row - 1, cells, dated)
                if piece[0] == "header" and headers % len(book.headers) == 0:
                    for first, last, words in book.merged_headers:
                        sheet.write_merge(row - 1, row - 1, first, last, words)
                headers += piece[0] == "header"
    workbook.save(str(path))


def _xls_data(sheet: Any, book: Book, row: int, piece: Piece, dated: Any) -> None:
    _, start, stop = piece
    for offset, values in enumerate(book.data(start, stop)):
        cells = list(values)
        for column, begins in book.merged.items():
            if offset and not begins[start + offset]:
                cells[column] = None
        _xls_row(sheet, row + offset, cells, dated)
    for column, begins in book.merged.items():
        first = np.flatnonzero(begins[start:stop])
        edges = sorted({0, *first.tolist(), stop - start})
        for top, below in pairwise(edges):
            if below - top > 1:
                sheet.merge(row + top, row + below - 1, column, column)


def _xls_row(sheet: Any, row: int, values: Row, dated: Any) -> None:
    for column, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, dt.date):
            sheet.write(row, column, value, dated)
        elif value == ERROR_CELL:
            sheet.row(row).set_cell_error(column, _ERROR_CODE)
        else:
            sheet.write(row, column, value)
