"""What was accepted before the month: the measure of R05, R06 and R76.

Belongs here: the last accepted slot of each (county, table), its townships and its rows.
Does not belong here: the month itself (``relations``). Reads one earlier slot per county.
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from pipelines.quality.catalogue import Catalogue
from pipelines.quality.relations import delivery_file, empty_file, is_replaced, register_path
from pipelines.quality.session import create_from, parquet
from pipelines.quality.tables import EMPTY_MONTH, read_findings, read_verdicts
from pipelines.settings import Settings

LABOUR = ("jilin_employment", "T-H1")
_SLOT = ["county_code", "table_name"]


def load_history(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Catalogue,
    month: str,
    counties: Sequence[str] | None = None,
) -> None:
    """Create ``last_accepted``, ``last_accepted_towns`` and ``last_accepted_t_h1``.

    A slot may have several deliveries; rows of townships delivered again are no part of it.
    Before the first screened month they have no row. ``counties`` as in ``load_month``.
    """
    compared = [
        table for table, item in catalogue.deliveries.items() if item.monthly or item.roster
    ]
    accepted = read_verdicts(settings, before=month).filter(
        pl.col("state") == "accepted", pl.col("table_name").is_in(compared)
    )
    accepted = of_counties(accepted, counties)
    newest = accepted.group_by(_SLOT).agg(pl.col("report_month").max())
    parts = accepted.join(newest, on=[*_SLOT, "report_month"], how="semi").sort("delivery_id")
    create_from(connection, "last_accepted_verdicts", parts)
    connection.execute(
        f"""
        create table last_accepted_parts as
        select v.*, coalesce(r.replaced_towns, '') as replaced_towns
        from last_accepted_verdicts as v
        left join {parquet([register_path(settings)])} as r using (delivery_id);

        create table last_accepted as
        select county_code, table_name, source, report_month, sum(rows_data)::bigint as rows_data
        from last_accepted_parts group by all
        """
    )
    _load_towns(connection, settings, parts)
    _load_labour(connection, settings, parts)


def of_counties(frame: pl.DataFrame, counties: Sequence[str] | None) -> pl.DataFrame:
    """Return the rows of these counties, by ``county_code``; all where nobody is named."""
    return frame if counties is None else frame.filter(pl.col("county_code").is_in(counties))


def quarantined_rows(settings: Settings, months: Sequence[str]) -> pl.DataFrame:
    """Return delivery_id, sheet_name, row_no of the rows that were quarantined in these months."""
    quarantined = pl.concat(
        read_findings(settings, month).filter(pl.col("action") == "Q", ~pl.col("is_exempt"))
        for month in [*months, EMPTY_MONTH]
    )
    return quarantined.select("delivery_id", "sheet_name", "row_no").unique(maintain_order=True)


def _files(settings: Settings, parts: pl.DataFrame) -> list[Path]:
    columns = parts.select("source", "table_name", "report_month", "county_code", "delivery_id")
    return [delivery_file(settings, *row) for row in columns.iter_rows()]


def _load_towns(
    connection: duckdb.DuckDBPyConnection, settings: Settings, parts: pl.DataFrame
) -> None:
    files = [*_files(settings, parts), empty_file(settings, *LABOUR)]
    # A township of another county, listed by mistake, may disappear without blocking anything.
    connection.execute(
        f"""
        create table last_accepted_towns as
        with per_part as (
            select delivery_id, town_code, count(*) as row_count
            from {parquet(files)} group by all
        )
        select county_code, table_name, town_code, town_name, sum(row_count)::bigint as row_count
        from per_part
        join last_accepted_parts as part using (delivery_id)
        join towns using (town_code, county_code)
        where not {is_replaced("part.replaced_towns", "town_code")}
        group by all
        """
    )


def _load_labour(
    connection: duckdb.DuckDBPyConnection, settings: Settings, parts: pl.DataFrame
) -> None:
    labour = parts.filter(pl.col("table_name") == LABOUR[1])
    months = sorted(set(labour["report_month"].to_list()))
    create_from(connection, "quarantined_before", quarantined_rows(settings, months))
    files = [*_files(settings, labour), empty_file(settings, *LABOUR)]
    connection.execute(
        f"""
        create table last_accepted_t_h1 as
        select county_code, town_code, person_key, row_hash
        from {parquet(files)}
        join last_accepted_parts as part using (delivery_id)
        where not {is_replaced("part.replaced_towns", "town_code")}
            and (delivery_id, sheet_name, row_no) not in
            (select (delivery_id, sheet_name, row_no) from quarantined_before)
        """
    )
