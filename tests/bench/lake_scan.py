"""The bare scan: one DuckDB query per roster over the columns that the models read of it.

Belongs here: the work of one process (``tests.bench.job``), with the memory limit and threads of
the build. What it does with a column: a number is summed, a boolean is counted, of a date or text
the greatest is found; persons are counted exactly; all of it by month and county.
"""

# ruff: noqa: S608  -- every name is the project's own

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import duckdb

from pipelines.intake.schemas import lake_schema
from pipelines.settings import Settings
from tests.bench.lake_rows import SHARES
from tests.warehouse_lake import LAYOUTS, SOURCES

_WHERE = {"report_month", "county_code"}
"""Of the folders' names."""


def work(home: str, memory: str) -> dict[str, Any]:
    """Scan each roster; return seconds and rows of each, and of all together.

    The warehouse must have been built: its views say which columns the models read.
    """
    settings = Settings(home=Path(home))
    read = {table: columns_read(settings, table) for table in SHARES}
    tables = {}
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{memory}'")
        connection.execute(f"set threads = {settings.workers}")
        connection.execute(f"set temp_directory = '{settings.work / 'scan'}'")
        for table, columns in read.items():
            started = time.perf_counter()
            found = connection.execute(_query(settings, table, columns)).fetchall()
            tables[table] = {
                "seconds": round(time.perf_counter() - started, 3),
                "rows": sum(row[2] for row in found),
                "columns": columns,
            }
    return {
        "scan_seconds": round(sum(one["seconds"] for one in tables.values()), 3),
        "tables": tables,
    }


def columns_read(settings: Settings, table: str) -> list[str]:
    """Return the columns of a lake table that the models above staging read."""
    view = f"int_row_month__{LAYOUTS.tables[table].entity}"
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        named = connection.execute(
            "select column_name from information_schema.columns where table_name = ?", [view]
        ).fetchall()
    # the view's joins need these, whether it hands them on or not
    wanted = {name for (name,) in named} | {"delivery_id", "sheet_name", "row_no", "town_code"}
    return [name for name in lake_schema(table) if name in wanted - _WHERE]


def _query(settings: Settings, table: str, columns: list[str]) -> str:
    place = settings.lake / SOURCES[table] / table
    schema = lake_schema(table)
    measures = ", ".join(measure(name, str(schema[name])) for name in columns)
    return (
        f"select report_month, county_code, count(*), count(distinct person_key), {measures}"
        f" from read_parquet('{place.as_posix()}/*/*/*.parquet', hive_partitioning=true,"
        " hive_types_autocast=false) group by report_month, county_code"
    )


def measure(name: str, kind: str) -> str:
    """Return the SQL that makes one number or text of a column of this type (Polars' name)."""
    if kind.startswith(("Int", "Float")):
        return f"sum({name})"
    if kind == "Boolean":
        return f"count_if({name})"
    return f"max({name})"
