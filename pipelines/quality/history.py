"""What was accepted before the month: the measure of R06 and R76.

Belongs here: the last accepted delivery of each (county, table), its townships and its rows.
Does not belong here: the month itself (``relations``). Reads one earlier delivery per county.
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from pipelines.quality.relations import delivery_file, empty_file
from pipelines.quality.session import create_from, parquet
from pipelines.quality.tables import EMPTY_MONTH, read_findings, read_verdicts
from pipelines.settings import Settings

LABOUR = ("jilin_employment", "T-H1")


def load_history(connection: duckdb.DuckDBPyConnection, settings: Settings, month: str) -> None:
    """Create ``last_accepted``, ``last_accepted_towns`` and ``last_accepted_t_h1``.

    Before the first screened month they have no row.
    """
    accepted = (
        read_verdicts(settings, before=month)
        .filter(pl.col("state") == "accepted")
        .sort("report_month", "county_code", "table_name")
        .unique(["county_code", "table_name"], keep="last", maintain_order=True)
    )
    create_from(connection, "last_accepted", accepted)
    _load_towns(connection, settings, accepted)
    _load_labour(connection, settings, accepted)


def _files(settings: Settings, accepted: pl.DataFrame) -> list[Path]:
    columns = accepted.select("source", "table_name", "report_month", "county_code", "delivery_id")
    return [delivery_file(settings, *row) for row in columns.iter_rows()]


def _load_towns(
    connection: duckdb.DuckDBPyConnection, settings: Settings, accepted: pl.DataFrame
) -> None:
    files = [*_files(settings, accepted), empty_file(settings, *LABOUR)]
    # A township of another county, listed by mistake, may disappear without blocking anything.
    connection.execute(
        f"""
        create table last_accepted_towns as
        select county_code, table_name, town_code, town_name, row_count
        from (
            select delivery_id, town_code, count(*) as row_count
            from {parquet(files)} group by all
        )
        join last_accepted using (delivery_id)
        join towns using (town_code, county_code)
        """
    )


def _load_labour(
    connection: duckdb.DuckDBPyConnection, settings: Settings, accepted: pl.DataFrame
) -> None:
    labour = accepted.filter(pl.col("table_name") == LABOUR[1])
    months = sorted(set(labour["report_month"].to_list()))
    quarantined = pl.concat(
        read_findings(settings, month).filter(pl.col("action") == "Q")
        for month in [*months, EMPTY_MONTH]
    )
    create_from(
        connection,
        "quarantined_before",
        quarantined.select("delivery_id", "sheet_name", "row_no").unique(maintain_order=True),
    )
    files = [*_files(settings, labour), empty_file(settings, *LABOUR)]
    connection.execute(
        f"""
        create table last_accepted_t_h1 as
        select county_code, town_code, person_key, row_hash
        from {parquet(files)}
        join last_accepted using (delivery_id)
        where (delivery_id, sheet_name, row_no) not in
            (select (delivery_id, sheet_name, row_no) from quarantined_before)
        """
    )
