"""The relations that rules query, for one month: what arrived, what counts of it, and its rows.

Belongs here: choosing the month's files and naming them. Only files of this month are read.
Does not belong here: earlier months (``history``), judging (``gx``, ``expectations/``), and what
a delivery's standing is: the register says it.
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from pipelines.quality.catalogue import Catalogue
from pipelines.quality.errors import QualityError
from pipelines.quality.query import literal, relation_of
from pipelines.quality.reference import first_day_of, load_reference, load_run
from pipelines.quality.rules import FINDING_COLUMNS
from pipelines.quality.session import create_from, parquet
from pipelines.quality.tables import EMPTY_MONTH
from pipelines.settings import Settings

_CONNECTION = duckdb.DuckDBPyConnection


def register_path(settings: Settings) -> Path:
    """Return where the register of deliveries is."""
    return settings.lake / "register" / "deliveries.parquet"


def delivery_file(
    settings: Settings, source: str, table: str, month: str, county: str, delivery: str
) -> Path:
    """Return the Parquet file of a delivery."""
    folder = settings.lake / source / table / f"report_month={month}" / f"county_code={county}"
    return folder / f"{delivery}.parquet"


def empty_file(settings: Settings, source: str, table: str) -> Path:
    """Return the typed file without rows that intake keeps for every table."""
    return delivery_file(settings, source, table, EMPTY_MONTH, "000000", "empty")


def is_replaced(towns: str, town: str) -> str:
    """Return the SQL condition: the township was delivered again, so that its rows do not count."""
    return f"coalesce(list_contains(string_split({towns}, ','), {town}), false)"


def load_month(
    connection: _CONNECTION,
    settings: Settings,
    catalogue: Catalogue,
    month: str,
    counties: Sequence[str] | None = None,
) -> None:
    """Create every relation of the month except the earlier deliveries.

    ``counties``: the codes whose deliveries are looked at, and expected; None: everybody's.

    Raises:
        QualityError: nothing was received yet, or a file of the lake is not there.
        RuleError: the catalogue's tables are not those of the layouts.
    """
    load_run(connection, settings, month)
    load_reference(connection, settings, catalogue)
    _load_register(connection, settings, month, counties)
    for table, item in catalogue.deliveries.items():
        _load_rows(connection, settings, item.source, table, month)
    compared = [
        table for table, item in catalogue.deliveries.items() if item.monthly or item.roster
    ]
    _load_town_rows(connection, compared)
    shape = pl.Schema({name: pl.String() for name in FINDING_COLUMNS} | {"row_no": pl.Int32()})
    create_from(connection, "finding_shape", pl.DataFrame(schema=shape))


def _load_register(
    connection: _CONNECTION, settings: Settings, month: str, counties: Sequence[str] | None
) -> None:
    path = register_path(settings)
    if not path.is_file():
        raise QualityError(f"还没有交付登记表 {path}，请先把导出文件放入收件目录并接收。")
    connection.execute(
        f"""
        create table month_register as
        select r.*, county_name, table_title,
            coalesce(is_monthly, false) as is_monthly, coalesce(is_roster, false) as is_roster
        from {parquet([path])} as r
        left join areas using (county_code)
        left join known_tables using (table_name)
        where report_month = $month
            and ($counties::varchar[] is null or list_contains($counties, r.county_code))
        """,
        {"month": month, "counties": counties},
    )
    if counties is not None:
        connection.execute(
            "delete from expected where not list_contains($counties::varchar[], county_code)",
            {"counties": counties},
        )
    connection.execute(
        """
        create table candidates as
        from month_register where standing in ('counts', 'refused');

        create table parts as
        select *, rows_data - rows_superseded as rows_counting
        from candidates where standing = 'counts';

        create table slots as
        select
            county_code, table_name,
            any_value(county_name) as county_name,
            any_value(table_title) as table_title,
            bool_or(is_monthly) as is_monthly,
            bool_or(is_roster) as is_roster,
            max(delivery_id) filter (is_lead) as delivery_id,
            count(*) as part_count,
            sum(rows_counting)::bigint as row_count,
            string_agg(content_hash, ',' order by content_hash) as content_hashes
        from parts group by all;

        create table first_received as
        select county_code, county_name, table_name, table_title, is_monthly, delivery_id,
            (try_cast(left(received_at, 19) as timestamp) + interval 8 hours)::date as received_on
        from month_register
        where intake_state = 'conformed' and standing <> 'withdrawn'
        qualify row_number() over (
            partition by county_code, table_name order by received_at, delivery_id) = 1
        """
    )
    previous = first_day_of(month) - dt.timedelta(days=1)
    connection.execute(
        f"""
        create table previous_slots as
        select county_code, table_name,
            string_agg(content_hash, ',' order by content_hash) as content_hashes
        from {parquet([path])}
        where report_month = $month and standing = 'counts'
        group by all
        """,
        {"month": f"{previous:%Y-%m}"},
    )


def _load_rows(
    connection: _CONNECTION, settings: Settings, source: str, table: str, month: str
) -> None:
    deliveries = connection.execute(
        "select county_code, delivery_id from parts where table_name = $table order by all",
        {"table": table},
    ).fetchall()
    files = [empty_file(settings, source, table)]
    files += [delivery_file(settings, source, table, month, *delivery) for delivery in deliveries]
    connection.execute(
        f"""
        create table {relation_of(table)} as
        select
            in_file.*,
            c.county_code,
            c.county_name,
            c.table_title,
            towns.town_name,
            coalesce(towns.is_excluded, false) as is_excluded,
            concat(c.county_name, towns.town_name, in_file.village_name) as place
        from {parquet(files)} as in_file
        join parts as c using (delivery_id)
        left join towns using (town_code)
        where not {is_replaced("c.replaced_towns", "in_file.town_code")}
        """
    )


def _load_town_rows(connection: _CONNECTION, tables: list[str]) -> None:
    rows = " union all ".join(
        f"select {literal(table)} as table_name, county_code, delivery_id, town_code"
        f" from {relation_of(table)} where town_code is not null"
        for table in tables
    )
    connection.execute(
        f"""
        create table town_rows as
        with per_part as (select *, count(*) as row_count from ({rows}) group by all)
        select table_name, county_code, town_code,
            sum(row_count)::bigint as row_count,
            first(delivery_id order by row_count desc, delivery_id) as delivery_id
        from per_part group by all
        """
    )
