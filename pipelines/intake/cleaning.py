"""A whole sheet's cells made clean, at the price of looking at most of them only once.

Belongs here: telling which columns need no cleaning. What clean means: ``values.clean``.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.intake.characters import GARBLED
from pipelines.intake.values import clean

_MANY_ROWS = 500
"""Shorter sheets are cleaned as if they had one column: a query costs more than their cells."""
_HEAD = 24
"""Titles and headers are untidy where the rows below are not: they are cleaned apart."""
_BLANK = 0x20
_PLAIN_BYTES = bytes([*range(0x21, 0x7F), *range(0x80, 0xC0), *range(0xE4, 0xEA)])
"""ASCII, and the bytes that UTF-8 writes U+4000 to U+9FFF with: cleaning leaves these alone."""
_ODD_CELL = r"[^\x21-\x7e\x{4000}-\x{9fff}]"
_PRIVATE_LEAD = 0xEE
"""UTF-8 writes U+E000 to U+EFFF with it."""
_GARBLED_BEGINS = [mark[0] for mark in GARBLED]
"""Cleaning makes no such character of another one."""


@dataclass(frozen=True)
class Cleaned:
    """A sheet's clean cells."""

    cells: pl.DataFrame
    may_be_private: bool
    """Whether a character of the private use area may be among them."""
    may_be_garbled: bool
    """Whether one of ``characters.GARBLED`` may be among them."""


def cleaned(cells: pl.DataFrame) -> Cleaned:
    """Return every text cell as ``values.clean`` leaves it."""
    if not cells.width:
        return Cleaned(cells, False, False)
    if cells.height < _MANY_ROWS:
        return Cleaned(_all_in_one(cells), True, True)
    head, body = cells.head(_HEAD), cells.slice(_HEAD)
    joined = _joined(body)
    odd = [_odd_bytes(text) for text in joined.cast(pl.Binary)]
    has_empty = body.select((pl.all().str.len_bytes() == 0).any()).row(0)
    plain = [
        _cleaned(column, its) if its or empty else column
        for column, its, empty in zip(body, odd, has_empty, strict=True)
    ]
    titles = _joined(head)
    leads = frozenset[int]().union(*map(_odd_bytes, titles.cast(pl.Binary)), *odd)
    return Cleaned(
        cells=pl.concat([_all_in_one(head), pl.DataFrame(plain)]),
        may_be_private=_PRIVATE_LEAD in leads,
        may_be_garbled=_may_be_garbled(titles) or _may_be_garbled(joined),
    )


def _all_in_one(cells: pl.DataFrame) -> pl.DataFrame:
    cleaned_all = _cleaned_where_odd(pl.concat(cells.get_columns()))
    height = cells.height
    return pl.DataFrame(
        cleaned_all.slice(at * height, height).alias(name) for at, name in enumerate(cells.columns)
    )


def _joined(cells: pl.DataFrame) -> pl.Series:
    """Return the cells of each column, one behind the other."""
    return cells.select(pl.all().str.join()).unpivot()["value"]


def _odd_bytes(joined: bytes) -> frozenset[int]:
    """Return the bytes of cells that cleaning may have to do with."""
    return frozenset(joined.translate(None, _PLAIN_BYTES))


def _may_be_garbled(joined: pl.Series) -> bool:
    return any(joined.str.contains(begin, literal=True).any() for begin in _GARBLED_BEGINS)


def _cleaned(column: pl.Series, odd: frozenset[int]) -> pl.Series:
    """Do to a column what its odd bytes ask for, and no more."""
    if odd - {_BLANK}:
        return _cleaned_where_odd(column)
    return _without_empty(column.str.strip_chars(" ") if odd else column)


def _without_empty(column: pl.Series) -> pl.Series:
    is_empty = column.str.len_bytes() == 0
    return column.set(is_empty, None) if is_empty.any() else column


def _cleaned_where_odd(column: pl.Series) -> pl.Series:
    """Return the column, its few odd cells cleaned."""
    at = column.str.contains(_ODD_CELL).arg_true()
    few = column.gather(at)
    cleaned_few = pl.select(clean(pl.lit(few))).to_series()
    return _without_empty(column).scatter(at, cleaned_few).alias(column.name)
