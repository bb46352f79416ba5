"""Which table a sheet holds and where its columns are, told from the headers.

Belongs here: finding the header rows and matching them with the layouts.
Does not belong here: file names (never trusted) and the rows below the header (``rows``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from pipelines.intake.layouts import Layouts, TableLayout, normal_header

SEARCHED_ROWS = 16
"""Exports have at most a handful of title and condition rows above the header."""
MIN_CELLS = 3
MIN_MATCHED = 4
MIN_DISTINCTIVE = 2
TITLE_BONUS = 3
SIGNATURE_HITS = 2

_LONG_NUMBER = re.compile(r"\d{7,}")


@dataclass(frozen=True)
class Header:
    """Where a sheet's header is and what its columns are."""

    table: str
    first_row: int
    """Position (0-based) of the header's first row in the sheet."""
    depth: int
    """1, or 2 for a header under a group row."""
    columns: dict[str, int]
    """Layout column -> position in the sheet."""
    sequence: int | None
    """Position of the running number, which is there even where a row is empty."""
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    score: int
    names: tuple[str, ...] = field(repr=False, default=())
    """Normal leaf names, by position."""

    @property
    def end(self) -> int:
        """Position of the first row below the header."""
        return self.first_row + self.depth


def find_header(cells: pl.DataFrame, layouts: Layouts, month: str) -> Header | None:
    """Return the best header among the first rows, or None when no table is recognised."""
    head = [list(row) for row in cells.head(SEARCHED_ROWS + 1).rows()]
    best: Header | None = None
    for at in range(min(len(head), SEARCHED_ROWS)):
        if sum(cell is not None for cell in head[at]) < MIN_CELLS:
            continue
        title = "".join(str(cell) for row in head[:at] for cell in row if cell is not None)
        below = head[at + 1] if at + 1 < len(head) else None
        for names, depth in _readings(head[at], below):
            for table in layouts.tables:
                found = _match(table, layouts, names, month, at, depth, title)
                if found is not None and (best is None or found.score > best.score):
                    best = found
    return best


def other_table(names: tuple[str, ...], layouts: Layouts) -> str | None:
    """Return the name of a known table that is not taken in and whose headers these are."""
    for other in layouts.other_tables:
        if len({normal_header(text) for text in other.signature} & set(names)) >= SIGNATURE_HITS:
            return other.name
    return None


Reading = list[tuple[str, ...]]
"""By position, the names a column may go by: the most specific first."""


def _readings(row: list[str | None], below: list[str | None] | None) -> list[tuple[Reading, int]]:
    """Return the row read as a header, and with the row below it as a two-level header."""
    plain = [(_name(cell),) for cell in row]
    readings: list[tuple[Reading, int]] = [(list(plain), 1)]
    if below is None:
        return readings
    joined: Reading = []
    group = ""
    for upper, lower in zip(map(_name, row), map(_name, below), strict=True):
        group = upper or (group if lower else "")
        joined.append((f"{group}{lower}", lower) if lower else (upper,))
    return [*readings, (joined, 2)]


def _name(cell: str | None) -> str:
    return normal_header(cell) if cell else ""


def _match(
    table: str,
    layouts: Layouts,
    names: Reading,
    month: str,
    at: int,
    depth: int,
    title: str,
) -> Header | None:
    layout = layouts.tables[table]
    columns, unknown = _columns(layout, names, month)
    distinctive = {name for name in columns if (table, name) in layouts.distinctive}
    in_title = any(word in title for word in layout.title_keywords)
    required = [column for column in layout.required if column.name in columns]
    if len(columns) < MIN_MATCHED or 2 * len(required) < len(layout.required):
        return None
    if len(distinctive) < MIN_DISTINCTIVE and not in_title:
        return None
    leaves = tuple(options[-1] for options in names)
    sequence = {normal_header(text) for text in layout.sequence_headers}
    return Header(
        table=table,
        first_row=at,
        depth=depth,
        columns=columns,
        sequence=next((i for i, leaf in enumerate(leaves) if leaf in sequence), None),
        missing=tuple(c.header or "" for c in layout.required if c.name not in columns),
        unknown=unknown,
        score=len(columns) + len(distinctive) + (TITLE_BONUS if in_title else 0),
        names=leaves,
    )


def _columns(
    layout: TableLayout, names: Reading, month: str
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return layout column -> position, and the headers that nobody knows."""
    claims: dict[str, tuple[int, int]] = {}
    times: dict[str, int] = {}
    unknown: list[str] = []
    for position, options in enumerate(names):
        text = next((t for t in options if _valid(layout, t, month) or layout.is_known(t)), None)
        if text is None:
            leaf = options[-1]
            # a long number in a header row is a cell of somebody's row, not a name of a column
            if leaf and leaf not in unknown and not _LONG_NUMBER.search(leaf):
                unknown.append(leaf)
            continue
        times[text] = times.get(text, 0) + 1
        entries = _valid(layout, text, month)
        for occurrence, rank, column in entries:
            if len(entries) == 1 or occurrence == times[text]:
                claim = (rank, position)
                claims[column] = min(claims.get(column, claim), claim)
    return {column: position for column, (_, position) in claims.items()}, tuple(unknown)


def _valid(layout: TableLayout, text: str, month: str) -> list[tuple[int, int, str]]:
    return [
        (occurrence, rank, column)
        for occurrence, rank, column, first, last in layout.index.get(text, [])
        if first <= month <= last
    ]
