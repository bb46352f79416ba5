"""A file before it becomes bytes: sheets, columns and the rows that are nobody's.

Belongs here: the words of titles, headers, totals and signatures, row by row.
Does not belong here: formats (``workbooks``, ``texts``), composing one (``books``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.sample.pages import DICTIONARY, OLD_SHEET, Piece, SheetPlan

Row = Sequence[object]
MERGED_KEYS = {"town": ["town_code"], "village": ["town_code", "village_name"]}
"""Columns that are merged down, and what must be the same in the rows of one merged cell."""


@dataclass(frozen=True)
class Book:
    """Everything in a file. ``columns`` hold the cells of all data rows, in file order."""

    sheets: list[SheetPlan]
    titles: list[str]
    headers: list[Row]
    merged_headers: list[tuple[int, int, str]]
    """Group headings of the first header row: first column, last column, words."""
    keys: list[str]
    columns: list[list[object]]
    people: int
    towns: list[str]
    """Name of each row's township, where subtotals name it."""
    merged: dict[int, np.ndarray]
    """Position of a column that is merged down -> which rows begin a merged cell."""
    hidden: np.ndarray
    """Which data rows are filtered away."""
    counts_from_1904: bool = False
    wraps_numbers: bool = False
    numbers: frozenset[str] = field(default=frozenset({"id_no", "household_no", "person_no"}))

    def data(self, start: int, stop: int) -> Iterator[Row]:
        """Yield data rows."""
        yield from zip(*(column[start:stop] for column in self.columns), strict=True)

    def line(self, piece: Piece, turn: int) -> Row:
        """Return the cells of one row that is nobody's; ``turn`` counts its kind on the sheet."""
        kind, start, stop = piece
        if kind == "title":
            return [self.titles[turn]]
        if kind == "header":
            return self.headers[turn % len(self.headers)]
        if kind == "subtotal":
            return [f"{self.towns[start]}小计", None, None, None, None, f"{stop - start}人"]
        if kind == "total":
            return ["合计", None, None, None, None, f"{self.people}人"]
        if kind == "footer":
            return ["单位负责人：", None, None, None, "制表人：", None, None, None, "联系电话："]
        return []

    def lines(self, sheet: SheetPlan) -> Iterator[tuple[int, Piece, Row]]:
        """Yield number (from 1), piece and cells of a sheet's rows; data pieces have no cells."""
        turns: dict[str, int] = {}
        for row, piece in sheet.placed():
            kind = piece[0]
            turn = turns.get(kind, 0)
            turns[kind] = turn + 1
            if kind == "hidden_sheet":
                words = DICTIONARY if sheet.name == "字典" else OLD_SHEET
                yield row, piece, [words[turn]]
            else:
                yield row, piece, [] if kind == "data" else self.line(piece, turn)
