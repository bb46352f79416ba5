"""A whole sheet's cells made clean, at the price of looking at most of them only once.

Belongs here: telling which columns need no cleaning. What clean means: ``values.clean``.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.intake.values import clean

_MANY_ROWS = 500
"""Shorter sheets are cleaned cell by cell."""
_HEAD = 24
"""Titles and headers are untidy where the rows below are not: they are cleaned apart."""
_BLANK = 0x20
_PLAIN_BYTES = bytes([*range(0x21, 0x7F), *range(0x80, 0xC0), *range(0xE4, 0xEA)])
"""ASCII, and the bytes that UTF-8 writes U+4000 to U+9FFF with: cleaning leaves these alone."""
_ODD_CELL = r"[^\x21-\x7e\x{4000}-\x{9fff}]"
_PRIVATE_LEAD = 0xEE
"""UTF-8 writes U+E000 to U+EFFF with it."""


@dataclass(frozen=True)
class Cleaned:
    """A sheet's clean cells."""

    cells: pl.DataFrame
    may_be_private: bool
    """Whether a character of the private use area may be among them."""


def cleaned(cells: pl.DataFrame) -> Cleaned:
    """Return every text cell as ``values.clean`` leaves it."""
    if not cells.width:
        return Cleaned(cells, False)
    if cells.height < _MANY_ROWS:
        return Cleaned(cells.select(clean(pl.all())), True)
    head, body = cells.head(_HEAD), cells.slice(_HEAD)
    odd = {name: _odd_bytes(body[name]) for name in body.columns}
    plain = body.select(_cleaning(name, odd[name]).alias(name) for name in body.columns)
    for name in body.columns:
        if odd[name] - {_BLANK}:
            plain = plain.with_columns(_cleaned_where_odd(body[name]))
    leads = set().union(*odd.values(), *(_odd_bytes(column) for column in head))
    return Cleaned(pl.concat([head.select(clean(pl.all())), plain]), _PRIVATE_LEAD in leads)


def _cleaned_where_odd(column: pl.Series) -> pl.Series:
    """Return the column, its few odd cells cleaned."""
    at = column.str.contains(_ODD_CELL).arg_true()
    few = column.gather(at)
    cleaned_few = pl.select(clean(pl.lit(few))).to_series()
    rest = pl.select(pl.when(pl.lit(column).str.len_bytes() > 0).then(pl.lit(column))).to_series()
    return rest.scatter(at, cleaned_few).alias(column.name)


def _odd_bytes(column: pl.Series) -> set[int]:
    """Return the bytes of a column that cleaning may have to do with."""
    if column.null_count() == column.len():
        return set()
    return set(column.str.join().item().encode().translate(None, _PLAIN_BYTES))


def _cleaning(name: str, odd: set[int]) -> pl.Expr:
    """Return the least that must be done to a column's cells without odd characters."""
    text = pl.col(name)
    if odd:
        text = text.str.strip_chars(" ")
    return pl.when(text.str.len_bytes() > 0).then(text)
