"""Pairs of rows that look like one person entered twice, and how far apart their numbers are.

Belongs here: ``alike``, the measure of R63: rows of one village with the same name (by its key)
and birth date under different numbers. Intake compares the numbers, and tells only a count.
Does not belong here: how far apart is too near (the rule).
"""

from __future__ import annotations

import duckdb
import polars as pl

from pipelines.intake import differing_digits
from pipelines.quality.session import create_from
from pipelines.settings import Settings

_TABLES = ("t_h1", "t_n1")
_NAMES = {"t_h1": "T-H1", "t_n1": "T-N1"}


def load_alike(connection: duckdb.DuckDBPyConnection, settings: Settings, month: str) -> None:
    """Create ``alike``: the later row of each pair, ``other_key``, ``other_row_no`` and ``digits``.

    ``digits``: in how many of 18 places the two numbers differ. Few rows: names, villages and birth
    dates must be the same before a number is looked at.
    """
    parts = " union all by name ".join(_pairs(table) for table in _TABLES)
    connection.execute(f"create table alike_rows as {parts}")
    found = connection.execute(
        "select distinct person_key, other_key, delivery_id, other_delivery_id from alike_rows"
    ).pl()
    pairs = found.select("person_key", "other_key").unique(maintain_order=True)
    listed = pl.concat([found["delivery_id"], found["other_delivery_id"]]).unique()
    told = differing_digits(settings, month, listed.to_list(), pairs)
    create_from(connection, "alike_digits", told)
    connection.execute(
        "create table alike as select alike_rows.* exclude (other_delivery_id), digits"
        " from alike_rows join alike_digits using (person_key, other_key)"
    )


def _pairs(table: str) -> str:
    born = "coalesce({t}.registered_birth_date, {t}.id_birth_date)"
    at = "(coalesce({t}.sheet_name, ''), {t}.row_no, {t}.delivery_id)"
    return f"""
        select '{_NAMES[table]}' as table_name, later.county_code, later.town_code, later.place,
            later.delivery_id, later.sheet_name, later.row_no, later.person_key,
            earlier.person_key as other_key, earlier.row_no as other_row_no,
            earlier.delivery_id as other_delivery_id
        from {table} as later
        join {table} as earlier
            on later.county_code = earlier.county_code
            and later.town_code = earlier.town_code
            and later.village_name = earlier.village_name
            and later.name_key = earlier.name_key
            and {born.format(t="later")} = {born.format(t="earlier")}
        where later.person_key <> earlier.person_key
            and {at.format(t="later")} > {at.format(t="earlier")}
            and not later.is_excluded
    """  # noqa: S608 -- names are this module's own
