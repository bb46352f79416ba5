"""A small warehouse with what the papers read: the pages' one, and the marts of papers on top.

Belongs here: invented rows in the shape of the contract. Not the real models: the warehouse's
own tests check those.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tests.marts_fixture import CITY, COUNTIES, Scenario, build

REGIONS = (("县内", 1, 0.74), ("省内县外", 2, 0.106), ("省外", 3, 0.154))
AGES = (("16—24", 1, 0.08), ("25—34", 2, 0.22), ("35—44", 3, 0.27), ("45—54", 4, 0.28),
        ("55—59", 5, 0.1), ("60及以上", 6, 0.05))  # fmt: skip
SEXES = (("男", 1, 0.58), ("女", 2, 0.42))
INDUSTRIES = (("制造业", 3, 0.21), ("建筑业", 5, 0.33), ("住宿和餐饮业", 8, 0.18))
EXTRA = (
    ("I01p", "转移就业期末在岗人数", "人", 61200.0, None, None),
    ("I02", "重点群体培训人数", "人", 1630.0, 2500.0, "达标"),
    ("I03", "新增返乡创业基地数", "个", 6.0, 13.0, "临近"),
    ("I06d", "在岗人员月收入中位数", "元/月", 3600.0, None, None),
    ("I10b", "本月未更新乡镇数", "个", 3.0, 0.0, "滞后"),
    ("I37", "搬迁家庭就业率", "%", 0.973, 1.0, "滞后"),
)
"""Figures of the city that the pages' warehouse has not: id, name, unit, value, target, status."""


def build_papers(path: Path, scenario: Scenario | None = None) -> Path:
    """Write the warehouse and return its path."""
    chosen = scenario or Scenario()
    build(path, chosen)
    at = {"month": chosen.last_month}
    with duckdb.connect(str(path)) as connection:
        for indicator, name, unit, value, target, status in EXTRA:
            _add_figure(connection, chosen, (indicator, name, unit, value, target, status))
        connection.execute(_COMPARED)
        _compositions(connection, chosen)
        for statement in _QUALITY:
            connection.execute(statement)
        connection.execute(_KEY_PROBLEM)
        connection.execute(_PROBLEMS, at)
        _milestones(connection, chosen)
    return path


def _add_figure(connection: duckdb.DuckDBPyConnection, scenario: Scenario, row: tuple) -> None:
    indicator, name, unit, value, target, status = row
    if not scenario.has_data:
        value, status = None, "未填报"
    for mart in ("dim_indicator", "fct_indicator_published", "fct_comparison_published"):
        # The pages' fixture may have it, too.
        connection.execute(f"delete from marts.{mart} where indicator_id = ?", [indicator])  # noqa: S608
    connection.execute(
        "insert into marts.dim_indicator (indicator_id, indicator_name, unit) values (?, ?, ?)",
        [indicator, name, unit],
    )
    for county in (CITY, *COUNTIES):
        share = 1 if county == CITY or unit not in ("人", "个") else 1 / len(COUNTIES)
        mine = None if value is None else value * share
        month = scenario.last_month
        connection.execute(
            "insert into marts.fct_indicator_published (indicator_id, county_code, report_month,"
            " numerator, value, target_value, status, data_state, is_suppressed)"
            " values (?, ?, ?, ?, ?, ?, ?, '按期', false)",
            [indicator, county, month, mine, mine, target, status],
        )
        connection.execute(
            "insert into marts.fct_comparison_published (indicator_id, county_code, report_month,"
            " value, task_target, to_task_ratio, source_month, is_suppressed)"
            " values (?, ?, ?, ?, ?, ?, ?, false)",
            [indicator, county, month, mine, target, mine / target if mine and target else None,
             month],
        )  # fmt: skip


