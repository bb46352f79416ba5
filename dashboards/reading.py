"""Reading the published marts of a DuckDB file, once per page build.

Belongs here: SELECTs on schema ``marts``; counting findings and summing delivery rows are the
only aggregates. Does not belong here: any figure's meaning, any wording of a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from dashboards.marts import (
    Area,
    Comparison,
    Definition,
    DeliverySum,
    Marts,
    Month,
    RuleCount,
    Screening,
    Value,
)


class MartsError(Exception):
    """The warehouse cannot feed the pages; the message is Chinese and says what to do."""


_COUNTS = """
select f.county_code, f.rule_id, any_value(r.rule_name) as rule_name, f.severity,
    any_value(r.how_to_fix) as how_to_fix,
    count(*) filter (where f.report_month = $as_of) as this_month,
    count(*) filter (where f.report_month < $as_of) as last_month
from marts.fct_finding as f left join marts.dim_rule as r using (rule_id)
where f.report_month between $as_of::date - interval 1 month and $as_of and not f.is_exempt
group by f.county_code, f.rule_id, f.severity
order by f.county_code, this_month desc, f.rule_id
"""
_SCREENINGS = """
select county_code, table_name, max_by(state, report_month) as state,
    max_by(coalesce(reason, ''), report_month) as reason,
    max(report_month) filter (where state = '已采用') as used_month
from marts.fct_screening where report_month <= $as_of
group by county_code, table_name having max(report_month) = $as_of
order by county_code, table_name
"""
_DELIVERY_SUMS = """
select county_code, state, count(*) as files, sum(rows_read)::bigint as rows_read,
    sum(rows_accepted)::bigint as rows_accepted, sum(rows_quarantined)::bigint as rows_quarantined,
    sum(rows_superseded)::bigint as rows_superseded, sum(rows_dropped)::bigint as rows_dropped
from marts.fct_delivery where report_month = $as_of
group by county_code, state order by county_code, state
"""
_LAST_RECEIVED = """
select max(received_at::varchar) from marts.fct_delivery
where state = '已采用' and report_month <= $as_of
"""

Row = TypeVar("Row")


def read_marts(warehouse: Path, as_of: str | None = None) -> Marts:
    """Read the marts of a DuckDB file, which is opened read-only.

    Args:
        warehouse: the DuckDB file.
        as_of: ``YYYY-MM``; the publication's own month when None.

    Raises:
        MartsError: no such file, a mart or column is missing, or no figures for the month.
    """
    import duckdb

    if not warehouse.is_file():
        raise MartsError(f"找不到数据仓库 {warehouse}，请先运行刷新（refresh）生成它。")
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            return _read(connection, as_of)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise MartsError(
            f"数据仓库 {warehouse} 读不出来：{first}。请重新运行刷新（refresh）后再发布。"
        ) from error


def _read(connection: Any, as_of: str | None) -> Marts:
    publication = connection.execute(
        "select as_of_month::varchar, is_sample, definition_version::varchar,"
        " rules_version::varchar, delivery_count from marts.dim_publication"
    ).fetchone()
    if publication is None:
        raise MartsError("数据仓库里没有发布信息（marts.dim_publication 为空），请重新运行刷新。")
    months = tuple(
        row[0]
        for row in connection.execute(
            "select distinct report_month from marts.fct_indicator order by 1"
        ).fetchall()
    )
    month = _chosen_month(as_of, publication[0], months)
    at = {"as_of": month}
    received = connection.execute(_LAST_RECEIVED, at).fetchone()
    values = _rows(connection, Value, "marts.fct_indicator where report_month <= $as_of", at)
    compared = _rows(
        connection, Comparison, "marts.fct_comparison where report_month <= $as_of", at
    )
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
        rule_counts=tuple(_query(connection, RuleCount, _COUNTS, at)),
        screenings=tuple(_query(connection, Screening, _SCREENINGS, at)),
        delivery_sums=tuple(_query(connection, DeliverySum, _DELIVERY_SUMS, at)),
        delivery_states=dict(
            connection.execute(
                "select delivery_id, state from marts.fct_delivery"
                " where report_month <= $as_of order by delivery_id",
                at,
            ).fetchall()
        ),
        report_months=tuple(known for known in months if known <= month),
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
    columns = ", ".join(field.name for field in fields(kind))  # type: ignore[arg-type]
    return _query(connection, kind, f"select {columns} from {source}", parameters)  # noqa: S608


def _query(
    connection: Any, kind: type[Row], sql: str, parameters: dict[str, Any] | None = None
) -> list[Row]:
    cursor = connection.execute(sql, parameters or {})
    return [kind(*row) for row in cursor.fetchall()]
