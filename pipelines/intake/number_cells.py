"""Which cells of one column are numbers: of IDs that Excel took for numbers digits are lost.

Belongs here: asking a workbook for the cell types of a single column, as cheaply as can be.
Everything else is read as text (``excel_file``), which hides what a cell was.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import polars as pl

if TYPE_CHECKING:
    import python_calamine

_BLOCK = 4 << 20
_ZIP = b"PK"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FIRST_COLUMN = re.compile(rb'<c r="A\d+"(?:[^>]*[^/>])?><(?!/)')
_TYPE = re.compile(rb'\bt="(\w+)"')


class NumberCells:
    """The number cells of one workbook."""

    def __init__(self, content: bytes) -> None:
        """Look at nothing yet."""
        self._content = content

    def of(self, index: int, position: int, texts: pl.Series) -> pl.Series | None:
        """Return which cells of the column at ``position`` of a sheet are numbers; None: none is.

        ``texts`` is the column as text, one entry a row of Excel from row 1 on. A sheet of xlsx
        is searched for that column alone; where it is not written as Excel writes it, and in
        other formats, every cell is asked for its type.
        """
        rows = None
        if self._content.startswith(_ZIP):
            rows = _numbers_in_xlsx(self._content, index, position, texts)
        if rows is None:
            rows = self._asked(index, position)
        within = [row for row in rows if row < texts.len()]
        if not within:
            return None
        flags = pl.Series("id_is_number", [False]).new_from_index(0, texts.len())
        return flags.scatter(within, True)

    @cached_property
    def _book(self) -> python_calamine.CalamineWorkbook:
        import python_calamine

        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._content))

    def _asked(self, index: int, position: int) -> list[int]:
        # rows start at Excel's row 1, columns at the used range: as in excel_file.read_sheet
        rows = self._book.get_sheet_by_index(index).iter_rows()
        return [
            at
            for at, row in enumerate(rows)
            if isinstance(row[position], (int, float)) and not isinstance(row[position], bool)
        ]


def _numbers_in_xlsx(
    content: bytes, index: int, position: int, texts: pl.Series
) -> list[int] | None:
    """Return the rows (0-based) of number cells; None when the sheet is written unusually."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = _sheet_part(package, index)
        if part is None:
            return None
        column = re.compile(rb'<c r="' + _letters(position) + rb'(\d+)"((?:[^>]*[^/>])?)><(?!/)')
        found: list[tuple[bytes, bytes]] = []
        starts_at_a = False
        for block in _cells(package, part):
            found += column.findall(block)
            starts_at_a = starts_at_a or _FIRST_COLUMN.search(block) is not None
    # positions count from the first column that holds anything
    if not starts_at_a or len(found) < texts.len() - texts.null_count():
        return None
    kinds = {attributes: _is_number(attributes) for _, attributes in set(found)}
    return [int(row) - 1 for row, attributes in found if kinds[attributes]]


def _sheet_part(package: zipfile.ZipFile, index: int) -> str | None:
    """Return the part of the sheet at ``index``, None when the package is put together oddly."""
    try:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314  # no entities: package_check
        links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = book.findall(f"{_MAIN}sheets/{_MAIN}sheet")
    if index >= len(sheets):
        return None
    target = targets.get(sheets[index].get(_RELATION), "")
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return part if part in package.namelist() else None


def _cells(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the sheet's XML in blocks that never cut a cell's start tag in two."""
    tail = b""
    with package.open(part) as stream:
        while block := stream.read(_BLOCK):
            whole = tail + block
            cut = whole.rfind(b"<c ")
            cut = len(whole) if cut < 0 else cut
            yield whole[:cut]
            tail = whole[cut:]
    yield tail


def _letters(position: int) -> bytes:
    letters = b""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def _is_number(attributes: bytes) -> bool:
    kind = _TYPE.search(attributes)
    return kind is None or kind.group(1) == b"n"
