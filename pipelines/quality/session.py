"""The screening's in-memory DuckDB: limits, functions that rules may use, small helpers.

Belongs here: what is true of every screening whatever the month.
Does not belong here: the month's relations (``relations``), rules (``expectations/``).
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from pipelines.quality.errors import QualityError
from pipelines.quality.query import literal
from pipelines.settings import Settings

MEMORY_LIMIT = "2GB"  # a full-size month needs about 0.4 GB; more spills into work/

_FUNCTIONS = (
    "create macro birthday(born, years) as (born + to_years(years))::date",
    "create macro plain(number) as regexp_replace(printf('%.2f', number::double), '\\.?0+$', '')",
    "create macro unread_text(cells, name) as json_extract_string(cells, concat('$.', name))",
    "create macro unread(cells, name) as unread_text(cells, name) is not null",
    "create macro shown(words) as case when length(words) <= 12 "
    "and not regexp_matches(words, '\\d{6}') then words end",
    "create macro odd_months(header, value, cells, name, most) as "
    "case when value not between 0 and most then concat(header, '“', value, '”') "
    "when unread(cells, name) then "
    "concat(header, nullif(concat('“', unread_text(cells, name), '”'), '“”')) end",
    "create macro month_words(month) as "
    "printf('%d年%d月', left(month::varchar, 4)::integer, substr(month::varchar, 6, 2)::integer)",
)


@contextmanager
def open_session(
    settings: Settings, spill: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a DuckDB connection that never asks the network.

    It spills into ``spill``, a folder of its own, or into ``settings.work``.
    """
    spill = spill or settings.work / "quality"
    spill.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        for statement in (
            f"set memory_limit = {literal(MEMORY_LIMIT)}",
            f"set temp_directory = {literal(spill.as_posix())}",
            f"set threads = {settings.workers}",
            "set autoinstall_known_extensions = false",
            "set autoload_known_extensions = false",
            "set enable_progress_bar = false",
            *_FUNCTIONS,
        ):
            connection.execute(statement)
        yield connection


def create_from(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Create a table from a frame; every connection of the session sees it."""
    connection.register("incoming_frame", frame)
    connection.execute(f'create table "{name}" as select * from incoming_frame')
    connection.unregister("incoming_frame")


def parquet(paths: Sequence[Path]) -> str:
    """Return the SQL relation over exactly these files; partition folders are not read as columns.

    Raises:
        QualityError: a file is not there.
    """
    if missing := [path for path in paths if not path.is_file()]:
        raise QualityError(
            f"数据湖中缺少 {missing[0]}（共缺 {len(missing)} 个文件），"
            "请重新接收该月的交付（归档中的原始文件还在），再重新筛查。"
        )
    listed = ", ".join(literal(path.as_posix()) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