_COMPARED = """
update marts.fct_comparison_published set rank_change = rank_last_month - rank,
    remaining_months = 12 - month(report_month),
    year_target = case indicator_id when 'I04' then year_end_baseline else task_target end;
update marts.fct_comparison_published set still_needed = greatest(year_target - value, 0);
update marts.fct_comparison_published set
    needed_per_month = still_needed / nullif(remaining_months, 0),
    baseline_per_month =
        (year_end_baseline - same_month_baseline) / nullif(remaining_months, 0);
"""
_QUALITY = (
    """
create or replace table marts.fct_quality_score as
select county_code, null::varchar as town_code, null::varchar as town_name, report_month,
    1000::bigint as rows_checked, count_if(severity = 'E') as problems_e,
    count_if(severity = 'W') as problems_w, count_if(severity = 'I') as problems_i,
    count(*)::double as problem_rate, count(*)::double as deduction, 20.0 as timeliness_points,
    17.5 as closure_points, 100.0 - count(*) as score, 0.875 as closure_rate,
    rank() over (partition by report_month order by count(*))::integer as rank,
    null::double as change_from_last_month
from marts.fct_finding group by county_code, report_month
""",
    """
create or replace table marts.fct_issue_count as
select area.county_code, null::varchar as town_code, report_month, null::varchar as severity,
    null::varchar as state, count(*) as issue_count, count(*) as open_count,
    12::bigint as opened, 9::bigint as closed, 3::bigint as overdue
from marts.fct_finding as finding
join marts.dim_county as area on area.county_code = finding.county_code or area.level = 'city'
group by area.county_code, report_month
""",
    """
create or replace table marts.fct_indicator_town_published as
select 'I09' as indicator_id, '220621' as county_code, town_code, town_code as town_name,
    report_month, 0.0 as numerator, 1.0 as denominator, 0.0 as value, '按期' as data_state,
    false as is_suppressed
from (values ('万良镇'), ('泉阳镇'), ('露水河镇')) as town (town_code)
cross join (select max(report_month) as report_month from marts.fct_indicator_published)
""",
)
_KEY_PROBLEM = """
create or replace table marts.fct_key_problem (
    report_month date, row_no integer, county_code varchar, problem varchar,
    affected_count bigint, affected_unit varchar, owner varchar, due_date date,
    progress varchar, is_closed boolean, kind varchar, source varchar, indicator_id varchar,
    rule_id varchar)
"""
_PROBLEMS = """
insert into marts.fct_key_problem values
($month, 1, '220621', '务工未满16周岁，逾期未改', 3, '条', '乡镇', date '2022-06-15',
 '逾期20天', false, '逾期', 'issue', null, 'R43'),
($month, 2, '220605', '脱贫人口务工规模慢于2021年同期进度', 24, '人', '县乡村振兴局',
 date '2022-12-31', '推进中', false, '红', 'indicator', 'I04', null),
($month, 3, '220623', '返乡创业基地未完成任务', 2, '个', '县人社局', date '2022-12-31', '推进中',
 false, '黄', 'indicator', 'I03', null)
"""


def _compositions(connection: duckdb.DuckDBPyConnection, scenario: Scenario) -> None:
    connection.execute(
        "create or replace table marts.fct_composition_published (indicator_id varchar,"
        " dimension varchar, category varchar, sort_order integer, county_code varchar,"
        " report_month date, person_count bigint, share double, baseline_person_count bigint,"
        " baseline_share double, is_suppressed boolean)"
    )
    if not scenario.has_data:
        return
    kinds = {"region_class": REGIONS, "age_band": AGES, "sex": SEXES, "industry_class": INDUSTRIES}
    for indicator, total in (("I01p", 61200), ("I04", 4318)):
        for dimension, classes in kinds.items():
            for category, order, share in classes:
                count = round(total * share)
                connection.execute(
                    "insert into marts.fct_composition_published values"
                    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false)",
                    [indicator, dimension, category, order, CITY, scenario.last_month, count,
                     share, round(count * 0.98), share],
                )  # fmt: skip


def _milestones(connection: duckdb.DuckDBPyConnection, scenario: Scenario) -> None:
    connection.execute(
        "create or replace table marts.fct_milestone (indicator_id varchar, county_code varchar,"
        " report_month date, milestone_date date, needed_value double)"
    )
    month = scenario.last_month
    start = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    end = date(month.year, 12, 31)
    weeks = (end - start).days // 7
    days = [start + timedelta(days=7 * n) for n in range(1, weeks)] + [end]
    connection.execute("create temp table day (milestone_date date)")
    connection.executemany("insert into day values (?)", [[day] for day in days])
    connection.execute(
        """
insert into marts.fct_milestone
select indicator_id, county_code, report_month, milestone_date,
    ceil(value + still_needed * datediff('day', $start, milestone_date)
        / datediff('day', $start, $end))
from marts.fct_comparison_published cross join day
where report_month = $month and indicator_id in ('I01', 'I02', 'I03', 'I04')
    and still_needed is not null
""",
        {"start": start, "end": end, "month": month},
    )
