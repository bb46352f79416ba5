"""What a ledger's table is: columns with a kind of value and the headers above them.

Belongs here: the shapes, and reading them from lists.
Does not belong here: the lists (``columns``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import polars as pl

Kind = Literal[
    "code",
    "codes",
    "texts",
    "text",
    "record",
    "boolean",
    "presence",
    "count",
    "number",
    "money",
    "date",
    "month",
]
LAKE_TYPES: dict[str, type[pl.DataType]] = {
    "boolean": pl.Boolean,
    "presence": pl.Boolean,
    "count": pl.Int32,
    "number": pl.Float64,
    "money": pl.Float64,
    "date": pl.Date,
    "month": pl.Date,
}
"""Everything else is text."""


@dataclass(frozen=True)
class LedgerColumn:
    """A stored column; ``headers`` are its spellings, one of which an office uses."""

    name: str
    kind: Kind
    headers: tuple[str, ...]
    required: bool = False

    @property
    def lake_type(self) -> type[pl.DataType]:
        """How a reader stores it."""
        return LAKE_TYPES.get(self.kind, pl.String)


@dataclass(frozen=True)
class Table:
    """One kind of book. ``id_headers`` are name, number and phone; empty: about nobody."""

    table: str
    titles: tuple[str, ...]
    columns: tuple[LedgerColumn, ...]
    id_headers: tuple[tuple[str, ...], ...] = ()
    is_national: bool = False
    has_places: bool = True

    def types(self) -> dict[str, type[pl.DataType]]:
        """Return the lake type of every stored column."""
        return {column.name: column.lake_type for column in self.columns}


def _column(text: str) -> LedgerColumn:
    """Read ``name kind header/alias/…``; a star behind the kind: required."""
    name, kind, headers = text.split(" ", 2)
    plain = cast(Kind, kind.rstrip("*"))
    return LedgerColumn(name, plain, tuple(headers.split("|")), kind.endswith("*"))


def columns(text: str) -> tuple[LedgerColumn, ...]:
    """Read one column a line."""
    return tuple(_column(line.strip()) for line in text.strip().splitlines())


PERSON = (
    ("姓名", "人员姓名"),
    ("身份证号", "身份证号码", "公民身份号码"),
    ("联系电话", "手机号码"),
)
"""Headers of name, number and phone."""
