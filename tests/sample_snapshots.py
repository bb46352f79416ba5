"""Small months for the tests of the sample's figures: rows by table, everything else quiet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from pipelines.sample.city import City, read_city
from pipelines.sample.figures.snapshot import RowTotals, Snapshot
from pipelines.sample.figures.tables import BOOKS, schema_of

COUNTY, OTHER = "220602", "220605"
Row = Mapping[str, object]


def day(text: str) -> dt.date:
    """Return the date of ``2022-05-01``."""
    return dt.date.fromisoformat(text)


def table(name: str, rows: list[Row], month: str) -> pl.DataFrame:
    """Return rows of a table; what a row does not say is its place in the file, or empty.

    Rows are of ``COUNTY`` and of the month's slot unless they say so.
    """
    full = [
        {
            "county_code": COUNTY,
            "home_county_code": row.get("county_code", COUNTY),
            "source_month": month,
            "file": "book",
            "sheet_name": "Sheet1",
            "row_no": number,
            **row,
        }
        for number, row in enumerate(rows, 2)
    ]
    unknown = {name for row in full for name in row} - set(schema_of(name))
    assert not unknown, unknown
    return pl.DataFrame(full, schema=schema_of(name))


def snapshot(
    month: str,
    rows: Mapping[str, list[Row]] | None = None,
    *,
    slots: Mapping[tuple[str, str], str] | None = None,
    totals: Mapping[tuple[str, str], RowTotals] | None = None,
    city: City | None = None,
) -> Snapshot:
    """Return a month with these rows; every county has every table unless ``slots`` says which."""
    city = city or read_city(0.01)
    everywhere = {(name, county.code): month for name in BOOKS for county in city.counties}
    return Snapshot(
        month=month,
        city=city,
        rows={name: table(name, (rows or {}).get(name, []), month) for name in BOOKS},
        slot_months=everywhere if slots is None else slots,
        totals=totals or {},
    )
