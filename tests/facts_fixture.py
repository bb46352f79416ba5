"""The marts that only some pages show, added to the small warehouse of ``marts_fixture``.

Belongs here: plausible invented rows of ``dashboards.facts``. Does not belong here: the figures
that every page needs (``marts_fixture``).
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

import duckdb
import polars as pl

from dashboards import facts

SQL_TYPES = {
    "str": "varchar",
    "int": "bigint",
    "float": "double",
    "bool": "boolean",
    "date": "date",
}
ALL = ("220600", "220602", "220605", "220621", "220622", "220623", "220681")
CITY = "220600"
CHAPTERS = ("一、目标任务", "二（一）推进农村就业统计信息工作", "二（五）推进就业帮扶载体建设")
DUTIES = (
    ("D01", 0, "农村劳动力转移就业6.5万人", "人社部门", "12月31日", "I01", "推进中"),
    ("D02", 0, "重点群体培训2500人", "人社部门", "12月31日", "I02", "未填报"),
    ("D03", 0, "脱贫人口务工规模不低于2021年", "乡村振兴部门", "12月31日", "I04", "推进中"),
    ("D04", 1, "乡镇按月更新系统数据", "乡镇", "每月25日", "I09", "已完成"),
    ("D05", 1, "每半年进行一次就业形势分析", "人社部门", "7月31日", "I13", "逾期未完成"),
    (
        "D06",
        2,
        "各县（市、区）至少新增一个就业帮扶车间",
        "乡村振兴部门",
        "12月31日",
        "I31",
        "未启动",
    ),
)
COMPOSITIONS = {
    "work_region": ("省外", "省内市外", "市内县外", "县内乡外", "乡内村外", "村内"),
    "region_class": ("省外", "省内县外", "县内"),
    "age_band": ("16—29岁", "30—39岁", "40—49岁", "50—59岁", "60岁以上"),
    "industry_class": ("农、林、牧、渔业", "制造业", "建筑业", "住宿和餐饮业", "其他"),
    "education": ("小学以下", "初中", "高中", "大专以上", "未填"),
    "skill_level": ("无", "初级工", "中级工", "高级工", "未填"),
    "wage_band": ("1000元以下", "1000—2999元", "3000—4999元", "5000元以上", "未填"),
    "channel": ("自主外出", "劳务公司组织", "亲友介绍", "帮扶车间", "公益性岗位"),
    "sex": ("男", "女"),
}
TOWNS = {"220602": ("七道江镇", "六道江镇"), "220621": ("抚松镇", "松江河镇", "万良镇")}
_COMPARED = """
alter table marts.fct_comparison_published add column rank_change integer;
alter table marts.fct_comparison_published add column remaining_months integer;
alter table marts.fct_comparison_published add column year_target double;
alter table marts.fct_comparison_published add column still_needed double;
alter table marts.fct_comparison_published add column needed_per_month double;
alter table marts.fct_comparison_published add column baseline_per_month double;
alter table marts.fct_comparison_published add column months_compared integer;
alter table marts.fct_comparison_published add column months_not_below integer;
update marts.fct_comparison_published set
    rank_change = rank_last_month - rank,
    remaining_months = 12 - month(report_month),
    year_target = case when indicator_id = 'I01' then task_target else year_end_baseline end;
update marts.fct_comparison_published set
    still_needed = greatest(year_target - value, 0),
    baseline_per_month = (year_end_baseline - same_month_baseline) / nullif(remaining_months, 0);
update marts.fct_comparison_published set
    needed_per_month = still_needed / nullif(remaining_months, 0);
update marts.fct_comparison_published as this set
    months_compared = (
        select count(m.change_from_baseline) from marts.fct_comparison_published as m
        where m.indicator_id = this.indicator_id and m.county_code = this.county_code
            and year(m.report_month) = year(this.report_month)
            and m.report_month <= this.report_month
    ),
    months_not_below = (
        select count(*) from marts.fct_comparison_published as m
        where m.indicator_id = this.indicator_id and m.county_code = this.county_code
            and year(m.report_month) = year(this.report_month)
            and m.report_month <= this.report_month and m.change_from_baseline >= 0
    );
