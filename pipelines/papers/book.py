"""重点问题清单.xlsx: the problems for leaders, and on a second sheet the way to December.

Belongs here: sheets, their print layout. Does not belong here: rows (``dashboards.papers``).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter

from dashboards import targets
from dashboards.marts import Marts
from dashboards.papers.pace import pace_table
from dashboards.tables import Cell, Table
from pipelines.papers.document import CREATED

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""What comes from a mart stays text, whatever it begins with."""
A4 = 9
ROWS_OF_A_PAGE, MOST_ROWS = 30, 27
"""Rows that a page holds; of one table under its caption and head."""
_NUMBER = re.compile(r"−?\d{1,3}(,\d{3})*")
_PROBLEM_WIDTHS = (6, 9, 7, 44, 9, 14, 10, 15, 20, 9)
_PACE_WIDTHS = (20, 15, 15, 15, 15, 15, 15, 15)
ROW_HEIGHT, HEAD_HEIGHT, ROOM = 16.5, 32, 6
"""Points; a year's weeks stand on one page."""
WIDE = "\u2e80"
"""From here on a character takes two places."""


def book_bytes(marts: Marts, title: str, author: str) -> bytes:
    """Return the workbook; the same figures give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    book.set_properties({"title": title, "author": author, "created": CREATED})
    looks = _looks(book)
    problems = _sheet(book, "重点问题清单", title, marts, _PROBLEM_WIDTHS, looks)
    table = targets.problem_table(marts, to_fill_in=True)
    end = _write(problems, 2, table, looks, _PROBLEM_WIDTHS, room=ROOM)
    problems.repeat_rows(2)
    problems.fit_to_pages(1, 1)
    problems.freeze_panes(3, 0)
    note = (
        "“责任人”由责任单位填写；排序为逾期、滞后、临近，已销号的在最后。"
        if table.rows
        else "本月没有重点问题。"
    )
    problems.write_string(end + 1, 0, note, looks["note"])
    paces = _sheet(book, "倒排工期", f"倒排工期（{title}附表）", marts, _PACE_WIDTHS, looks)
    row = _titled(paces, 2, pace_table(marts), looks, _PACE_WIDTHS)
    start = row - ROWS_OF_A_PAGE  # what stands above fills its page
    breaks = []
    for table in _by_page(_milestones(marts)):
        if row - start + len(table.rows) > ROWS_OF_A_PAGE:
            breaks.append(row)
            start = row
        row = _titled(paces, row, table, looks, _PACE_WIDTHS)
    paces.set_h_pagebreaks(breaks)
    book.close()
    return buffer.getvalue()


def _milestones(marts: Marts) -> Iterator[Table]:
    for indicator in targets.HEADLINES:
        title = targets.task_title(marts, indicator)
        ways = targets.ways_of_task(marts, indicator)
        yield from targets.milestone_tables(marts, title, ways)


def _by_page(tables: Iterable[Table]) -> Iterator[Table]:
    """Cut a table with more rows than a page holds: the weeks from the first months of a year."""
    for table in tables:
        title = f"{table.caption}各节点应达到的数（按直线推算到12月31日）"
        for first in range(0, len(table.rows), MOST_ROWS):
            rows = table.rows[first : first + MOST_ROWS]
            yield Table(f"{title}{'（续）' if first else ''}", table.columns, rows)


def _looks(book: Any) -> dict[str, Any]:
    song, base = "宋体", {"valign": "vcenter", "text_wrap": True, "border": 1}
    plain = {"font_name": song, "font_size": 11}
    return {
        "title": book.add_format({"font_name": "方正小标宋简体", "font_size": 18, "align": "center",
                                  "valign": "vcenter"}),
        "caption": book.add_format({"font_name": "黑体", "font_size": 12, "valign": "vcenter"}),
        "head": book.add_format({"font_name": "黑体", "font_size": 11, "align": "center",
                                 "bg_color": "#E6E8EB", **base}),
        "text": book.add_format({**plain, **base, "align": "center"}),
        "long": book.add_format({**plain, **base, "align": "left"}),
        "number": book.add_format({**plain, **base, "align": "right", "num_format": "#,##0"}),
        "total": book.add_format({**plain, **base, "align": "right", "num_format": "#,##0",
                                  "bold": True}),
        "blank": book.add_format({**plain, **base, "bg_color": "#FFF2CC"}),
        "note": book.add_format({"font_name": song, "font_size": 10, "font_color": "#595959"}),
    }  # fmt: skip


def _sheet(
    book: Any, name: str, title: str, marts: Marts, widths: Sequence[int], looks: dict[str, Any]
) -> Any:
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    if marts.is_sample:
        sheet.set_header('&C&"黑体,Regular"&12示例数据  不得作为工作依据')
    sheet.set_footer('&C&"宋体,Regular"&12— &P —')
    sheet.merge_range(0, 0, 0, len(widths) - 1, title, looks["title"])
    sheet.set_row(0, 32)
    return sheet


def _titled(
    sheet: Any, row: int, table: Table, looks: dict[str, Any], widths: Sequence[int]
) -> int:
    sheet.write_string(row, 0, table.caption, looks["caption"])
    return _write(sheet, row + 1, table, looks, widths) + 1


def _write(
    sheet: Any,
    row: int,
    table: Table,
    looks: dict[str, Any],
    widths: Sequence[int],
    room: int = 0,
) -> int:
    """Write a table from ``row`` on, with some room in its rows; return the row after it."""
    for column, header in enumerate(table.columns):
        sheet.write_string(row, column, header, looks["head"])
    sheet.set_row(row, HEAD_HEIGHT)
    for number, line in enumerate(table.rows, start=row + 1):
        cells = (Cell(line.header, kind="text"), *line.cells)
        for column, cell in enumerate(cells):
            _cell(sheet, (number, column), cell, looks, is_total=line.is_total)
        sheet.set_row(number, ROW_HEIGHT * _lines(cells, widths) + room)
    return row + 1 + len(table.rows)


def _lines(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Lines that the longest text of a row takes: no program but Excel finds out by itself."""
    return max(
        (_places(cell.text) + width - 1) // width
        for cell, width in zip(cells, widths, strict=False)
        if cell.text
    )


def _places(text: str) -> int:
    return sum(2 if sign >= WIDE else 1 for sign in text)


def _cell(
    sheet: Any, place: tuple[int, int], cell: Cell, looks: dict[str, Any], *, is_total: bool
) -> None:
    if not cell.text:
        sheet.write_blank(*place, None, looks["blank"])
    elif cell.kind == "number" and _NUMBER.fullmatch(cell.text):
        number = int(cell.text.replace(",", "").replace("−", "-"))
        sheet.write_number(*place, number, looks["total" if is_total else "number"])
    else:
        look = cell.kind if cell.kind == "long" else "text"
        sheet.write_string(*place, cell.text, looks[look])
