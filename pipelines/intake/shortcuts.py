"""Reading a column the short way: most cells are written plainly, the others are looked at.

Belongs here: what is plain, and the same result as reading every cell. Does not belong here: what
a cell means (``values``, ``identity``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import polars as pl

from pipelines.intake.values import to_date

PLAIN_ID = "^[0-9]{17}[0-9X]$"
PLAIN = {
    "name": r"^[\x{4e00}-\x{9fff}]+$",
    "phone": "^[0-9]+$",
    "record_no": "^[0-9A-Za-z]+$",
}
"""Type of column -> the shape of the texts that its reader leaves as they are."""
_PLAIN_DAYS = {
    "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$": "%Y-%m-%d",
    "^[12][0-9]{7}$": "%Y%m%d",
}
"""Shapes of days that need no taking apart, and how they are written."""
TEXT = "text"
"""The column that an expression for ``selected`` reads."""


def query(texts: pl.Series, read: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """Return what ``read`` makes of a column."""
    return selected(texts, read(pl.col(TEXT)))


def unless_plain(texts: pl.Series, shape: str, read: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """Return what ``read`` makes of texts, given that it leaves those of ``shape`` alone."""
    others = query(texts, lambda text: ~text.str.contains(shape)).arg_true()
    if not others.len():
        return texts
    return texts.scatter(others, query(texts.gather(others), read))


def days(texts: pl.Series, *, is_1904: bool) -> pl.Series:
    """Return the days that ``values.to_date`` reads."""
    found = selected(texts, _plain_day())
    others = (found.is_null() & texts.is_not_null()).arg_true()
    if not others.len():
        return found
    written = texts.gather(others)
    distinct = written.unique()
    meant = selected(distinct, _day(is_1904))
    return found.scatter(others, written.replace_strict(distinct, meant, return_dtype=pl.Date))


def selected(texts: pl.Series, read: pl.Expr) -> pl.Series:
    """Return what ``read``, an expression over ``TEXT``, makes of a column.

    Making an expression takes longer than reading a short table: those of a kind are made once.
    """
    return texts.alias(TEXT).to_frame().select(read).to_series()


@lru_cache(maxsize=2)
def _day(is_1904: bool) -> pl.Expr:
    return to_date(pl.col(TEXT), is_1904=is_1904)


@lru_cache(maxsize=1)
def _plain_day() -> pl.Expr:
    text = pl.col(TEXT)
    return pl.coalesce(
        pl.when(text.str.contains(shape)).then(text).str.to_date(form, strict=False)
        for shape, form in _PLAIN_DAYS.items()
    )
