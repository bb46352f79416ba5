"""Everything known of one published figure, read from the published warehouse.

Belongs here: the queries. Does not belong here: words (``explain``), the list of rows
(``row_list``), and any arithmetic: what is shown was made in ``dbt_project``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from pipelines.publish.record import FILE_NAME, read_record
from pipelines.trace.errors import TraceError
from pipelines.trace.names import Names
from pipelines.warehouse import newest_version, read_baseline

if TYPE_CHECKING:
    from pipelines.settings import Settings

Row = dict[str, Any]
_DEFINITION = "select * from marts.dim_indicator where indicator_id = $indicator"
_FIGURE = """
select figure.*, area.source_month
from marts.fct_indicator as figure
left join intermediate.int_indicator_area_month as area
    using (indicator_id, county_code, report_month)
where indicator_id = $indicator and county_code = $county and report_month = $day
"""
_BASELINE = """
select strftime(report_month, '%m') as month, value from marts.fct_indicator
where indicator_id = $indicator and county_code = $county and year(report_month) = $year
    and month(report_month) in (month(cast($day as date)), 12)
"""
# A city's own book feeds its counties' figures where a table has one; another city's never does.
_DELIVERIES = """
select
    effective.table_name, effective.county_code, effective.source_month, delivery.delivery_id,
    delivery.file_name, delivery.sha256, delivery.received_at, delivery.rows_read,
    delivery.rows_accepted, delivery.rows_quarantined, delivery.rows_superseded,
    delivery.rows_dropped
from intermediate.int_county_month__effective as effective
inner join (
    select distinct table_name from seeds.indicator_tables where indicator_id = $indicator
) as needed using (table_name)
left join marts.fct_delivery as delivery
    on effective.table_name = delivery.table_name
    and effective.county_code = delivery.county_code
    and effective.source_month = delivery.report_month
    and delivery.state = '已采用'
where effective.report_month = $day
    and effective.county_code in (
        select area.county_code
        from marts.dim_county as area, marts.dim_county as asked
        where asked.county_code = $county
            and (
                asked.level = 'province'
                or (
                    area.city_code = asked.city_code
                    and (asked.level = 'city' or area.level = 'city' or area.county_code = $county)
                )
            )
    )
    and (
        delivery.delivery_id is not null
        or effective.county_code in (
            select county_code from marts.dim_county where level = 'county'
        )
    )
order by effective.county_code, effective.table_name, delivery.received_at, delivery.delivery_id
"""
_QUARANTINED = """
select
    delivery_id, finding.rule_id, any_value(rule.rule_name) as rule_name,
    count(distinct (sheet_name, row_no)) as row_count
from marts.fct_finding as finding
inner join intermediate.int_delivery__current as delivery using (delivery_id)
left join marts.dim_rule as rule on finding.rule_id = rule.rule_id
where rule.action = 'Q' and row_no is not null and not finding.is_exempt
    and list_contains($deliveries, delivery_id)
group by delivery_id, finding.rule_id
order by delivery_id, finding.rule_id
"""
_REVISION = """
select * from marts.fct_revision
where indicator_id = $indicator and county_code = $county and report_month = $day
"""


@dataclass(frozen=True)
class Facts:
    """One figure: its definition, its numbers, and what it was made of."""

    indicator: str
    county: str
    month: str
    definition: Row
    figure: Row
    baseline_year: int
    baseline: dict[str, float | None]
    """Month number (``05``) -> value of the baseline year; the figure's month and December."""
    frozen: Row | None
    """A row of the frozen version; None while the year is not frozen."""
    deliveries: list[Row]
    quarantined: dict[str, list[Row]]
    """Delivery id -> rule and number of quarantined rows."""
    revision: Row | None
    """None where the figure was not published before."""
    publication_id: str | None
    """The publication that is shown now."""

    @property
    def day(self) -> str:
        """The first day of the month, as the warehouse has it."""
        return f"{self.month}-01"

    @property
    def rows_quarantined(self) -> int:
        """Quarantined rows of all deliveries behind the figure."""
        return sum(row["rows_quarantined"] or 0 for row in self.deliveries)


def connect(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse for reading.

    Raises:
        TraceError: nothing is published, or the file is of another version.
    """
    if not settings.warehouse_file.exists():
        raise TraceError("还没有发布过。请先运行 employment refresh。")
    try:
        connection = duckdb.connect(str(settings.warehouse_file), read_only=True)
        connection.execute("select measure_model from marts.dim_indicator limit 0")
    except duckdb.Error:
        raise TraceError(
            f"已发布的数据 {settings.warehouse_file} 不是这个版本的程序生成的，"
            "或正被别的程序占用。请运行 employment refresh 后再试。"
        ) from None
    return connection


def read_facts(
    settings: Settings, connection: duckdb.DuckDBPyConnection, names: Names,
    indicator: str, county: str, month: str, baseline_year: int,
) -> Facts:  # fmt: skip
    """Return what is known of a figure.

    Raises:
        TraceError: the figure is not published; the message lists the months that are.
    """
    asked = {"indicator": indicator, "county": county, "day": f"{month}-01"}
    definition = _one(
        connection, _DEFINITION, {"indicator": indicator},
    )  # fmt: skip
    figure = _one(connection, _FIGURE, asked)
    if definition is None or figure is None:
        raise TraceError(_not_there(connection, names, indicator, month))
    deliveries = _rows(connection, _DELIVERIES, asked)
    found = [row["delivery_id"] for row in deliveries if row["delivery_id"]]
    quarantined: dict[str, list[Row]] = {}
    for row in _rows(connection, _QUARANTINED, {"deliveries": found}):
        quarantined.setdefault(row["delivery_id"], []).append(row)
    frozen = newest_version(read_baseline(settings)).filter(
        pl.col("baseline_year") == baseline_year
    )
    if frozen.is_empty():
        live = _rows(connection, _BASELINE, asked | {"year": baseline_year})
        baseline = {row["month"]: row["value"] for row in live}
    else:
        own = frozen.filter(indicator_id=indicator, county_code=county)
        baseline = {m[5:]: value for m, value in own.select("report_month", "value").iter_rows()}
    return Facts(
        indicator=indicator,
        county=county,
        month=month,
        definition=definition,
        figure=figure,
        baseline_year=baseline_year,
        baseline=baseline,
        frozen=None if frozen.is_empty() else frozen.row(0, named=True),
        deliveries=deliveries,
        quarantined=quarantined,
        revision=_one(connection, _REVISION, asked),
        publication_id=read_record(settings.published / FILE_NAME).get("publication_id"),
    )


def _not_there(
    connection: duckdb.DuckDBPyConnection, names: Names, indicator: str, month: str
) -> str:
    months = [
        row["month"]
        for row in _rows(
            connection,
            "select distinct strftime(report_month, '%Y-%m') as month from marts.fct_indicator"
            " where indicator_id = $indicator order by 1",
            {"indicator": indicator},
        )
    ]
    name = names.indicators[indicator]["indicator_name"]
    if not months:
        return f"已发布的数据中没有 {indicator} {name}。请运行 employment refresh 后再试。"
    return f"没有发布过 {month} 的 {indicator} {name}。已发布的月份：{months[0]} 至 {months[-1]}。"


def _rows(connection: duckdb.DuckDBPyConnection, query: str, asked: Row) -> list[Row]:
    return connection.execute(query, asked).pl().to_dicts()


def _one(connection: duckdb.DuckDBPyConnection, query: str, asked: Row) -> Row | None:
    rows = _rows(connection, query, asked)
    return rows[0] if rows else None
