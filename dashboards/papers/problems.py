"""The list of problems for leaders and the way to December, as rows for a page or a workbook.

Belongs here: columns, order and cells of 重点问题清单 and 倒排工期. Does not belong here: which
problems are on the list (the mart says), writing .xlsx.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboards import numbers
from dashboards.marts import BASELINE_YEAR, Area
from dashboards.papers.facts import Facts, KeyProblem
from dashboards.papers.wording import amount, as_at, per_month
from dashboards.tables import Cell, Row, Table

HEADLINES = {
    "I04": ("脱贫人口务工规模", "人"),
    "I01": ("转移就业", "人"),
    "I02": ("重点群体培训", "人"),
    "I03": ("返乡创业基地", "个"),
}
PROBLEM_COLUMNS = ("序号", "县区", "类别", "问题", "涉及", "责任单位", "责任人", "整改时限",
                   "进展", "是否销号")  # fmt: skip


def problem_table(facts: Facts) -> Table:
    """重点问题清单: at most as many rows as the mart has, in its order; 责任人 is the office's."""
    return Table(
        f"重点问题清单（{as_at(facts.as_of)}）",
        PROBLEM_COLUMNS,
        tuple(_problem_row(facts, problem) for problem in facts.problems),
    )


def _problem_row(facts: Facts, problem: KeyProblem) -> Row:
    cells = (
        Cell(facts.name_of(problem.county_code), kind="text"),
        Cell(problem.kind, kind="text"),
        Cell(problem.problem, kind="long"),
        Cell(_affected(problem)),
        Cell(problem.owner or numbers.NOT_APPLICABLE, kind="text"),
        Cell("", kind="text"),
        Cell(numbers.day(problem.due_date) if problem.due_date else numbers.NOT_APPLICABLE),
        Cell(problem.progress or numbers.NOT_APPLICABLE, kind="long"),
        Cell("是" if problem.is_closed else "否", kind="text"),
    )
    return Row(numbers.count(problem.row_no), cells)


def _affected(problem: KeyProblem) -> str:
    """Write how many are concerned; of too few persons 不公布, of what is mended nothing."""
    if problem.affected_count is not None:
        return amount(problem.affected_count, problem.affected_unit or "")
    if problem.affected_unit and not problem.is_closed:
        return numbers.WITHHELD
    return numbers.NOT_APPLICABLE


def pace_table(facts: Facts) -> Table:
    """Show what is to be done a month until December, beside what 2021 added a month from here."""
    rows = []
    for indicator, (noun, unit) in HEADLINES.items():
        for area in (facts.city, *facts.counties):
            figure = facts.figure(indicator, area)
            if figure is None:
                continue
            hidden = numbers.WITHHELD if figure.is_suppressed else numbers.MISSING
            cells = (
                Cell(area.label, kind="text"),
                Cell(numbers.count(figure.value, hidden)),
                Cell(numbers.count(figure.year_target)),
                Cell(numbers.count(figure.still_needed)),
                Cell(per_month(figure.needed_per_month, unit)),
                Cell(per_month(figure.baseline_per_month, unit)),
            )
            rows.append(Row(noun, cells, area.is_city))
    columns = ("指标", "地区", "当前", "年底目标", "还需", "每月需新增",
               f"{BASELINE_YEAR}年同期以后月均新增")  # fmt: skip
    return Table(f"到年底每月需新增（{as_at(facts.as_of)}）", columns, tuple(rows))


def milestone_tables(facts: Facts) -> tuple[Table, ...]:
    """Make the tables of the way to December: days down, areas across.

    Areas with the same days share a table: where a week would need less than one, the mart steps
    by months. An area that has reached its target has no way to go.
    """
    tables = []
    for indicator, (noun, unit) in HEADLINES.items():
        found = {
            (m.milestone_date, m.county_code): m.needed_value
            for m in facts.milestones
            if m.indicator_id == indicator
        }
        groups: dict[tuple[date, ...], list[Area]] = {}
        for area in (facts.city, *facts.counties):
            days = tuple(sorted(day for day, code in found if code == area.county_code))
            if days:
                groups.setdefault(days, []).append(area)
        tables += [
            _milestones(f"{noun}（{unit}）", days, areas, found) for days, areas in groups.items()
        ]
    return tuple(tables)


def _milestones(
    caption: str,
    days: Sequence[date],
    areas: Sequence[Area],
    found: Mapping[tuple[date, str], float | None],
) -> Table:
    rows = tuple(
        Row(
            numbers.day(day),
            tuple(Cell(numbers.count(found.get((day, area.county_code)))) for area in areas),
        )
        for day in days
    )
    return Table(caption, ("应达到", *(area.label for area in areas)), rows)
