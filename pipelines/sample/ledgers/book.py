"""Writes one ledger as the file an office would hand in.

Belongs here: headers, titles and the order of columns. The same ledger gives the same bytes.
Does not belong here: the cells (``cells``), the formats (``workbooks``, ``texts``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.months import month_label
from pipelines.sample.ledgers.cells import Cells, cells_of, identity_cells, with_error
from pipelines.sample.ledgers.columns import (
    COUNTY_HEADERS,
    TABLES,
    TOWN_HEADERS,
    VILLAGE_HEADERS,
)
from pipelines.sample.ledgers.habits import NEW_HEADER
from pipelines.sample.ledgers.ledger import DICTIONARY, Ledger
from pipelines.sample.ledgers.shapes import LedgerColumn
from pipelines.sample.page import Book, Row
from pipelines.sample.pages import Piece, SheetPlan
from pipelines.sample.texts import write_csv
from pipelines.sample.workbooks import write_xls, write_xlsx

_WHO_GROUP, _WHAT_GROUP = "人员信息", "办理情况"


@dataclass(frozen=True)
class LedgerBook(Book):
    """A book whose words below the rows fit any width."""

    def line(self, piece: Piece, turn: int) -> Row:
        """Return the cells of one row that is nobody's."""
        width = len(self.columns)
        if piece[0] == "total":
            return ["合计", None, f"{self.people}"][:width]
        if piece[0] == "footer":
            return ["单位负责人：", None, "制表人：", None, "联系电话："][:width]
        return super().line(piece, turn)

    def lines(self, sheet: SheetPlan) -> Iterator[tuple[int, Piece, Row]]:
        """Yield number, piece and cells; the hidden sheet has its own words."""
        if sheet.is_hidden:
            for row, piece in sheet.placed():
                yield row, piece, [DICTIONARY[row - 1]]
        else:
            yield from super().lines(sheet)


@dataclass(frozen=True)
class _Part:
    header: str
    group: str
    cells: Cells
    key: str = ""


def write_ledger(ledger: Ledger, inbox: Path) -> Path:
    """Write the file into ``inbox`` and return its path; an existing file is replaced whole."""
    path = inbox / ledger.path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    book = compose(ledger)
    {"xlsx": write_xlsx, "xls": write_xls, "csv": write_csv}[ledger.habit.kind](part, book)
    os.utime(part, (ledger.received, ledger.received))
    part.replace(path)
    return path


def compose(ledger: Ledger) -> LedgerBook:
    """Return the ledger's rows and cells as they will stand in the file."""
    habit, height = ledger.habit, ledger.frame.height
    parts = _parts(ledger)
    leaf: Row = [part.header for part in parts]
    headers, merged = [leaf], list[tuple[int, int, str]]()
    if habit.has_two_levels:
        upper = [None if part.group else part.header for part in parts]
        lower = [part.header if part.group else None for part in parts]
        headers, merged = [upper, lower], _groups(parts)
    return LedgerBook(
        sheets=ledger.plan(),
        titles=_titles(ledger),
        headers=headers,
        merged_headers=merged,
        keys=[part.key for part in parts],
        columns=[part.cells for part in parts],
        people=height,
        towns=[],
        merged={},
        hidden=np.zeros(height, dtype=bool),
    )


def _titles(ledger: Ledger) -> list[str]:
    table, habit = TABLES[ledger.table], ledger.habit
    month = month_label(ledger.month)
    heading = f"{ledger.name}{table.titles[habit.wording % len(table.titles)]}"
    more = f"填报单位（盖章）：{ledger.name}    填报时间：{month}    单位：人、元"
    return [heading, more][: habit.title_rows]


def _parts(ledger: Ledger) -> list[_Part]:
    """Return the columns from left to right: number, place, person, what the book is about."""
    frame, habit, table = ledger.frame, ledger.habit, TABLES[ledger.table]
    turn, is_text = habit.wording, habit.kind == "csv"
    parts: list[_Part] = []
    if habit.has_sequence:
        parts.append(_Part("序号", "", list(range(1, frame.height + 1))))
    headers = COUNTY_HEADERS[table.is_national]
    parts.append(_Part(headers[turn % len(headers)], "", frame["county_name"].to_list()))
    if table.has_places:
        towns = TOWN_HEADERS[table.is_national]
        if not habit.is_split_by_town:
            parts.append(_Part(towns[turn % len(towns)], "", frame["town_name"].to_list()))
        village = VILLAGE_HEADERS[turn % len(VILLAGE_HEADERS)]
        parts.append(_Part(village, "", frame["village_name"].to_list()))
    if table.id_headers:
        names = [
            name if has else None
            for name, has in zip(frame["person_name"], frame["has_name"], strict=True)
        ]
        numbers = identity_cells(frame["id_no"], frame["id_form"], is_text=is_text)
        written = (names, numbers, frame["phone"].to_list())
        for spellings, cells, key in zip(
            table.id_headers, written, ("person_name", "id_no", "phone"), strict=True
        ):
            parts.append(_Part(spellings[turn % len(spellings)], _WHO_GROUP, cells, key))
    for column in table.columns:
        if column.name == ledger.missing:
            continue
        header = column.headers[turn % len(column.headers)]
        cells = _cells(ledger, column, header)
        parts.append(_Part(header, _WHAT_GROUP, cells, column.name))
    if habit.has_new_column:
        parts.append(_Part(NEW_HEADER, "", ["已阅"] * frame.height))
    return parts


def _cells(ledger: Ledger, column: LedgerColumn, header: str) -> Cells:
    """Return the cells of a column that is about what the book is about."""
    style, is_text = ledger.habit.style, ledger.habit.kind == "csv"
    values = ledger.frame[column.name]
    if column.name == ledger.habit.numbers:
        return [int(value) for value in values]
    cells = cells_of(column, values, style=style, header=header, is_text=is_text)
    for name, row in ledger.errors:
        cells = with_error(cells, row) if name == column.name else cells
    return cells


def _groups(parts: list[_Part]) -> list[tuple[int, int, str]]:
    found: dict[str, list[int]] = {}
    for i, part in enumerate(parts):
        if part.group:
            found.setdefault(part.group, []).append(i)
    return [(places[0], places[-1], group) for group, places in found.items() if len(places) > 1]
