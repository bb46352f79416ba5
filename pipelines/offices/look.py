"""The look of this room's workbooks: formats, widths and heights for Chinese, A4 landscape.

Belongs here: how a sheet is drawn. Does not belong here: what stands in it.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

_CREATED = datetime(2022, 1, 1)
"""Fixed, so that bytes repeat."""
_A4 = 9
_FONT = "宋体"
_LINE_POINTS = 15
_PADDING_POINTS = 4
_MOST_POINTS = 400  # Excel allows 409
_BASE = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
_CELL = {**_BASE, "border": 1, "border_color": "#8A949E", "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "font_size": 16, "bold": True},
    "line": _BASE,
    "words": {**_BASE, "text_wrap": True},
    "name": {**_CELL, "bold": True, "valign": "top"},
    "cell": {**_CELL, "valign": "top"},
    "header": {**_CELL, "bold": True, "bg_color": "#DCE6F1", "align": "center"},
    "required": {
        **_CELL,
        "bold": True,
        "bg_color": "#FFE08A",
        "font_color": "#7A0C12",
        "align": "center",
    },
    "text": {**_BASE, "num_format": "@"},
    "date": {**_BASE, "num_format": "yyyy-mm-dd"},
    "month": {**_BASE, "num_format": 'yyyy"年"m"月"'},
    "money": {**_BASE, "num_format": "0.##"},
    "integer": {**_BASE, "num_format": "0"},
}


class Book:
    """A workbook in memory; the same content gives the same bytes."""

    def __init__(self, title: str, author: str) -> None:
        self._buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self.book = xlsxwriter.Workbook(self._buffer, options)
        self.book.set_properties({"title": title, "author": author, "created": _CREATED})
        self.styles = {name: self.book.add_format(look) for name, look in _STYLES.items()}

    def sheet(self, name: str) -> Any:
        """Add a sheet."""
        return self.book.add_worksheet(name)

    def content(self) -> bytes:
        """Close the workbook and return its bytes."""
        self.book.close()
        return self._buffer.getvalue()


def text_width(text: str) -> int:
    """Return the width in characters of a sheet: a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def height(texts: Iterable[str], widths: Iterable[int]) -> int:
    """Return the points that a row needs; LibreOffice and WPS do not grow it by themselves."""
    lines = max(
        sum(max(1, -(-text_width(line) // (width - 1))) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(_LINE_POINTS * lines + _PADDING_POINTS, _MOST_POINTS)


def write_table(
    book: Book,
    sheet: Any,
    first_row: int,
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
) -> None:
    """Write a table with its header; every cell as text, every row tall enough."""
    for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(first_row, column, title, book.styles["header"])
    at = first_row
    for at, row in enumerate(rows, start=first_row + 1):
        for column, text in enumerate(row):
            sheet.write_string(at, column, text, book.styles["cell" if column else "name"])
        sheet.set_row(at, height(row, widths))
    sheet.freeze_panes(first_row + 1, 1)
    sheet.autofilter(first_row, 0, at, len(titles) - 1)
    set_page(sheet, pages_wide=1, header_row=first_row)


def set_page(
    sheet: Any, *, pages_wide: int, header_row: int | None = None, warning: str = "&A"
) -> None:
    """Print on A4 landscape; ``header_row`` and ``warning`` (else the sheet's name) repeat."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_footer(f"&L{warning}&R第 &P 页，共 &N 页")
    if header_row is not None:
        sheet.repeat_rows(header_row)
