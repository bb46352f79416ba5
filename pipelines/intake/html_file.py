"""Web pages named .xls, as older systems export them: the page's tables become sheets.

Belongs here: outermost tables, cells spanning rows and columns, nested markup. Does not belong
here: encodings (``text_file``), what the cells mean.
"""

from __future__ import annotations

from html.parser import HTMLParser

import polars as pl

from pipelines.intake import limits
from pipelines.intake.errors import UNREADABLE, Refusal
from pipelines.intake.strangers import AGAIN
from pipelines.intake.text_file import frame_of, too_wide

Rows = list[list[str | None]]


def is_page(text: str) -> bool:
    """Return whether the text is markup."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "<"


def read_tables(text: str, file_name: str) -> list[pl.DataFrame]:
    """Return the cells of every outermost table that has rows (columns ``c0``…).

    A cell over several rows or columns stands in the first of them, as Excel shows it.

    Raises:
        Refusal: the page has no table, ends inside one, or has too many columns.
    """
    parser = _Tables()
    parser.feed(text)
    parser.close()
    if parser.is_too_wide:
        raise too_wide(file_name)
    if parser.is_open:
        raise Refusal(
            UNREADABLE,
            f"文件“{file_name}”是网页（HTML）表格，但没有到结尾就断了（可能没有下载完）。{AGAIN}",
        )
    tables = [rows for rows in parser.tables if rows]
    if not tables:
        raise Refusal(
            UNREADABLE,
            f"文件“{file_name}”其实是网页（HTML/XML），里面没有表格。"
            "可能是登录已过期，导出的是提示页。请重新登录系统，导出为 xlsx 格式后放入收件目录。",
        )
    return [frame_of(rows) for rows in tables]


class _Tables(HTMLParser):
    """Collects rows. ``tables`` has a list of rows per outermost table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Rows] = []
        self.is_too_wide = False
        self._depth = 0
        self._row: list[str | None] | None = None
        self._cell: list[str] | None = None
        self._covered: dict[int, int] = {}
        self._starting: dict[int, int] = {}
        self._columns, self._rows = 1, 1

    @property
    def is_open(self) -> bool:
        return self._depth > 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and tag == "tr":
            self._end_row()
            self._row = []
        elif self._depth == 1 and tag in ("td", "th"):
            self._start_cell(dict(attrs))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_row()
                self._covered = {}
            self._depth -= 1
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if self._row is None:
            self._row = []
        self._cell = []
        self._columns = _span(attributes.get("colspan"))
        self._rows = _span(attributes.get("rowspan"))

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        self._skip_spanned()
        at, text = len(self._row), "".join(self._cell)
        self._cell = None
        if at + self._columns > limits.MAX_COLUMNS:
            self.is_too_wide = True
            return
        self._row += [text, *[None] * (self._columns - 1)]
        if self._rows > 1:
            columns = range(at, at + self._columns)
            self._starting |= dict.fromkeys(columns, self._rows - 1)

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is None:
            return
        self._skip_spanned()
        self.tables[-1].append(self._row)
        left = {at: rows - 1 for at, rows in self._covered.items() if rows > 1}
        self._covered, self._starting = left | self._starting, {}
        self._row = None

    def _skip_spanned(self) -> None:
        """Leave empty what a cell of an earlier row covers."""
        while self._row is not None and len(self._row) in self._covered:
            self._row.append(None)


def _span(text: str | None) -> int:
    digits = (text or "").strip()
    if not digits.isascii() or not digits.isdigit():
        return 1
    return max(1, min(int(digits[:6]), limits.MAX_HTML_SPAN))
