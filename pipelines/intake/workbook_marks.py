"""What a workbook says about its rows and days beside the cells: hidden rows, days from 1904.

Belongs here: one look through a workbook's own parts (xlsx) and records (xls), without reading
cells. Other formats say nothing here. Does not belong here: reading cells (``excel_file``).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pipelines.intake.package_check import DAMAGED
from pipelines.intake.workbook_parts import WorkbookParts
from pipelines.intake.workbook_stream import WorkbookStream

_HIDDEN, _ERROR = "hidden=", 't="e"'
_ROW = re.compile(r"<(?:\w+:)?row\s[^>]*>", re.ASCII)
_IS_HIDDEN = re.compile(r"\shidden\s*=\s*[\"'](?:1|true)[\"']", re.ASCII)
_ROW_NUMBER = re.compile(r"\sr\s*=\s*[\"'](\d+)[\"']", re.ASCII)

ODD = (LookupError, TypeError, AttributeError, struct.error, ElementTree.ParseError)
"""What damaged parts and records raise beside that."""
_ROW_RECORD = re.compile(rb"\x08\x02\x10\x00(.{16})", re.DOTALL)
_ZERO_HEIGHT = 0x20
_MOST_COLUMNS = 256
_ERROR_RECORDS = (
    re.compile(rb"\x05\x02\x08\x00.{6}.\x01", re.DOTALL),
    re.compile(rb"\x06\x00..(?:.{6})\x02.{5}\xff\xff", re.DOTALL),
)
"""A cell that is an error; a formula whose result is one."""


@dataclass(frozen=True)
class SheetMarks:
    """One sheet, in the order of the book."""

    hidden_rows: frozenset[int] = frozenset()
    """Rows that are hidden or filtered away, as Excel numbers them."""
    has_errors: bool = False
    """Whether a formula may have failed; only then each cell is asked."""


@dataclass(frozen=True)
class BookMarks:
    """A workbook. A sheet that is not listed has no marks."""

    dates_1904: bool = False
    sheets: tuple[SheetMarks, ...] = field(default=())

    def sheet(self, index: int) -> SheetMarks:
        """Return the marks of the sheet at ``index``."""
        return self.sheets[index] if index < len(self.sheets) else SheetMarks()


def book_marks(inside: WorkbookParts | WorkbookStream | None) -> BookMarks:
    """Return what the workbook says; nothing of a format or a fault that is not understood.

    Nothing is refused here: a damaged workbook is the reader's to refuse.
    """
    if inside is None:
        return BookMarks()
    try:
        if isinstance(inside, WorkbookStream):
            found = [_substream_marks(sheet) for sheet in inside.sheets]
        else:
            found = [_part_marks(inside, part) if part else SheetMarks() for part in inside.sheets]
        return BookMarks(inside.counts_from_1904, tuple(found))
    except (*DAMAGED, *ODD):
        return BookMarks()


def _part_marks(parts: WorkbookParts, part: str) -> SheetMarks:
    hidden: set[int] = set()
    has_errors = False
    for texts in parts.texts(part):
        has_errors = has_errors or texts.str.contains(_ERROR, literal=True).any()
        for block in texts.filter(texts.str.contains(_HIDDEN, literal=True)):
            for row in _ROW.findall(block):
                if _IS_HIDDEN.search(row) and (number := _ROW_NUMBER.search(row)):
                    hidden.add(int(number.group(1)))
    return SheetMarks(frozenset(hidden), has_errors)


def _substream_marks(sheet: bytes) -> SheetMarks:
    hidden = set()
    for record in _ROW_RECORD.findall(sheet):
        row, first, last = struct.unpack_from("<HHH", record)
        if record[12] & _ZERO_HEIGHT and first <= last <= _MOST_COLUMNS:
            hidden.add(row + 1)
    return SheetMarks(frozenset(hidden), any(record.search(sheet) for record in _ERROR_RECORDS))
