"""The relations that no delivery changes: the run itself, regions, plan, tables and their headers.

Belongs here: what the seeds, the plan and the layouts say, as relations of the session.
Does not belong here: what arrived (``relations``), earlier months (``history``).
"""

from __future__ import annotations

import calendar
import datetime as dt

import duckdb
import polars as pl

from pipelines.areas import covered_areas, covered_places
from pipelines.intake import Layouts, cutoff_end, load_layouts
from pipelines.quality.catalogue import DELIVERY_FILE, Catalogue
from pipelines.quality.errors import QualityError, RuleError
from pipelines.quality.plan import read_plan
from pipelines.quality.query import RUN_RELATION
from pipelines.quality.session import create_from
from pipelines.settings import Settings

CHINA = dt.timedelta(hours=8)
MIRRORED = {"2206": "2296", "2205": "2295", "2222": "2298"}
"""Prefixes of the cities' own IDs -> the impossible ones that stand for them in samples."""
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


def cutoff_of(month: str, day: int) -> dt.date:
    """Return the last day, in China, on which a report of ``month`` is in time."""
    first_moment_after = dt.datetime.fromisoformat(cutoff_end(month, day))
    return (first_moment_after + CHINA - dt.timedelta(days=1)).date()


def load_run(connection: _CONNECTION, settings: Settings, month: str) -> None:
    """Create ``run``: one row with the month and the days that count from it."""
    first = first_day_of(month)
    previous_last = first - dt.timedelta(days=1)
    run = pl.DataFrame(
        {
            "report_month": [month],
            "year": [first.year],
            "month": [first.month],
            "first_day": [first],
            "as_of": [last_day_of(first)],
            "cutoff": [cutoff_of(month, settings.cutoff_day)],
            "previous_month": [f"{previous_last:%Y-%m}"],
            "previous_first_day": [previous_last.replace(day=1)],
            "previous_as_of": [previous_last],
            "city_code": [settings.city_code],
            "city_name": [settings.city_name],
        },
        schema_overrides={"year": pl.Int32, "month": pl.Int32},
    )
    create_from(connection, RUN_RELATION, run)
    connection.execute(f"create view run as select * from {RUN_RELATION}")  # noqa: S608


def load_reference(connection: _CONNECTION, settings: Settings, catalogue: Catalogue) -> None:
    """Create the regions, the plan, and which tables and headers there are.

    ``areas counties towns work_regions id_prefixes plan known_tables expected headers``.

    Raises:
        QualityError: the plan cannot be read.
        RuleError: the tables of the catalogue are not those of the layouts.
    """
    seeds = settings.seeds
    create_from(connection, "areas", covered_areas(seeds, settings.cities))
    connection.execute("create table counties as select * from areas where level = 'county'")
    towns = covered_places(seeds, settings.cities, "towns.csv", "town_code")
    create_from(
        connection,
        "towns",
        towns.with_columns(pl.col("is_excluded").str.to_lowercase() == "true"),
    )
    regions = pl.read_csv(seeds / "code_work_region.csv", infer_schema=False)
    create_from(connection, "work_regions", regions)
    prefixes = pl.read_csv(seeds / "id_prefixes.csv", infer_schema=False)
    create_from(connection, "id_prefixes", _each_prefix(prefixes))
    create_from(connection, "plan", read_plan(settings.plan_targets))
    _load_tables(connection, catalogue, load_layouts(settings.expectations))


def _each_prefix(prefixes: pl.DataFrame) -> pl.DataFrame:
    """Return ``prefix6``, one a row, also the impossible ones that samples have instead."""
    each = prefixes.with_columns(pl.col("endings").str.split(" ")).explode("endings")
    six = each.select(pl.concat_str("prefix4", "endings").alias("prefix6"))
    own = six.filter(pl.col("prefix6").str.slice(0, 4).is_in(list(MIRRORED)))
    return pl.concat([six, own.with_columns(pl.col("prefix6").str.replace_many(MIRRORED))])


def _load_tables(connection: _CONNECTION, catalogue: Catalogue, layouts: Layouts) -> None:
    _refuse_other_tables(catalogue, layouts)
    tables = [
        (table, item.source, item.title, item.monthly, item.roster)
        for table, item in catalogue.deliveries.items()
    ]
    names = ["table_name", "source", "table_title", "is_monthly", "is_roster"]
    create_from(connection, "known_tables", pl.DataFrame(tables, schema=names, orient="row"))
    connection.execute(
        "create table expected as select county_code, county_name, source, table_name, table_title"
        " from counties cross join known_tables where is_monthly"
    )
    headers = [
        (table, column.name, column.header or column.name, column.type, column.type == "id")
        for table in catalogue.deliveries
        for column in layouts.tables[table].columns
    ]
    create_from(
        connection,
        "headers",
        pl.DataFrame(
            headers,
            schema={
                "table_name": pl.String,
                "column_name": pl.String,
                "header": pl.String,
                "kind": pl.String,
                "is_identity": pl.Boolean,
            },
            orient="row",
        ),
    )


def _refuse_other_tables(catalogue: Catalogue, layouts: Layouts) -> None:
    for table in sorted(set(catalogue.deliveries) ^ set(layouts.tables)):
        has, lacks = (
            (DELIVERY_FILE, "版式文件 layout.yml")
            if table in catalogue.deliveries
            else ("版式文件 layout.yml", DELIVERY_FILE)
        )
        raise RuleError(f"表 {table} 写在 {has} 中，{lacks} 中却没有，请补上或删去。")
    for table, item in catalogue.deliveries.items():
        layout = layouts.tables[table]
        said = (item.source, item.title, item.roster)
        known = (layouts.source_of[table].source, layout.table_name, layout.roster)
        if said != known:
            raise RuleError(
                f"{DELIVERY_FILE} 中表 {table} 的来源、名称、是否花名册为 {said}，"
                f"与版式文件的 {known} 不一致，请改成一致。"
            )
