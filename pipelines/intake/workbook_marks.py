"""What a workbook says about its rows and days beside the cells: hidden rows, days from 1904.

Belongs here: one look through a workbook's own parts (xlsx) and records (xls), without reading
cells. Other formats say nothing here. Does not belong here: reading cells (``excel_file``).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pipelines.intake.package_check import DAMAGED
from pipelines.intake.workbook_parts import WorkbookParts

_OLE = b"\xd0\xcf\x11\xe0"
_HIDDEN, _ERROR = b"hidden=", b't="e"'
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_IS_HIDDEN = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true)[\"']")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d+)[\"']")

_ODD = (LookupError, TypeError, AttributeError, struct.error, ElementTree.ParseError)
"""What damaged parts and records raise beside that."""
_STREAMS = ("Workbook", "Book")
_DATE_MODE, _BOUND_SHEET, _END = 0x22, 0x85, 0x0A
_ROW_RECORD = re.compile(rb"\x08\x02\x10\x00(.{16})", re.DOTALL)
_ZERO_HEIGHT = 0x20
_MOST_COLUMNS = 256
_ERROR_RECORD = re.compile(
    rb"\x05\x02\x08\x00.{6}.\x01|\x06\x00..(?:.{6})\x02.{5}\xff\xff", re.DOTALL
)
"""A cell that is an error, or a formula whose result is one."""


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


def book_marks(content: bytes, parts: WorkbookParts | None) -> BookMarks:
    """Return what the workbook says; nothing of a format or a fault that is not understood.

    ``parts`` are those of an xlsx package. Nothing is refused here: a damaged workbook is the
    reader's to refuse.
    """
    try:
        if parts is not None:
            found = [_part_marks(parts, part) if part else SheetMarks() for part in parts.sheets]
            return BookMarks(parts.counts_from_1904, tuple(found))
        if content.startswith(_OLE):
            return _stream_marks(_book_stream(content))
    except (*DAMAGED, *_ODD):
        pass
    return BookMarks()


def _part_marks(parts: WorkbookParts, part: str) -> SheetMarks:
    hidden: set[int] = set()
    has_errors = False
    for block in parts.blocks(part):
        has_errors = has_errors or _ERROR in block
        if _HIDDEN in block:
            for row in _ROW.findall(block):
                if _IS_HIDDEN.search(row) and (number := _ROW_NUMBER.search(row)):
                    hidden.add(int(number.group(1)))
    return SheetMarks(frozenset(hidden), has_errors)


def _book_stream(content: bytes) -> bytes:
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(io.BytesIO(content)) as document:
        for name in _STREAMS:
            if document.exists(name):
                return bytes(document.openstream(name).read())
    return b""


def _stream_marks(stream: bytes) -> BookMarks:
    dates_1904 = False
    starts: list[int] = []
    for kind, data in _global_records(stream):
        if kind == _DATE_MODE:
            dates_1904 = data[:2] == b"\x01\x00"
        elif kind == _BOUND_SHEET:
            starts.append(struct.unpack_from("<I", data)[0])
    in_order = sorted(starts)
    ends = dict(zip(in_order, [*in_order[1:], len(stream)], strict=True))
    return BookMarks(
        dates_1904, tuple(_substream_marks(stream[start : ends[start]]) for start in starts)
    )


def _global_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records before the first sheet."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _substream_marks(sheet: bytes) -> SheetMarks:
    hidden = set()
    for record in _ROW_RECORD.findall(sheet):
        row, first, last = struct.unpack_from("<HHH", record)
        if record[12] & _ZERO_HEIGHT and first <= last <= _MOST_COLUMNS:
            hidden.add(row + 1)
    return SheetMarks(frozenset(hidden), _ERROR_RECORD.search(sheet) is not None)
