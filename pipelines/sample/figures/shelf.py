"""Which book of each office counts, month after month.

Belongs here: the effective slot of ledgers by their kind of book.
Does not belong here: the monthly tables (``screen``), what the rows mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from pipelines.sample.figures.snapshot import RowTotals
from pipelines.sample.figures.tables import BOOKS
from pipelines.sample.ledgers import Ledger
from pipelines.sample.ledgers.key import quarantined, verdict_of
from pipelines.sample.plant import Place


@dataclass(frozen=True)
class Book:
    """An accepted ledger: its month, its sound rows, how many it has in all."""

    month: str
    rows: pl.DataFrame
    totals: RowTotals


@dataclass
class Shelf:
    """The newest accepted book of each place; a month's ledgers are put on it in turn."""

    _books: dict[Place, Book] = field(default_factory=dict)

    def put(self, ledgers: list[Ledger]) -> None:
        """Put the month's accepted ledgers in place of older ones."""
        for ledger in ledgers:
            if verdict_of(ledger)["state"] == "accepted":
                sound = ledger.frame.filter(~quarantined(ledger))
                born = pl.col("id_no").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
                self._books[ledger.table, ledger.county] = Book(
                    ledger.month,
                    sound.with_columns(born.alias("id_birth_date")),
                    RowTotals(ledger.frame.height, sound.height),
                )

    def effective(self, month: str) -> dict[Place, Book]:
        """Return the books that count in ``month``: those of the year only in their year."""
        return {
            place: book
            for place, book in self._books.items()
            if BOOKS[place[0]][0] != "year" or book.month[:4] == month[:4]
        }
