"""The relations that rules query, for one month: what arrived, its rows, and the reference data.

Belongs here: choosing the month's files and naming them. Only files of this month are read.
Does not belong here: earlier months (``history``), judging (``gx``, ``expectations/``).
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path

import duckdb
import polars as pl

from pipelines.quality.catalogue import Catalogue
from pipelines.quality.errors import QualityError
from pipelines.quality.plan import read_plan
from pipelines.quality.query import RUN_RELATION, literal, relation_of
from pipelines.quality.rules import FINDING_COLUMNS
from pipelines.quality.session import create_from, parquet
from pipelines.quality.tables import EMPTY_MONTH
from pipelines.settings import Settings

_CONNECTION = duckdb.DuckDBPyConnection


def first_day_of(month: str) -> dt.date:
    """Return the first day of ``YYYY-MM``.

    Raises:
        QualityError: ``month`` is not written like that.
    """
    try:
        return dt.datetime.strptime(month, "%Y-%m").date()
    except ValueError as error:
        raise QualityError(f"月份“{month}”格式不对，应写成 2022-05 的样子。") from error


def last_day_of(first: dt.date) -> dt.date:
    """Return the last day of the month that starts on ``first``."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


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


def load_month(
    connection: _CONNECTION, settings: Settings, catalogue: Catalogue, month: str
) -> None:
    """Create every relation of the month except the earlier deliveries.

    Raises:
        QualityError: nothing was received yet, or a file of the lake is not there.
    """
    _load_run(connection, settings, month)
    _load_reference(connection, settings, catalogue)
    _load_register(connection, settings, month)
    for table, expected in catalogue.deliveries.items():
        _load_rows(connection, settings, expected.source, table, month)
    _load_town_rows(connection, list(catalogue.deliveries))
    shape = pl.Schema({name: pl.String() for name in FINDING_COLUMNS} | {"row_no": pl.Int32()})
    create_from(connection, "finding_shape", pl.DataFrame(schema=shape))


def _load_run(connection: _CONNECTION, settings: Settings, month: str) -> None:
    first = first_day_of(month)
    previous_last = first - dt.timedelta(days=1)
    run = pl.DataFrame(
        {
            "report_month": [month],
            "year": [first.year],
            "month": [first.month],
            "first_day": [first],
            "as_of": [last_day_of(first)],
            "previous_month": [f"{previous_last:%Y-%m}"],
            "previous_first_day": [previous_last.replace(day=1)],
            "previous_as_of": [previous_last],
            "city_code": [settings.city_code],
            "city_name": [settings.city_name],
        },
        schema_overrides={"year": pl.Int32, "month": pl.Int32},
    )
    create_from(connection, RUN_RELATION, run)
    connection.execute(f"create view run as select * from {RUN_RELATION}")


def _load_reference(connection: _CONNECTION, settings: Settings, catalogue: Catalogue) -> None:
    seeds = settings.seeds
    counties = pl.read_csv(seeds / "counties.csv", infer_schema=False)
    create_from(connection, "counties", counties.filter(pl.col("level") == "county"))
    towns = pl.read_csv(seeds / "towns.csv", infer_schema=False)
    create_from(
        connection,
        "towns",
        towns.with_columns(pl.col("is_excluded").str.to_lowercase() == "true"),
    )
    regions = pl.read_csv(seeds / "code_work_region.csv", infer_schema=False)
    create_from(connection, "work_regions", regions)
    create_from(connection, "plan", read_plan(settings.plan_targets))
    titles = [(table, item.source, item.title) for table, item in catalogue.deliveries.items()]
    create_from(
        connection,
        "expected_tables",
        pl.DataFrame(titles, schema=["table_name", "source", "table_title"], orient="row"),
    )
    connection.execute(
        "create table expected as select county_code, county_name, source, table_name, table_title"
        " from counties cross join expected_tables"
    )


def _load_register(connection: _CONNECTION, settings: Settings, month: str) -> None:
    path = register_path(settings)
    if not path.is_file():
        raise QualityError(f"还没有交付登记表 {path}，请先把导出文件放入收件目录并接收。")
    # The greatest (received_at, delivery_id) is the candidate; the others are superseded. A file
    # that nobody could place competes with no other: each is reported.
    candidates = f"""
        select * from {parquet([path])}
        where report_month = $month
        qualify row_number() over (
            partition by table_name, county_code,
                case when table_name = 'unknown' or county_code = '000000' then delivery_id end
            order by received_at desc, delivery_id desc) = 1
    """
    connection.execute(
        f"""
        create table candidates as
        select c.*, county_name, table_title
        from ({candidates}) as c
        left join counties using (county_code)
        left join expected_tables using (table_name)
        """,
        {"month": month},
    )
    previous = first_day_of(month) - dt.timedelta(days=1)
    connection.execute(
        "create table previous_candidates as"
        f" select county_code, table_name, content_hash from ({candidates})",
        {"month": f"{previous:%Y-%m}"},
    )


def _load_rows(
    connection: _CONNECTION, settings: Settings, source: str, table: str, month: str
) -> None:
    deliveries = connection.execute(
        "select county_code, delivery_id from candidates"
        " where table_name = $table and intake_state = 'conformed' order by all",
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
        join candidates as c using (delivery_id)
        left join towns using (town_code)
        """
    )


def _load_town_rows(connection: _CONNECTION, tables: list[str]) -> None:
    parts = " union all ".join(
        f"select {literal(table)} as table_name, delivery_id, town_code"
        f" from {relation_of(table)} where town_code is not null"
        for table in tables
    )
    connection.execute(
        "create table town_rows as select table_name, delivery_id, town_code,"
        f" count(*) as row_count from ({parts}) group by all"
    )
