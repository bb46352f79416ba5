"""Two warehouses compared table by table and row by row."""

from __future__ import annotations

from pathlib import Path

import duckdb

DIGITS = 9
"""Of doubles: a sum of doubles depends on the order of its rows, in the last digits."""


def tables(file: Path, schema: str) -> list[str]:
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute(
            "select table_name from duckdb_tables() where schema_name = ? order by 1", [schema]
        ).fetchall()
    return [row[0] for row in rows]


def difference(one: Path, other: Path, schema: str, table: str) -> str:
    """Return what is different: columns and types, else the numbers of rows of only one; or ''."""
    name = f"{schema}.{table}"
    with duckdb.connect() as connection:
        for alias, file in (("one", one), ("other", other)):
            quoted = str(file).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {alias} (read_only)")
        described = [
            connection.execute(f"describe {alias}.{name}").fetchall() for alias in ("one", "other")
        ]
        columns = [[(row[0], row[1]) for row in rows] for rows in described]
        if columns[0] != columns[1]:
            return f"{name}: columns {sorted(set(columns[0]) ^ set(columns[1]))} or their order"
        listed = ", ".join(_rounded(column, kind) for column, kind in columns[0])
        only = [
            connection.execute(
                f"select count(*) from (select {listed} from {a}.{name}"
                f" except all select {listed} from {b}.{name})"
            ).fetchall()[0][0]
            for a, b in (("one", "other"), ("other", "one"))
        ]
    return f"{name}: {only[0]} rows only of one, {only[1]} only of the other" if any(only) else ""


def _rounded(column: str, kind: str) -> str:
    """Return a column with doubles cut to so many significant digits."""
    if kind != "DOUBLE":
        return column
    return (
        f"case when {column} = 0 or {column} is null then {column} else round({column},"
        f" cast({DIGITS} - 1 - floor(log10(abs({column}))) as integer)) end as {column}"
    )
