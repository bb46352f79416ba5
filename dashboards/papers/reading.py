"""Reading what the papers need from the published marts of a DuckDB file.

Belongs here: SELECTs on figures that may leave the office; nothing is added up. Does not belong
here: any figure's meaning, any wording.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from dashboards.marts import Area
from dashboards.papers.facts import (
    AreaCount,
    Delivery,
    Facts,
    Figure,
    IssueCount,
    KeyProblem,
    Milestone,
    Part,
    RuleCount,
    Score,
    StaleTown,
)
from dashboards.reading import MartsError

Row = TypeVar("Row")

_FIGURES = """
    marts.fct_indicator_published as published
    join marts.dim_indicator using (indicator_id)
    left join (
        select * exclude (value, is_suppressed) from marts.fct_comparison_published
    ) as compared using (indicator_id, county_code, report_month)
where report_month = $as_of
"""
_PARTS = """
    marts.fct_composition_published as part
    join marts.dim_county using (county_code)
where report_month = $as_of and level = 'city'
order by indicator_id, dimension, part.sort_order, category
"""
_SCORES = "marts.fct_quality_score where report_month = $as_of and town_code is null"
_ISSUES = """
    marts.fct_issue_count
where report_month = $as_of and town_code is null and severity is null and state is null
"""
_RULES = """
    marts.fct_finding_count as counted
    left join marts.dim_rule as rule using (rule_id)
where report_month = $as_of
order by county_code, finding_count desc, rule_id
"""
_DELIVERIES = "marts.fct_screening where report_month = $as_of order by county_code, table_name"
_STALE_TOWNS = """
    marts.fct_indicator_town_published
where report_month = $as_of and indicator_id = 'I09' and value = 0 and town_name is not null
order by county_code, town_code
"""
_PROBLEMS = "marts.fct_key_problem where report_month = $as_of order by row_no"
_MILESTONES = """
    marts.fct_milestone
where report_month = $as_of order by indicator_id, milestone_date, county_code
"""
_QUALIFIED: dict[tuple[type, str], str] = {
    (RuleCount, "severity"): "counted.severity",
}
"""Columns that two of the joined marts have."""


def read_facts(warehouse: Path, as_of: date) -> Facts:
    """Read the marts of one month from a DuckDB file, which is opened read-only.

    Raises:
        MartsError: a mart or column is missing.
    """
    import duckdb

    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            return _read(connection, as_of)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise MartsError(
            f"数据仓库 {warehouse} 读不出来：{first}。请重新运行刷新（refresh）后再生成文稿。"
        ) from error


def _read(connection: Any, as_of: date) -> Facts:
    at = {"as_of": as_of}

    def rows(kind: type[Row], source: str) -> list[Row]:
        columns = ", ".join(
            _QUALIFIED.get((kind, field.name), field.name)
            for field in fields(kind)  # type: ignore[arg-type]
        )
        cursor = connection.execute(f"select {columns} from {source}", at)  # noqa: S608
        return [kind(*row) for row in cursor.fetchall()]

    areas = connection.execute(
        f"select {', '.join(field.name for field in fields(Area))} from marts.dim_county"  # noqa: S608
        " order by sort_order, county_code"
    ).fetchall()
    is_sample = connection.execute(
        "select bool_or(is_sample) from marts.dim_publication"
    ).fetchone()
    counted = "marts.fct_area_count where report_month = $as_of"
    return Facts(
        as_of=as_of,
        is_sample=bool(is_sample and is_sample[0]),
        areas=tuple(Area(*row) for row in areas),
        figures={(row.indicator_id, row.county_code): row for row in rows(Figure, _FIGURES)},
        area_counts={row.indicator_id: row for row in rows(AreaCount, counted)},
        parts=tuple(rows(Part, _PARTS)),
        scores={row.county_code: row for row in rows(Score, _SCORES)},
        issue_counts={row.county_code: row for row in rows(IssueCount, _ISSUES)},
        rule_counts=tuple(rows(RuleCount, _RULES)),
        deliveries=tuple(rows(Delivery, _DELIVERIES)),
        stale_towns=tuple(rows(StaleTown, _STALE_TOWNS)),
        problems=tuple(rows(KeyProblem, _PROBLEMS)),
        milestones=tuple(rows(Milestone, _MILESTONES)),
    )
