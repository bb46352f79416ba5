"""What a reader knows of a row beside its values: blank or unreadable cells, ages, places.

Belongs here: expressions that several rules share. Does not belong here: rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from pipelines.sample.delivery import Delivery
from pipelines.sample.dirt import ERROR_CELL, ERROR_TEXT, WRITTEN

MOVED = ("外出务工", "本市县就业", "自主创业", "灵活就业")
NEAR = ("乡内", "县内乡外")
FAR = ("市内县外", "省内市外", "省外", "境外")
_NOTHING = ("", ERROR_CELL, ERROR_TEXT)


class Cells:
    """The rows of one delivery's slot; ``columns`` are those of their frame."""

    def __init__(self, delivery: Delivery, columns: Iterable[str]) -> None:
        """Look at nothing but month, table and which columns there are."""
        self.delivery, self.table = delivery, delivery.table
        self._columns = frozenset(columns)
        year, month = int(delivery.month[:4]), int(delivery.month[5:])
        self.month = month
        self.first_day = dt.date(year, month, 1)
        self.as_of = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        self.cutoff = self.as_of + dt.timedelta(days=3)

    def unread(self, column: str) -> pl.Expr:
        """Return where something stands in the cell that nobody can read."""
        written = f"{WRITTEN}{column}"
        if written not in self._columns:
            return pl.lit(False)
        says = pl.col(written).is_not_null() & ~pl.col(written).is_in(_NOTHING)
        return says & pl.col(column).is_null()

    def blank(self, column: str) -> pl.Expr:
        """Return where nothing stands in the cell, in files that fill the column at all."""
        nothing = pl.col(column).is_null() & ~self.unread(column)
        return nothing & pl.col(column).is_not_null().any().over("file")

    def without(self, column: str) -> pl.Expr:
        """Return where a column of presence says no, in files that say yes at all."""
        return ~pl.col(column) & pl.col(column).any().over("file")

    def is_written_anew(self, column: str) -> pl.Expr:
        """Return where the cell was written in another way than usual."""
        written = f"{WRITTEN}{column}"
        return pl.col(written).is_not_null() if written in self._columns else pl.lit(False)

    def says(self, column: str, pattern: str) -> pl.Expr:
        """Return where the cell was written in another way, and so that it matches ``pattern``."""
        written = f"{WRITTEN}{column}"
        if written not in self._columns:
            return pl.lit(False)
        return pl.col(written).str.contains(pattern).fill_null(False)

    @property
    def employed(self) -> pl.Expr:
        """Who works, by T-H1 or T-N2."""
        if self.table == "T-H1":
            return pl.col("employment_state") == "已就业"
        return pl.col("has_worked")

    @property
    def moved(self) -> pl.Expr:
        """Who of T-H1 works in something else than the own fields."""
        return self.employed & pl.col("transfer_state").is_in(MOVED)

    def aged(self, low: int, below: int) -> pl.Expr:
        """Who is ``low`` and not yet ``below`` years old on the last day of the month."""
        born = pl.col("id_birth_date")
        turned = born.dt.offset_by(f"{low}y") <= self.as_of
        return turned & (born.dt.offset_by(f"{below}y") > self.as_of)
