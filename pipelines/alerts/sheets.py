"""The look of the workbook: formats, page set-up, and rows whose text fits.

Belongs here: how one sheet is drawn. Every text goes through ``write_string``, so that a cell that
begins with ``=`` stays text. Does not belong here: what stands in the sheets (``workbook``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.alerts.render import text_width

_A4 = 9
_FONT = "宋体"
_LINE_POINTS = 15
_PADDING_POINTS = 4
_MOST_POINTS = 400  # Excel allows 409
_TITLE_SIZE = 14
_TITLE_POINTS = 24


def make_styles(book: Any) -> dict[str, Any]:
    """Register the cell formats of a workbook, by name."""
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True}
    cell = {**base, "border": 1, "border_color": "#8A949E"}
    return {
        "title": book.add_format(
            {**base, "font_size": _TITLE_SIZE, "bold": True, "text_wrap": False}
        ),
        "mark": book.add_format(
            {**base, "bold": True, "font_color": "#9C1C12", "text_wrap": False}
        ),
        "plain": book.add_format(base),
        "line": book.add_format({**base, "text_wrap": False}),
        "header": book.add_format(
            {**cell, "bold": True, "bg_color": "#DCE6F1", "align": "center", "valign": "vcenter"}
        ),
        "cell": book.add_format(cell),
        "number": book.add_format({**cell, "num_format": "#,##0", "align": "center"}),
        "row_no": book.add_format({**cell, "num_format": "0", "align": "center"}),
        "middle": book.add_format({**cell, "align": "center"}),
        "to_fill": book.add_format({**cell, "bg_color": "#FFF9DB", "locked": False}),
    }


def set_page(sheet: Any, header_row: int | None = None) -> None:
    """Print on A4 landscape, one page wide; ``header_row`` repeats on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L内部资料，不含完整身份证号，请勿转发到微信、QQ群&R第 &P 页，共 &N 页")
    if header_row is not None:
        sheet.repeat_rows(header_row)


def row_height(texts: Iterable[str], widths: Iterable[int]) -> int:
    """Points that a row needs; LibreOffice and WPS do not grow it by themselves."""
    pairs = zip(texts, widths, strict=True)
    lines = max(_lines(text, width - 1) for text, width in pairs)
    return min(_LINE_POINTS * lines + _PADDING_POINTS, _MOST_POINTS)


def _lines(text: str, width: int) -> int:
    return sum(max(1, -(-text_width(line) // width)) for line in text.split("\n"))


def write_row(
    sheet: Any,
    row: int,
    values: Sequence[str | int],
    styles: dict[str, Any],
    widths: Sequence[int],
) -> None:
    """Write one row of a table, numbers as numbers, tall enough for its longest text."""
    for column, value in enumerate(values):
        if isinstance(value, int):
            sheet.write_number(row, column, value, styles["number"])
        else:
            sheet.write_string(row, column, value, styles["cell"])
    sheet.set_row(row, row_height(map(str, values), widths[: len(values)]))


def write_header(
    sheet: Any, row: int, titles: Sequence[str], styles: dict[str, Any], widths: Sequence[int]
) -> None:
    """Write the header of a table."""
    for column, title in enumerate(titles):
        sheet.write_string(row, column, title, styles["header"])
    sheet.set_row(row, row_height(titles, widths[: len(titles)]))


def write_title(sheet: Any, title: str, styles: dict[str, Any]) -> None:
    """Write the sheet's title into its first row."""
    sheet.write_string(0, 0, title, styles["title"])
    sheet.set_row(0, _TITLE_POINTS)


def set_widths(sheet: Any, widths: Sequence[int]) -> None:
    """Set the columns' widths in characters; a Chinese one takes two."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
