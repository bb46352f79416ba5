"""Text files and web pages, as query pages and helper scripts make them.

Belongs here: csv in GB18030 and HTML tables. Does not belong here: what is written (``books``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

from pipelines.sample.page import Book, Row


def write_csv(path: Path, book: Book) -> None:
    """Write GB18030 without a byte order mark, as the query page does; empty cells are empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    wrapped = [i for i, key in enumerate(book.keys) if book.wraps_numbers and key in book.numbers]
    for row, is_data in _rows(book):
        cells = ["" if value is None else value for value in row]
        for i in wrapped if is_data else ():
            cells[i] = f'="{cells[i]}"' if cells[i] else ""
        writer.writerow(cells)
    path.write_bytes(text.getvalue().encode("gb18030"))


def write_html(path: Path, book: Book) -> None:
    """Write a web page with one table, as old systems export what they call an Excel file."""
    width = len(book.columns)
    lines = [
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>',
        '<body><table border="1">',
    ]
    for row, is_data in _rows(book):
        if len(row) == 1:
            lines.append(f'<tr><td colspan="{width}">{escape(str(row[0]))}</td></tr>')
            continue
        tag = "td" if is_data else "th"
        cells = "".join(f"<{tag}>{_text(value)}</{tag}>" for value in row)
        lines.append(f"<tr>{cells}</tr>")
    lines.append("</table></body></html>")
    path.write_bytes("\r\n".join(lines).encode("utf-8"))


def _rows(book: Book) -> Iterator[tuple[Row, bool]]:
    for sheet in book.sheets:
        for _, piece, cells in book.lines(sheet):
            if piece[0] == "data":
                yield from ((row, True) for row in book.data(piece[1], piece[2]))
            else:
                yield cells, False


def _text(value: object) -> str:
    return "&nbsp;" if value is None else escape(str(value))
