"""The records of an xls workbook: its days, and where each sheet's records are.

Belongs here: the stream in the OLE file, cut into sheets. Does not belong here: what is looked for
in them (``workbook_marks``, ``number_cells``); the parts of an xlsx package (``workbook_parts``).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

_STREAMS = ("Workbook", "Book")
_DATE_MODE, _BOUND_SHEET, _END = 0x22, 0x85, 0x0A


class WorkbookStream:
    """One workbook's records."""

    def __init__(self, content: bytes) -> None:
        """Find the stream; a damaged file raises whatever its reader raises."""
        stream = _stream(content)
        self.counts_from_1904 = False
        """Whether day numbers count from 1904."""
        starts: list[int] = []
        for kind, data in _global_records(stream):
            if kind == _DATE_MODE:
                self.counts_from_1904 = data[:2] == b"\x01\x00"
            elif kind == _BOUND_SHEET:
                starts.append(struct.unpack_from("<I", data)[0])
        in_order = sorted(starts)
        ends = dict(zip(in_order, [*in_order[1:], len(stream)], strict=True))
        self.sheets = tuple(stream[start : ends[start]] for start in starts)
        """The records of each sheet, in the order of the book."""


def _stream(content: bytes) -> bytes:
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(io.BytesIO(content)) as document:
        for name in _STREAMS:
            if document.exists(name):
                return bytes(document.openstream(name).read())
    return b""


def _global_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records before the first sheet."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
