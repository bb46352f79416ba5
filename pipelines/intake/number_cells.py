"""Which cells of a few columns are numbers: of IDs that Excel took for numbers digits are lost.

Belongs here: asking a workbook for the cell types of a few columns, as cheaply as can be.
Everything else is read as text (``excel_file``), which hides what a cell was.
"""

from __future__ import annotations

import io
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

_CELL = '<c r="%s[0-9]+"(?:[^>]*[^/>])?><[^/]'
"""The beginning of a cell that holds anything, in the column of those letters."""
_TEXTS = (' t="s"', ' t="inlineStr"', ' t="str"')
"""Most cells of most columns, told without a regular expression."""
_ROW, _TYPE = '^<c r="[A-Z]+([0-9]+)"', r'(?-u:\b)t="([0-9A-Za-z_]+)"'


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
    written = dict.fromkeys(columns, 0)
    numbers: dict[int, list[int]] = {position: [] for position in columns}
    starts_at_a = False
    for texts in parts.texts(part):
        starts_at_a = starts_at_a or texts.str.contains(_CELL % "A").any()
        for position in columns:
            # not kept: what Polars extracts takes far more room than it fills
            found = _beginnings(texts, position)
            written[position] += found.height
            numbers[position] += _rows_of_numbers(found)
    # positions count from the first column that holds anything
    if not starts_at_a or any(
        written[position] < texts.len() - texts.null_count() for position, texts in columns.items()
    ):
        return None
    return numbers


def _beginnings(texts: pl.Series, position: int) -> pl.DataFrame:
    """Return the beginnings of the cells of a column that hold anything."""
    cell = _CELL % _letters(position)
    return (
        texts.alias("cell")
        .to_frame()
        .select(pl.col("cell").str.extract_all(cell).explode().drop_nulls())
    )


def _rows_of_numbers(cells: pl.DataFrame) -> list[int]:
    """Return the rows (0-based) of those of the cells' beginnings that say a number follows."""
    others = cells["cell"]
    for word in _TEXTS:
        if others.len():
            others = others.filter(~others.str.contains(word, literal=True))
    if not others.len():
        return []
    kind, row = pl.col("cell").str.extract(_TYPE), pl.col("cell").str.extract(_ROW)
    rows = others.to_frame().select(
        row.cast(pl.Int64, strict=False).filter(kind.is_null() | (kind == "n")) - 1
    )
    return rows.to_series().drop_nulls().to_list()


def _letters(position: int) -> str:
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
