"""Months of a few people of working age for tests of the national system's figures; not a test."""

from __future__ import annotations

import datetime as dt
from functools import cache

from pipelines.sample.city import City, read_city
from pipelines.sample.figures.snapshot import RowTotals, Snapshot
from pipelines.sample.figures.tables import BOOKS
from tests import sample_snapshots
from tests.sample_snapshots import COUNTY as HERE
from tests.sample_snapshots import OTHER as THERE

__all__ = ["HERE", "OTHER_TOWN", "THERE", "TOWN", "Row", "day", "snapshot"]

TOWN, OTHER_TOWN = "220602100", "220602101"
Row = dict[str, object]


@cache
def _city() -> City:
    return read_city(0.01)


def snapshot(
    month: str,
    tables: dict[str, list[Row]],
    *,
    missing: tuple[tuple[str, str], ...] = (),
    totals: dict[tuple[str, str], RowTotals] | None = None,
) -> Snapshot:
    """Return a month with these rows; ``missing`` are (table, county) without a slot."""
    ordinary: Row = {"id_birth_date": dt.date(1980, 5, 5), "town_code": TOWN}
    slots = {(name, county.code): month for name in BOOKS for county in _city().counties}
    return sample_snapshots.snapshot(
        month,
        {name: [ordinary | row for row in rows] for name, rows in tables.items()},
        slots={place: slot for place, slot in slots.items() if place not in missing},
        totals=totals,
        city=_city(),
    )


def day(year: int, month: int, number: int = 1) -> dt.date:
    """Return a date; without a number the first of the month."""
    return dt.date(year, month, number)
