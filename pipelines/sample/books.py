"""Writes one delivery as the file an office would hand in.

Belongs here: xlsx, xls and csv with their titles, two-level headers, split sheets and footers.
The same delivery gives the same bytes. Does not belong here: the cells (``render``).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.months import month_label
from pipelines.sample.city import City
from pipelines.sample.delivery import DICTIONARY, Delivery, rows_per_sheet, sheet_count
from pipelines.sample.headers import COLUMNS, OTHER_WORDING, Column
from pipelines.sample.render import Cells, Renderer

CREATED = dt.datetime(2021, 1, 1)
"""Workbooks carry a date of creation; a real clock would change the bytes."""
MERGED_TITLE_COLUMNS = 26
Row = Sequence[object]


@dataclass(frozen=True)
class Book:
    """A file before it becomes bytes: rows above the data, columns, rows below."""

    titles: list[str]
    headers: list[Row]
    merged_headers: list[tuple[int, int, str]]
    """Group headings of the first header row: first column, last column, words."""
    columns: list[Cells]
    footers: list[Row]
    rows_per_sheet: int
    sheets: int
    has_dictionary: bool

    def blocks(self) -> Iterator[tuple[str, Iterator[Row], bool]]:
        """Yield the name, the data rows and whether it is the last, sheet by sheet."""
        for index in range(self.sheets):
            start = index * self.rows_per_sheet
            parts = [column[start : start + self.rows_per_sheet] for column in self.columns]
            name = "Sheet1" if index == 0 else f"Sheet1({index + 1})"
            yield name, zip(*parts, strict=True), index == self.sheets - 1


def write_delivery(
    delivery: Delivery, people: pl.DataFrame, city: City, scale: float, inbox: Path
) -> Path:
    """Write the file into ``inbox`` and return its path; existing files are replaced whole."""
    book = compose(delivery, people, city, scale)
    path = inbox / delivery.path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    {"xlsx": _write_xlsx, "xls": _write_xls, "csv": _write_csv}[delivery.format](part, book)
    os.utime(part, (delivery.received, delivery.received))
    part.replace(path)
    return path


def compose(delivery: Delivery, people: pl.DataFrame, city: City, scale: float) -> Book:
    """Return the delivery's rows and cells as they will stand in the file."""
    use_other = delivery.content_county in OTHER_WORDING[delivery.table]
    columns = [c for c in COLUMNS[delivery.table] if c.key != (delivery.missing_header or None)]
    renderer = Renderer(delivery, people, city)
    is_labour = delivery.table == "T-H1"
    leaf: Row = [column.text(use_other) for column in columns]
    return Book(
        titles=_titles(delivery, city),
        headers=_two_levels(columns, leaf) if is_labour else [leaf],
        merged_headers=_groups(columns) if is_labour else [],
        columns=[renderer.cells(column.key) for column in columns],
        footers=_footers(delivery.frame.height) if is_labour else [],
        rows_per_sheet=rows_per_sheet(delivery.format, delivery.table, scale),
        sheets=sheet_count(delivery, scale),
        has_dictionary=is_labour,
    )


def _titles(delivery: Delivery, city: City) -> list[str]:
    if not delivery.has_title:
        return []
    name = next(c.name for c in city.counties if c.code == delivery.content_county)
    month = month_label(delivery.content_month)
    if delivery.table == "T-H1":
        return [
            f"{name}农村劳动力转移就业实名制台账",
            f"填报单位（盖章）：{name}就业服务局    填报时间：{month}    单位：人、元",
        ]
    title = {"T-N1": "（自定义）监测对象信息", "T-N2": "（务工月监测）已外出务工信息"}
    padded = f"{delivery.content_month[:4]}年{delivery.content_month[5:]}月"
    return [
        title[delivery.table],
        f"导出条件：行政区划：吉林省白山市{name}；统计月份：{padded}",
    ]


