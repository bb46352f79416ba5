"""Reading the published marts of a DuckDB file, once per page build.

Belongs here: SELECTs on schema ``marts``, of the figures that may leave the office only; nothing is
added up here. Does not belong here: any figure's meaning, any wording of a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from dashboards.facts import SOURCES
from dashboards.look import Look
from dashboards.marts import (
    Area,
    Comparison,
    Definition,
    DeliveryCount,
    FindingCount,
    Marts,
    Month,
    Screening,
    Value,
    shown_years,
)


class MartsError(Exception):
    """The warehouse cannot feed the pages; the message is Chinese and says what to do."""


_FINDING_COUNTS = """
select c.county_code, c.severity, c.rule_id, r.rule_name, r.how_to_fix, c.finding_count,
    c.finding_count_last_month, r.owner
from marts.fct_finding_count as c left join marts.dim_rule as r using (rule_id)
where c.report_month = $as_of
order by c.county_code, c.finding_count desc, c.rule_id
"""
_SCREENINGS = "marts.fct_screening where report_month = $as_of order by county_code, table_name"
_DELIVERY_COUNTS = (
    "marts.fct_delivery_count where report_month = $as_of order by county_code, state"
)
_FIGURES = "marts.fct_indicator_published where report_month <= $as_of"
_LAST_RECEIVED = """
select max(received_at::varchar) from marts.fct_delivery
where state = '已采用' and report_month <= $as_of
"""

Row = TypeVar("Row")


def read_marts(warehouse: Path, as_of: str | None = None, look: Look | None = None) -> Marts:
    """Read the marts of a DuckDB file, which is opened read-only.

    Args:
        warehouse: the DuckDB file.
        as_of: ``YYYY-MM``; the publication's own month when None.
        look: what the office set of the pages; the project's own look when None.

    Raises:
        MartsError: no such file, a mart or column is missing, or no figures for the month.
    """
    import duckdb

    if not warehouse.is_file():
        raise MartsError(f"找不到数据仓库 {warehouse}，请先运行刷新（refresh）生成它。")
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            return _read(connection, as_of, look or Look())
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise MartsError(
            f"数据仓库 {warehouse} 读不出来：{first}。请重新运行刷新（refresh）后再发布。"
        ) from error


def _read(connection: Any, as_of: str | None, look: Look) -> Marts:
    publication = connection.execute(
        "select as_of_month::varchar, is_sample, definition_version::varchar,"
        " rules_version::varchar, delivery_count from marts.dim_publication"
    ).fetchone()
    if publication is None:
        raise MartsError("数据仓库里没有发布信息（marts.dim_publication 为空），请重新运行刷新。")
    months = tuple(
        row[0]
        for row in connection.execute(
            "select distinct report_month from marts.fct_indicator_published order by 1"
        ).fetchall()
    )
    month = _chosen_month(as_of, publication[0], months)
    at = {"as_of": month}
    received = connection.execute(_LAST_RECEIVED, at).fetchone()
    years = ", ".join(map(str, sorted(shown_years(month))))
    shown = f"report_month <= $as_of and year(report_month) in ({years})"
    values = _rows(connection, Value, f"marts.fct_indicator_published where {shown}", at)
    compared = _rows(connection, Comparison, f"marts.fct_comparison_published where {shown}", at)
    return Marts(
        as_of=month,
        is_sample=bool(publication[1]),
        definition_version=publication[2] or "",
        rules_version=publication[3] or "",
        delivery_count=int(publication[4] or 0),
        last_received=_moment(received[0] if received else None),
        areas=tuple(_rows(connection, Area, "marts.dim_county order by sort_order, county_code")),
        months={row.report_month: row for row in _rows(connection, Month, "marts.dim_month")},
        definitions={
            row.indicator_id: row for row in _rows(connection, Definition, "marts.dim_indicator")
        },
        values={(r.indicator_id, r.county_code, r.report_month): r for r in values},
        comparisons={(r.indicator_id, r.county_code, r.report_month): r for r in compared},
        figures=connection.execute(_select(Value, _FIGURES), at).pl(),
        finding_counts=tuple(_query(connection, FindingCount, _FINDING_COUNTS, at)),
        screenings=tuple(_rows(connection, Screening, _SCREENINGS, at)),
        delivery_counts=tuple(_rows(connection, DeliveryCount, _DELIVERY_COUNTS, at)),
        delivery_states=dict(
            connection.execute(
                "select delivery_id, state from marts.fct_delivery"
                " where report_month <= $as_of order by delivery_id",
                at,
            ).fetchall()
        ),
        report_months=tuple(known for known in months if known <= month),
        look=look,
        facts={
            kind: tuple(
                _rows(connection, kind, f"marts.{mart} where {months} order by {order}", at)
            )
            for kind, (mart, months, order) in SOURCES.items()
        },
    )


def _chosen_month(asked: str | None, published: str | None, months: Sequence[date]) -> date:
    text = asked or (published or "")[:7]
    known = {f"{month:%Y-%m}": month for month in months}
    if text in known:
        return known[text]
    span = f"{min(known)} 至 {max(known)}" if known else "无"
    raise MartsError(
        f"数据仓库里没有 {text or '（空）'} 的指标，现有月份：{span}。"
        "请改用其中的月份（写成 2022-06 的样子），或先刷新该月。"
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def _rows(
    connection: Any, kind: type[Row], source: str, parameters: dict[str, Any] | None = None
) -> list[Row]:
    return _query(connection, kind, _select(kind, source), parameters)


def _select(kind: type[Any], source: str) -> str:
    columns = ", ".join(field.name for field in fields(kind))
    return f"select {columns} from {source}"  # noqa: S608


def _query(
    connection: Any, kind: type[Row], sql: str, parameters: dict[str, Any] | None = None
) -> list[Row]:
    cursor = connection.execute(sql, parameters or {})
    return [kind(*row) for row in cursor.fetchall()]