create table marts.fct_area_count as
select '220600' as area_code, figure.indicator_id, figure.report_month, count(*) as area_count,
    count(figure.value) as with_value,
    count(*) filter (figure.is_suppressed) as withheld,
    count(*) filter (figure.value is null and not figure.is_suppressed) as missing,
    count(*) filter (figure.status = '达标') as good_count,
    count(*) filter (figure.status = '临近') as near_count,
    count(*) filter (figure.status = '滞后') as late_count,
    count(*) filter (figure.status = '未更新') as carried_count,
    count(*) filter (compared.pace_gap >= 0) as not_slower,
    count(*) filter (compared.pace_gap < 0) as slower,
    count(*) filter (compared.change_from_baseline >= 0) as not_below_baseline,
    count(compared.change_from_baseline) as compared
from marts.fct_indicator_published as figure
left join marts.fct_comparison_published as compared
    using (indicator_id, county_code, report_month)
where figure.county_code <> '220600'
group by all;
"""


def add_facts(
    connection: duckdb.DuckDBPyConnection, months: list[date], *, has_data: bool = True
) -> None:
    """Add the marts of ``dashboards.facts`` over the months; empty ones without data."""
    connection.execute(_COMPARED)
    rows: dict[type, list[tuple[Any, ...]]] = {
        facts.Composition: [row for month in months for row in _compositions(month)],
        facts.Duty: [row for month in months for row in _duties(month)],
        facts.DutyCount: [row for month in months for row in _duty_counts(month)],
        facts.IssueCount: [row for month in months for row in _issue_counts(month)],
        facts.KeyProblem: [row for month in months for row in _key_problems(month)],
        facts.Milestone: [row for month in months for row in _milestones(month)],
        facts.TownValue: [row for month in months for row in _towns(month)],
        facts.QualityScore: [row for month in months for row in _scores(month)],
        facts.SpotCheck: [row for month in months for row in _spot_checks(month)],
        facts.Revision: _revisions(months),
    }
    for kind, found in rows.items():
        _create(connection, kind)
        if has_data and found:
            names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
            frame = pl.DataFrame(found, names, orient="row", infer_schema_length=None)
            connection.register("incoming", frame)
            mart = facts.SOURCES[kind][0]
            connection.execute(f"insert into marts.{mart} select * from incoming")  # noqa: S608


def _create(connection: duckdb.DuckDBPyConnection, kind: type) -> None:
    hints = get_type_hints(kind)
    columns = ", ".join(f"{name} {_sql_type(hint)}" for name, hint in hints.items())
    connection.execute(f"create table marts.{facts.SOURCES[kind][0]} ({columns})")


def _sql_type(hint: Any) -> str:
    kinds = [kind for kind in getattr(hint, "__args__", (hint,)) if kind is not type(None)]
    return SQL_TYPES[kinds[0].__name__]


def _compositions(month: date) -> list[tuple[Any, ...]]:
    rows = []
    for indicator in ("I01p", "I04"):
        for dimension, classes in COMPOSITIONS.items():
            for area in ALL:
                counts = [
                    (7 if area == CITY else 1)
                    * (40 + 13 * place + month.month + 7 * ALL.index(area) * (place % 2))
                    for place in range(len(classes))
                ]
                total = sum(counts)
                for place, (name, count) in enumerate(zip(classes, counts, strict=True)):
                    hidden = area == "220623" and place == 0
                    rows.append(
                        (
                            indicator, dimension, name, place + 1, area, month,
                            None if hidden else count, None if hidden else count / total,
                            count - 3 - 4 * place, (count - 3 - 4 * place) / total, hidden,
                        )
                    )  # fmt: skip
    return rows


def _duties(month: date) -> list[tuple[Any, ...]]:
    return [
        (
            duty, place, CHAPTERS[chapter], text, owner, deadline, "农村劳动力实名制信息", area,
            month, indicator, indicator, 3.0 if state != "未填报" else None, "人", 10.0,
            "达标" if state == "已完成" else "临近", state, False,
        )
        for place, (duty, chapter, text, owner, deadline, indicator, state) in enumerate(DUTIES, 1)
        for area in ALL
    ]  # fmt: skip


def _duty_counts(month: date) -> list[tuple[Any, ...]]:
    rows = []
    for area in ALL:
        for chapter in (None, *CHAPTERS):
            states = [duty[6] for duty in DUTIES if chapter is None or CHAPTERS[duty[1]] == chapter]
            rows += [(area, month, chapter, state, states.count(state)) for state in set(states)]
    return rows


def _issue_counts(month: date) -> list[tuple[Any, ...]]:
    rows = []
    for place, area in enumerate(ALL):
        size = 60 if area == CITY else 10
        rows.append((area, None, month, None, None, size + place, size, size // 2, size // 3,
                     size // 5))  # fmt: skip
        for severity, share in (("E", 5), ("W", 3), ("I", 2)):
            count = size * share // 10
            rows.append(
                (area, None, month, severity, None, count, count, count // 2, count // 3, 1)
            )
        for state in ("新增", "已派发", "逾期", "已整改"):
            rows.append((area, None, month, None, state, size // 4, size // 4, 0, 0, 0))
    return rows


def _key_problems(month: date) -> list[tuple[Any, ...]]:
    due = date(month.year + month.month // 12, month.month % 12 + 1, 15)
    return [
        (month, 1, "220605", "务工未满16周岁，逾期未改", 2.0, "条", "江源区", due, "逾期8天", False,
         "逾期", "issue"),
        (month, 2, "220605", "脱贫人口务工规模慢于2021年同期进度", 23.0, "人", "乡村振兴部门", None,
         "比同期进度慢4.3个百分点", False, "红", "indicator"),
        (month, 3, "220623", "脱贫人口务工规模慢于2021年同期进度", 7.0, "人", "乡村振兴部门", None,
         "比同期进度慢1.6个百分点", False, "黄", "indicator"),
    ]  # fmt: skip


def _milestones(month: date) -> list[tuple[Any, ...]]:
    return [
        (indicator, area, month, date(month.year, later, 28), 4000.0 + 50 * later)
        for indicator in ("I01", "I04")
        for area in ALL
        for later in range(month.month + 1, 13)
    ]


def _towns(month: date) -> list[tuple[Any, ...]]:
    rows = []
    for county, towns in TOWNS.items():
        for place, town in enumerate(towns):
            code = f"{county}{100 + place}"
            count = None if town == "万良镇" else 120.0 + place
            rows.append(
                ("I04", county, code, town, month, count, None, count, "按期", count is None)
            )
            rows.append(("I09", county, code, town, month, 1.0, 1.0, 1.0, "按期", False))
    return rows


def _scores(month: date) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for place, area in enumerate(ALL):
        rank = None if area == CITY else place
        score = 90.0 - place + (month.month - 6) * (place % 3 - 1) * 0.8
        rows.append((area, None, None, month, 1000, 3, 5, 2, 0.01, 8.0, 20.0, 18.0, score, 0.9,
                     rank, (place % 3 - 1) * 0.8))  # fmt: skip
        for order, town in enumerate(TOWNS.get(area, ())):
            code = f"{area}{100 + order}"
            rows.append((area, code, town, month, 100, 1, 1, 0, 0.02, 8.0, 20.0, 18.0,
                         88.0 + order, 0.8, order + 1, None))  # fmt: skip
    return rows


def _spot_checks(month: date) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for place, area in enumerate(ALL):
        drawn = 240 if area == CITY else 40
        right = drawn - 6 - place
        for kind, name in (("当年", None), ("本季", None), ("批次", "2022-06-1")):
            rows.append((month, area, kind, name, drawn, drawn - 2, drawn - 4, right,
                         right / (drawn - 4), 0.96, 0.9, 0.985))  # fmt: skip
    return rows


def _revisions(months: list[date]) -> list[tuple[Any, ...]]:
    if len(months) < 2:
        return []
    return [("I04", "220621", months[-2], 880.0, 880.0, 883.0, 3.0, "重报")]
