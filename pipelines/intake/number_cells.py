"""Which cells of a few columns are numbers: of IDs that Excel took for numbers digits are lost.

Belongs here: asking a workbook for the cell types of a few columns, as cheaply as can be.
Everything else is read as text (``excel_file``), which hides what a cell was.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from pipelines.intake.number_records import numbers_in_xls
from pipelines.intake.package_check import DAMAGED
from pipelines.intake.workbook_parts import WorkbookParts
from pipelines.intake.workbook_stream import WorkbookStream

if TYPE_CHECKING:
    import python_calamine

_FIRST_COLUMN = re.compile(rb'<c r="A\d+"(?:[^>]*[^/>])?><(?!/)')
_TYPE = re.compile(rb'\bt="(\w+)"')


class NumberCells:
    """The number cells of one workbook."""

    def __init__(self, content: bytes, inside: WorkbookParts | WorkbookStream | None) -> None:
        """Look at nothing yet."""
        self._content = content
        self._inside = inside

    def of(self, index: int, columns: dict[int, pl.Series]) -> dict[int, pl.Series]:
        """Return which cells of ``columns`` of a sheet are numbers, for those that have any.

        ``columns`` by position, as text, one entry a row of Excel from row 1 on. A sheet of xlsx
        is searched for those columns alone, one of xls for the texts alone that a number may
        have left; where it is not written as Excel writes it, and in other formats, every cell
        is asked for its type.
        """
        if not columns:
            return {}
        rows = None
        if isinstance(self._inside, WorkbookStream):
            rows = numbers_in_xls(self._inside, index, columns)
        elif self._inside is not None:
            with suppress(*DAMAGED):  # then the reader has its say
                rows = _numbers_in_xlsx(self._inside, index, columns)
        if rows is None:
            rows = self._asked(index, list(columns))
        found = {}
        for position, texts in columns.items():
            within = [row for row in rows[position] if row < texts.len()]
            if within:
                flags = pl.Series("is_number", [False]).new_from_index(0, texts.len())
                found[position] = flags.scatter(within, True)
        return found

    @cached_property
    def _book(self) -> python_calamine.CalamineWorkbook:
        import python_calamine

        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._content))

    def _asked(self, index: int, positions: list[int]) -> dict[int, list[int]]:
        # rows start at Excel's row 1, columns at the used range: as in excel_file.read_sheet
        found: dict[int, list[int]] = {position: [] for position in positions}
        for at, row in enumerate(self._book.get_sheet_by_index(index).iter_rows()):
            for position, rows in found.items():
                cell = row[position] if position < len(row) else None
                if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                    rows.append(at)
        return found


def _numbers_in_xlsx(
    parts: WorkbookParts, index: int, columns: dict[int, pl.Series]
) -> dict[int, list[int]] | None:
    """Return the rows (0-based) of number cells; None when the sheet is written unusually."""
    part = parts.sheets[index] if index < len(parts.sheets) else None
    if part is None:
        return None
    of_letters = {_letters(position): position for position in columns}
    cell = re.compile(rb'<c r="(' + b"|".join(of_letters) + rb')(\d+)"((?:[^>]*[^/>])?)><(?!/)')
    found: list[tuple[bytes, bytes, bytes]] = []
    starts_at_a = False
    for block in parts.blocks(part):
        found += cell.findall(block)
        starts_at_a = starts_at_a or _FIRST_COLUMN.search(block) is not None
    # positions count from the first column that holds anything
    written = Counter(letters for letters, _, _ in found)
    if not starts_at_a or any(
        written[letters] < columns[position].len() - columns[position].null_count()
        for letters, position in of_letters.items()
    ):
        return None
    kinds = {attributes: _is_number(attributes) for attributes in {a for _, _, a in found}}
    numbers: dict[int, list[int]] = {position: [] for position in columns}
    for letters, row, attributes in found:
        if kinds[attributes]:
            numbers[of_letters[letters]].append(int(row) - 1)
    return numbers


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
