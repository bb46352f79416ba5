"""The tables of the half-year analysis: composition beside 2021, milestones to December.

Belongs here: columns, order and cells. Does not belong here: sentences.
"""

from __future__ import annotations

from dashboards import numbers
from dashboards.composition import classes
from dashboards.facts import Composition, Milestone
from dashboards.marts import BASELINE_YEAR, Marts
from dashboards.papers.blocks import Grid
from dashboards.papers.pace import HEADLINES
from dashboards.papers.wording import as_at
from dashboards.tables import Cell, Row, Table

DIMENSIONS = {
    "sex": "性别",
    "age_band": "年龄（岁）",
    "education": "文化程度",
    "skill_level": "技能等级",
    "region_class": "就业地域",
    "industry_class": "行业",
    "employment_form": "就业形式",
    "transfer_mode": "输出方式",
    "wage_band": "月收入",
}


def composition_table(marts: Marts) -> Grid:
    """Who the persons in transferred employment are, by one property after the other."""
    rows = [
        Row(
            title if place == 0 else "",
            (
                Cell(part.category, kind="text"),
                _count(part.person_count, part),
                _share(part.share, part),
                Cell(numbers.count(part.baseline_person_count)),
                Cell(numbers.percent(part.baseline_share)),
            ),
        )
        for dimension, title in DIMENSIONS.items()
        for place, part in enumerate(classes(marts, "I01p", dimension, marts.city))
    ]
    month = f"{BASELINE_YEAR}年{marts.as_of.month}月\n"
    columns = ("项目", "分类", "人数", "占比", f"{month}人数", f"{month}占比")
    caption = f"全市月末在岗转移就业人员构成（{as_at(marts.as_of)}，单位：人）"
    note = f"注：“{numbers.WITHHELD}”为人数太少、不宜公布；占比不含“未填”。"
    return Grid(Table(caption, columns, tuple(rows)), (1.3, 2.8, 1, 1, 1.5, 1.5), note)


def _count(value: float | None, part: Composition) -> Cell:
    return Cell(
        numbers.count(value, numbers.WITHHELD if part.is_suppressed else numbers.NOT_APPLICABLE)
    )


def _share(value: float | None, part: Composition) -> Cell:
    return Cell(
        numbers.percent(value, numbers.WITHHELD if part.is_suppressed else numbers.NOT_APPLICABLE)
    )


def milestones(marts: Marts) -> Grid | None:
    """Show what the city must reach by the last milestone of each month; None without any."""
    last: dict[tuple[int, str], float | None] = {}
    for step in sorted(marts.all(Milestone), key=lambda m: m.milestone_date):
        if step.county_code == marts.city.county_code:
            last[step.milestone_date.month, step.indicator_id] = step.needed_value
    shown = [indicator for indicator in HEADLINES if any(key == indicator for _, key in last)]
    if not shown:
        return None
    rows = tuple(
        Row(
            f"{month}月",
            tuple(Cell(numbers.count(last.get((month, indicator)))) for indicator in shown),
        )
        for month in sorted({month for month, _ in last})
    )
    titles = ("{}\n（{}）".format(*HEADLINES[indicator]) for indicator in shown)
    caption = "全市目标任务倒排工期（各月最后一个节点应达到的数，按直线推算）"
    return Grid(Table(caption, ("月份", *titles), rows), (1.2, *([1.6] * len(shown))))
