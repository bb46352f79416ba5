"""How long a table stays fresh, which of its books count, and the columns of its rows.

Belongs here: facts about tables. Does not belong here: rows (``snapshot``).
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from pipelines.sample.ledgers.columns import TABLES as LEDGERS
from pipelines.sample.stored import NOTED, STORED

BookKind = Literal["monthly", "year", "standing"]

MONTHLY_TABLES = ("T-H1", "T-N1", "T-N2")
_YEAR_TABLES = ("T-H2", "T-H3", "T-H5", "T-H6", "T-H7", "T-H8", "T-S1", "T-M1", "T-N6a")
_STANDING_TABLES = {"T-H4": 3, "T-N3": 3, "T-N6b": 3, "T-C1": 3, "T-N4": 6, "T-N5": 12}
BOOKS: dict[str, tuple[BookKind, int]] = {
    **dict.fromkeys(MONTHLY_TABLES, ("monthly", 1)),
    **dict.fromkeys(_YEAR_TABLES, ("year", 3)),
    **{table: ("standing", fresh) for table, fresh in _STANDING_TABLES.items()},
}
"""Table -> kind of book, and for how many months it is fresh."""

_WHERE: dict[str, type[pl.DataType]] = {
    "person": pl.Int32,
    "county_code": pl.String,
    "source_month": pl.String,
    "file": pl.String,
    "sheet_name": pl.String,
    "row_no": pl.Int32,
    "home_county_code": pl.String,
    "town_code": pl.String,
    "village_name": pl.String,
    "id_birth_date": pl.Date,
}
"""Of every table: whose row it is, the county that handed it in, the month of the slot, the place.
``person`` is null where a row is nobody's."""
_COUNTS = ("months_worked", "last_year_months", "subsidised_trainings", "public_post_months")


def schema_of(table: str) -> dict[str, type[pl.DataType]]:
    """Return the columns of the table's rows in a snapshot."""
    if table in LEDGERS:
        return _WHERE | LEDGERS[table].types()
    names = (*STORED[table], *NOTED[table])
    return _WHERE | {name: _type(name) for name in names if name not in _WHERE}


def rows_of(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return ``rows`` with the columns of the table, those that are not there empty."""
    schema = schema_of(table)
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )


def _type(name: str) -> type[pl.DataType]:
    if name in _COUNTS:
        return pl.Int32
    if name.startswith(("is_", "has_", "wants_", "works_")):
        return pl.Boolean
    if name.endswith(("_date", "_month")):
        return pl.Date
    return pl.Float64 if name.endswith("_cny") else pl.String
