"""Which table a sheet holds and where its columns are, told from the headers.

Belongs here: finding the header rows and matching them with the layouts.
Does not belong here: file names (never trusted) and the rows below the header (``rows``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from pipelines.intake.layouts import Column, Layouts, TableLayout, normal_header

SEARCHED_ROWS = 16
"""Exports have at most a handful of title and condition rows above the header."""
MIN_CELLS = 3
MIN_MATCHED = 4
MIN_COMPLETE = 3
"""Columns that must be known; fewer do where none of the required ones is missing."""
MIN_DISTINCTIVE = 2
MOST_UNKNOWN = 2
"""A table may have this many unknown headers for each known one, unless its title names it."""
TITLE_BONUS = 3
COMPLETE_BONUS = 2
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
    beside: dict[str, tuple[int, ...]]
    """Layout column -> further positions that feed the same column."""
    units: dict[str, str]
    """Layout column -> unit that its header names, where that is another than the layout's."""
    sequence: int | None
    """Position of the running number, which is there even where a row is empty."""
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    score: int
    distinctive: int
    """Headers among them that no other table has."""
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
            for table, hits in _candidates(names, layouts):
                if best is not None and 2 * hits + TITLE_BONUS + COMPLETE_BONUS <= best.score:
                    continue  # it cannot be better
                found = _match(table, layouts, names, month, at, depth, title)
                if found is not None and (best is None or found.score > best.score):
                    best = found
    return best


def other_table(names: tuple[str, ...], layouts: Layouts, hits: int = SIGNATURE_HITS) -> str | None:
    """Return the name of a known table that is not taken in and whose headers these are."""
    for other in layouts.other_tables:
        if len({normal_header(text) for text in other.signature} & set(names)) >= hits:
            return other.name
    return None


def rather_another(header: Header, layouts: Layouts) -> str | None:
    """Return the table, not taken in, that a header speaks for more than for its own."""
    if header.missing:
        return other_table(header.names, layouts)
    return other_table(header.unknown, layouts, max(SIGNATURE_HITS, header.distinctive + 1))


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


def _candidates(names: Reading, layouts: Layouts) -> list[tuple[str, int]]:
    """Return the tables that know enough of the names, and how many, in the layouts' order."""
    hits: Counter[str] = Counter()
    for options in names:
        if owners := [_owners(text, layouts) for text in options if text in layouts.owners]:
            hits.update(frozenset().union(*owners))
    return [(table, hits[table]) for table in layouts.tables if hits[table] >= MIN_COMPLETE]


def _owners(text: str, layouts: Layouts) -> frozenset[str]:
    return layouts.owners.get(text, frozenset())


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
    claims, unknown = _claims(layout, names, month)
    columns = {column: min(claimed)[1] for column, claimed in claims.items()}
    own = {
        column for column, claimed in claims.items() if _owners(min(claimed)[3], layouts) == {table}
    }
    in_title = any(word in title for word in layout.title_keywords)
    missing = [column for column in layout.required if not _is_there(column, columns)]
    enough = len(columns) >= (MIN_MATCHED if missing else MIN_COMPLETE)
    if not enough or 2 * len(missing) > len(layout.required):
        return None
    is_plain = len(own) >= (MIN_DISTINCTIVE if missing else 1)
    is_strange = len(unknown) > MOST_UNKNOWN * len(columns)
    if (is_strange or not is_plain) and not in_title:
        return None
    leaves = tuple(options[-1] for options in names)
    sequence = {normal_header(text) for text in layout.sequence_headers}
    gathering = {column.name for column in layout.columns if column.gather}
    return Header(
        table=table,
        first_row=at,
        depth=depth,
        columns=columns,
        beside={
            column: tuple(
                at for at in sorted(c[1] for c in claims[column]) if at != columns[column]
            )
            for column in gathering & set(columns)
        },
        units={column: unit for column in columns if (unit := min(claims[column])[2])},
        sequence=next((i for i, leaf in enumerate(leaves) if leaf in sequence), None),
        missing=tuple(column.header or "" for column in missing),
        unknown=unknown,
        score=len(columns)
        + len(own)
        + (TITLE_BONUS if in_title else 0)
        + (0 if missing else COMPLETE_BONUS),
        distinctive=len(own),
        names=leaves,
    )


def _is_there(column: Column, columns: dict[str, int]) -> bool:
    return column.name in columns or column.required_unless in columns


Claim = tuple[int, int, str, str]
"""Rank of the spelling, position, unit, the header as compared."""


def _claims(
    layout: TableLayout, names: Reading, month: str
) -> tuple[dict[str, list[Claim]], tuple[str, ...]]:
    """Return layout column -> the positions that may be it, and the headers that nobody knows."""
    claims: dict[str, list[Claim]] = {}
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
        for occurrence, rank, column, unit in entries:
            if len(entries) == 1 or occurrence == times[text]:
                claims.setdefault(column, []).append((rank, position, unit, text))
    return claims, tuple(unknown)


def _valid(layout: TableLayout, text: str, month: str) -> list[tuple[int, int, str, str]]:
    return [
        (occurrence, rank, column, unit)
        for occurrence, rank, column, unit, first, last in layout.index.get(text, [])
        if first <= month <= last
    ]