def _two_levels(columns: list[Column], leaf: Row) -> list[Row]:
    """Put the group heading over its first column; a column without a group stands alone."""
    upper: list[object] = [None] * len(columns)
    lower = list(leaf)
    for i, column in enumerate(columns):
        if not column.group:
            upper[i], lower[i] = leaf[i], None
    return [upper, lower]


def _groups(columns: list[Column]) -> list[tuple[int, int, str]]:
    groups: dict[str, list[int]] = {}
    for i, column in enumerate(columns):
        if column.group:
            groups.setdefault(column.group, []).append(i)
    return [(places[0], places[-1], group) for group, places in groups.items()]


def _footers(people: int) -> list[Row]:
    return [
        ["合计", None, None, None, None, f"{people}人"],
        [],
        ["单位负责人：", None, None, None, "制表人：", None, None, None, "联系电话："],
    ]


def _write_xlsx(path: Path, book: Book) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": CREATED})
        centred = workbook.add_format({"align": "center", "bold": True})
        for name, rows, is_last in book.blocks():
            sheet = workbook.add_worksheet(name)
            row = _xlsx_top(sheet, book, centred)
            for values in rows:
                _xlsx_row(sheet, row, values)
                row += 1
            for values in book.footers if is_last else ():
                _xlsx_row(sheet, row, values)
                row += 1
        if book.has_dictionary:
            hidden = workbook.add_worksheet("字典")
            hidden.hide()
            for row, word in enumerate(DICTIONARY):
                hidden.write_string(row, 0, word)


def _xlsx_top(sheet: Any, book: Book, centred: Any) -> int:
    """Write titles and headers in row order, as constant memory needs; return the next row."""
    row = 0
    for title in book.titles:
        sheet.merge_range(row, 0, row, MERGED_TITLE_COLUMNS - 1, title, centred)
        row += 1
    for index, header in enumerate(book.headers):
        _xlsx_row(sheet, row, header)
        for first, last, words in book.merged_headers if index == 0 else ():
            sheet.merge_range(row, first, row, last, words, centred)
        row += 1
    return row


def _xlsx_row(sheet: Any, row: int, values: Row) -> None:
    for column, value in enumerate(values):
        if value is None:
            continue
        if type(value) is str:
            sheet.write_string(row, column, value)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day))
        else:
            sheet.write_number(row, column, value)


def _write_xls(path: Path, book: Book) -> None:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, rows, is_last in book.blocks():
        sheet = workbook.add_sheet(name)
        row = _xls_top(sheet, book, dated)
        for values in rows:
            _xls_row(sheet, row, values, dated)
            row += 1
        for values in book.footers if is_last else ():
            _xls_row(sheet, row, values, dated)
            row += 1
    hidden = workbook.add_sheet("字典")
    hidden.visibility = 1
    for row, word in enumerate(DICTIONARY):
        hidden.write(row, 0, word)
    workbook.save(str(path))


def _xls_top(sheet: Any, book: Book, dated: Any) -> int:
    row = 0
    for title in book.titles:
        sheet.write_merge(row, row, 0, MERGED_TITLE_COLUMNS - 1, title)
        row += 1
    for index, header in enumerate(book.headers):
        _xls_row(sheet, row, header, dated)
        for first, last, words in book.merged_headers if index == 0 else ():
            sheet.write_merge(row, row, first, last, words)
        row += 1
    return row


def _xls_row(sheet: Any, row: int, values: Row, dated: Any) -> None:
    for column, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, dt.date):
            sheet.write(row, column, value, dated)
        else:
            sheet.write(row, column, value)


def _write_csv(path: Path, book: Book) -> None:
    """Write GBK without a byte order mark, as the query page does; empty cells are empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(book.headers)
    for _, rows, _ in book.blocks():
        writer.writerows(["" if value is None else value for value in row] for row in rows)
    path.write_bytes(text.getvalue().encode("gbk"))
