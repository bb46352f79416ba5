"""The tables that a cluster has finished become the DuckDB file that everybody reads.

Belongs here: reading the cluster's Parquet folders into the file built aside, with the types and
comments of the project. Views are made by dbt, as in any other build. Does not belong here: what is
on the cluster (``cluster``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.warehouse.cluster import ask, schema_name
from pipelines.warehouse.project import MEMORY_LIMIT, dbt_folder

if TYPE_CHECKING:
    import duckdb

    from pipelines.settings import Settings

TABLES = ("table", "incremental", "seed")
_TYPES = {"string": "VARCHAR", "int": "INTEGER", "timestamp": "TIMESTAMP"}
MONTH = "report_month"


def take_over(settings: Settings, nodes: Iterable[Any], database: Path) -> None:
    """Write every table of the project, as the cluster has it, into ``database``.

    Args:
        settings: the home folder, and which cluster.
        nodes: dbt's nodes, of which models and seeds that are tables are taken.
        database: a DuckDB file, made here.

    Raises:
        WarehouseError: the cluster does not say what the columns of an empty table are.
    """
    import duckdb

    spill = str(dbt_folder(settings) / "spill")
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute(f"set temp_directory = {_quoted(spill)}")
        for node in nodes:
            if node.resource_type in ("model", "seed") and node.config.materialized in TABLES:
                _take_table(settings, connection, node)


def _take_table(settings: Settings, connection: duckdb.DuckDBPyConnection, node: Any) -> None:
    schema = node.config.schema
    name = f"{schema}.{node.name}"
    connection.execute(f"create schema if not exists {schema}")
    folder = settings.spark_tables / schema_name(settings, schema) / node.name
    rows = _rows(folder) or _no_rows(settings, schema, node.name)
    columns = "*"
    if node.config.contract.enforced:
        typed = (f"cast({c.name} as {c.data_type}) as {c.name}" for c in node.columns.values())
        columns = ", ".join(typed)
    connection.execute(f"create table {name} as select {columns} from {rows}")  # noqa: S608
    if not node.config.persist_docs.get("relation"):
        return
    connection.execute(f"comment on table {name} is {_quoted(node.description)}")
    for column in node.columns.values():
        connection.execute(
            f"comment on column {name}.{column.name} is {_quoted(column.description)}"
        )


def _rows(folder: Path) -> str:
    """Return what reads a table's files; empty where there are none: kept by month, and no rows."""
    if any(folder.glob("*.parquet")):
        return f"read_parquet({_quoted(f'{folder.as_posix()}/*.parquet')}, hive_partitioning=false)"
    if any(folder.glob(f"{MONTH}=*/*.parquet")):
        place = _quoted(f"{folder.as_posix()}/{MONTH}=*/*.parquet")
        return f"read_parquet({place}, hive_partitioning=true, hive_types={{'{MONTH}': DATE}})"
    return ""


def _no_rows(settings: Settings, schema: str, name: str) -> str:
    told = ask(settings, f"describe table {schema_name(settings, schema)}.{name}")
    columns: dict[str, str] = {}
    for column, kind, *_ in told:
        if not column or column.startswith("#"):
            break
        columns[column] = _TYPES.get(kind, kind)
    typed = ", ".join(f"cast(null as {kind}) as {column}" for column, kind in columns.items())
    return f"(select {typed} where false)"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
