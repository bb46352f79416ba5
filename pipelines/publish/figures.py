"""The figures of a warehouse as a publication remembers them, and digests of its marts.

Belongs here: reading them in one order, so that the same figures give the same digest. Does not
belong here: comparing publications (``trace``).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import polars as pl

PAST = "past"
"""Folder of the site that holds the past issues."""

DECIMALS = 9
"""Figures are compared after rounding: sums of parts may come in another order."""
_FIGURES = """
select
    indicator_id, county_code, strftime(report_month, '%Y-%m') as report_month,
    round(value, 9) as value
from marts.fct_indicator
order by all
"""
LIVING = (
    "fct_issue",
    "fct_issue_count",
    "fct_issue_problem",
    "fct_key_problem",
    "fct_quality_score",
)
"""What becomes of findings goes on after a publication: another day, other rows."""
LIVING_FILES = ("quality.html", "problems.html", "files.html")
LIVING_PAGES = ("数据质量", "重点问题", "下载与往期")
"""Labels of the pages that show what becomes of findings, or that list what lies about."""

_COLUMNS = """
select table_name, '"' || column_name || '"' as column_name, data_type
from information_schema.columns
where table_schema = 'marts' and table_catalog = current_database()
order by table_name, ordinal_position
"""
_FLOATS = {"FLOAT", "DOUBLE"}
_UNIT, _NULL = "chr(31)", "chr(30)"
"""Characters that no cell holds: between two columns, and in place of a null."""


def read_figures(warehouse: Path) -> pl.DataFrame:
    """Return every figure: indicator, county, month (text), value."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(_FIGURES).pl()


def figures_sha256(figures: pl.DataFrame) -> str:
    """Return the digest of what ``read_figures`` returned."""
    return hashlib.sha256(figures.write_csv().encode()).hexdigest()


def marts_sha256(warehouse: Path) -> dict[str, str]:
    """Return mart -> digest of its rows, in whichever order; ``LIVING`` ones are left out."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        columns = connection.execute(_COLUMNS).pl()
        return {
            name: _digest(connection, name, of_mart)
            for (name,), of_mart in columns.group_by("table_name", maintain_order=True)
            if name not in LIVING
        }


def _digest(connection: duckdb.DuckDBPyConnection, mart: str, columns: pl.DataFrame) -> str:
    """Add the digests of the rows up, in the database: sorting a long history took seconds."""
    texts = (
        f"round({name}, {DECIMALS})::varchar" if kind in _FLOATS else f"{name}::varchar"
        for name, kind in columns.select("column_name", "data_type").iter_rows()
    )
    # A null is not an empty text, and where one text ends the next begins.
    row = f" || {_UNIT} || ".join(f"coalesce({text}, {_NULL})" for text in texts)
    found = connection.execute(
        f'select count(*), sum(md5_number_lower({row})) from marts."{mart}"'  # noqa: S608
    ).fetchone()
    names = ",".join(columns["column_name"])
    return hashlib.sha256(f"{names} {found}".encode()).hexdigest()


def files_sha256(folder: Path) -> dict[str, str]:
    """Return path below ``folder`` -> SHA-256, of every file; those of past issues are not its."""
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(files.items())
        if PAST not in name.parts
    }
