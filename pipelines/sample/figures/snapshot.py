"""The city as its figures see it at the end of a month: the counting rows of every table.

Belongs here: rows, how old each slot is, dates of the month. Does not belong here: choosing the
slots (``shelf``), sets of persons (``sets``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from pipelines.sample.city import City
from pipelines.sample.cross import together
from pipelines.sample.figures.tables import BOOKS, rows_of, schema_of
from pipelines.sample.plant import Place
from pipelines.sample.row_rules import month_end
from pipelines.sample.slots import Effective


@dataclass(frozen=True)
class RowTotals:
    """How many rows the deliveries of a ledger's slot have, and how many of them are sound."""

    rows: int
    sound: int


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One month. ``rows`` has every table; where no slot is effective it has no row.

    A table has ``tables.schema_of`` as its columns. ``labour`` and ``labour_before`` are the
    effective T-H1 of this and the last month by county, quarantined rows left out. ``late`` is by
    how many days the first file of a monthly slot of this month came after the cut-off day.
    """

    month: str
    city: City
    rows: Mapping[str, pl.DataFrame]
    slot_months: Mapping[Place, str]
    """The month of the effective slot of each (table, county); no slot, no entry."""
    totals: Mapping[Place, RowTotals] = field(default_factory=dict)
    labour: Mapping[str, Effective] = field(default_factory=dict)
    labour_before: Mapping[str, Effective] = field(default_factory=dict)
    late: Mapping[Place, int] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.month[:4])

    @cached_property
    def as_of(self) -> dt.date:
        """The last day of the month."""
        return month_end(self.month)

    @cached_property
    def new_year(self) -> dt.date:
        """1 January."""
        return dt.date(self.year, 1, 1)

    @property
    def counties(self) -> tuple[str, ...]:
        """The codes of the counties, without the city's."""
        return tuple(county.code for county in self.city.counties)

    def state(self, table: str, county: str) -> str:
        """Return 按期, 沿用 or 缺报."""
        source = self.slot_months.get((table, county))
        if source is None:
            return "缺报"
        return "按期" if months_between(self.month, source) < BOOKS[table][1] else "沿用"

    def in_year(self, column: str) -> pl.Expr:
        """Return whether the date is in the year and not after the end of the month."""
        return pl.col(column).is_between(self.new_year, self.as_of).fill_null(False)

    def without_labour(self) -> Snapshot:
        """Return the snapshot as later months need it: without the large table."""
        kept = {**self.rows, "T-H1": empty("T-H1")}
        return replace(self, rows=kept, labour={}, labour_before={})


Past = Mapping[str, Snapshot]
"""Earlier months by their names, without T-H1."""


def empty(table: str) -> pl.DataFrame:
    """Return the table without any row."""
    return pl.DataFrame(schema=schema_of(table))


def months_between(later: str, earlier: str) -> int:
    """Return how many months ``later`` comes after ``earlier``."""
    return 12 * (int(later[:4]) - int(earlier[:4])) + int(later[5:]) - int(earlier[5:])


def counting(
    table: str, slots: Mapping[str, tuple[str, pl.DataFrame]], excluded: list[str]
) -> pl.DataFrame:
    """Return the rows of a table that count.

    ``slots``: county -> month of the slot and its rows, quarantined ones left out; ``excluded``:
    townships that are not counted. A row of no known township counts.
    """
    if not slots:
        return empty(table)
    parts = {
        county: rows_of(table, rows.with_columns(pl.lit(month).alias("source_month")))
        for county, (month, rows) in slots.items()
    }
    left = together({county: rows.drop("county_code") for county, rows in parts.items()})
    outside = pl.col("town_code").is_in(excluded).fill_null(False)
    return rows_of(table, left.filter(~outside))
