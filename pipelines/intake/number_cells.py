"""Which cells of one column are numbers: of IDs that Excel took for numbers digits are lost.

Belongs here: asking a workbook for the cell types of a single column, as cheaply as can be.
Everything else is read as text (``excel_file``), which hides what a cell was.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from pipelines.intake.package_check import DAMAGED
from pipelines.intake.workbook_parts import WorkbookParts

if TYPE_CHECKING:
    import python_calamine

_FIRST_COLUMN = re.compile(rb'<c r="A\d+"(?:[^>]*[^/>])?><(?!/)')
_TYPE = re.compile(rb'\bt="(\w+)"')


class NumberCells:
    """The number cells of one workbook."""

    def __init__(self, content: bytes, parts: WorkbookParts | None) -> None:
        """Look at nothing yet; ``parts`` are those of an xlsx package."""
        self._content = content
        self._parts = parts

    def of(self, index: int, position: int, texts: pl.Series) -> pl.Series | None:
        """Return which cells of the column at ``position`` of a sheet are numbers; None: none is.

        ``texts`` is the column as text, one entry a row of Excel from row 1 on. A sheet of xlsx
        is searched for that column alone; where it is not written as Excel writes it, and in
        other formats, every cell is asked for its type.
        """
        rows = None
        if self._parts is not None:
            with suppress(*DAMAGED):  # then the reader has its say
                rows = _numbers_in_xlsx(self._parts, index, position, texts)
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
            if position < len(row)
            and isinstance(row[position], (int, float))
            and not isinstance(row[position], bool)
        ]


def _numbers_in_xlsx(
    parts: WorkbookParts, index: int, position: int, texts: pl.Series
) -> list[int] | None:
    """Return the rows (0-based) of number cells; None when the sheet is written unusually."""
    part = parts.sheets[index] if index < len(parts.sheets) else None
    if part is None:
        return None
    column = re.compile(rb'<c r="' + _letters(position) + rb'(\d+)"((?:[^>]*[^/>])?)><(?!/)')
    found: list[tuple[bytes, bytes]] = []
    starts_at_a = False
    for block in _joined_values(parts.blocks(part)):
        found += column.findall(block)
        starts_at_a = starts_at_a or _FIRST_COLUMN.search(block) is not None
    # positions count from the first column that holds anything
    if not starts_at_a or len(found) < texts.len() - texts.null_count():
        return None
    kinds = {attributes: _is_number(attributes) for attributes in {a for _, a in found}}
    return [int(row) - 1 for row, attributes in found if kinds[attributes]]


def _joined_values(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks, none of which ends between a cell's tag and its value's."""
    tail = b""
    for block in blocks:
        whole = tail + block if tail else block
        cut = whole.rfind(b"<c ")
        last = cut if cut >= 0 else len(whole)
        if last == 0:
            tail = whole
            continue
        yield whole[:last]
        tail = whole[last:]
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
