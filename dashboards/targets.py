"""The tables of targets and duties: what is reached, what is missing, who owes it.

Belongs here: columns and order of these tables. Does not belong here: markup, numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from dashboards import numbers, sentences
from dashboards.facts import AreaCount, Duty, DutyCount, KeyProblem, Milestone
from dashboards.marts import BASELINE_YEAR, Area, Comparison, Marts
from dashboards.tables import Cell, Row, Table
from dashboards.theme import DUTY_STATES, PROBLEM_KINDS, Status, status_of

HEADLINES = ("I04", "I01", "I02", "I03")
"""The four tasks of the plan's first chapter."""

OF_COUNTY = ("I04", "I01", "I02", "I31")
"""The tasks that the plan lays on every county."""


def pace_table(marts: Marts, indicator: str) -> Table:
    """One target by area: reached, missing, what a month needs beside what 2021 added a month."""
    unit = _unit(marts, indicator)
    rows = tuple(
        Row(area.label, _pace_cells(marts, indicator, area), area.is_city)
        for area in [*marts.counties, marts.city]
    )
    title = f"{marts.indicator_name(indicator)}（{unit}）"
    return Table(title, ("地区", *_pace_columns(marts)), rows)


def county_targets_table(marts: Marts, area: Area) -> Table:
    """List a county's targets: reached, missing, what a month needs beside what 2021 added."""
    rows = tuple(
        Row(
            task_title(marts, indicator),
            _pace_cells(marts, indicator, area),
        )
        for indicator in OF_COUNTY
    )
    return Table(f"{area.short_name}的目标", ("目标", *_pace_columns(marts)), rows)


def _pace_columns(marts: Marts) -> tuple[str, ...]:
    return (
        f"{marts.as_of.month}月累计", "年底目标", "还差", "每月需新增",
        f"{BASELINE_YEAR}年后几月每月新增", "完成", f"{BASELINE_YEAR}年同期进度",
        "进度差（个百分点）", "状态",
    )  # fmt: skip


def _pace_cells(marts: Marts, indicator: str, area: Area) -> tuple[Cell, ...]:
    unit = _unit(marts, indicator)
    row = marts.comparison(indicator, area)
    value = marts.value(indicator, area)
    status = status_of(sentences.status_word(marts, indicator, area))
    target = row.year_target if row else None
    if target is None and value is not None:
        target = value.target_value
    return (
        Cell(sentences.shown_count(value, numbers.MISSING)),
        Cell(numbers.count(target)),
        Cell(numbers.count(row.still_needed if row else None)),
        Cell(numbers.of_unit(row.needed_per_month if row else None, unit, "—")),
        Cell(numbers.of_unit(row.baseline_per_month if row else None, unit, "—")),
        Cell(numbers.percent(_attained(indicator, row))),
        Cell(numbers.percent(row.pace_ratio if row else None)),
        Cell(numbers.points(row.pace_gap if row else None)),
        Cell(status.word, status, "status"),
    )


def _unit(marts: Marts, indicator: str) -> str:
    known = marts.definitions.get(indicator)
    return (known.unit if known else None) or ""


def _attained(indicator: str, row: Comparison | None) -> float | None:
    """Return the share of the year's target that is reached; 2021's year end is I04's target."""
    if row is None:
        return None
    return row.to_year_end_ratio if indicator == "I04" else row.to_task_ratio


Way = tuple[str, str, Area]
"""A column of the way to December: its title, the indicator, the area."""


def ways_of_area(marts: Marts, area: Area) -> list[Way]:
    """Return the headline tasks of one area."""
    return [(marts.indicator_name(key), key, area) for key in HEADLINES]


def ways_of_task(marts: Marts, indicator: str) -> list[Way]:
    """Return one headline task of the city and every county."""
    return [(area.label, indicator, area) for area in (marts.city, *marts.counties)]


def task_title(marts: Marts, indicator: str) -> str:
    """``脱贫人口务工规模（人）``."""
    return f"{marts.indicator_name(indicator)}（{_unit(marts, indicator)}）"


def milestone_tables(marts: Marts, caption: str, ways: Iterable[Way]) -> list[Table]:
    """Count back from 31 December: what is to be reached by which day.

    Columns with the same days share a table: where a week would need less than one, the mart steps
    by months. What has reached its target has no way to go.
    """
    found: dict[tuple[str, str], dict[date, float | None]] = {}
    for row in marts.all(Milestone):
        found.setdefault((row.indicator_id, row.county_code), {})[row.milestone_date] = (
            row.needed_value
        )
    groups: dict[tuple[date, ...], list[tuple[str, dict[date, float | None]]]] = {}
    for title, indicator, area in ways:
        if steps := found.get((indicator, area.county_code)):
            groups.setdefault(tuple(sorted(steps)), []).append((title, steps))
    return [
        Table(
            caption,
            ("到哪一天", *(title for title, _ in columns)),
            tuple(_milestone_row(day, [steps[day] for _, steps in columns]) for day in days),
        )
        for days, columns in groups.items()
    ]


def _milestone_row(day: date, needed: Iterable[float | None]) -> Row:
    return Row(numbers.day(day), tuple(Cell(numbers.count(value)) for value in needed))


def other_targets_table(marts: Marts) -> Table:
    """Every other figure that has a target: the city's value, how many counties reach it."""
    counts = {row.indicator_id: row for row in marts.all(AreaCount)}
    rows = []
    for indicator in marts.definitions:
        value = marts.value(indicator, marts.city)
        if indicator in HEADLINES or value is None or value.target_value is None:
            continue
        unit = marts.definitions[indicator].unit
        status = status_of(value.status)
        shown = numbers.WITHHELD if value.is_suppressed else numbers.of_unit(value.value, unit)
        cells = (
            Cell(shown),
            Cell(_target_text(value.target_value, unit)),
            Cell(status.word, status, "status"),
            *_county_cells(counts.get(indicator)),
        )
        rows.append(Row(marts.indicator_name(indicator), cells))
    columns = ("指标", "全市", "目标", "状态", "达标县数", "临近", "滞后", "未更新", "未填报")
    return Table("其他有目标的指标", columns, tuple(rows))


def _target_text(target: float, unit: str | None) -> str:
    return numbers.whole_percent(target) if unit == "%" else numbers.of_unit(target, unit)


def _county_cells(known: AreaCount | None) -> tuple[Cell, ...]:
    if known is None:
        return (Cell(numbers.NOT_APPLICABLE),) * 5
    found = (known.good_count, known.near_count, known.late_count, known.carried_count,
             known.missing)  # fmt: skip
    return tuple(Cell(str(number)) for number in found)


def duty_counts_table(marts: Marts, area: Area) -> Table:
    """Count the duties of each chapter by how they stand."""
    known = [row for row in marts.all(DutyCount) if row.county_code == area.county_code]
    chapters: dict[str | None, dict[str, int]] = {}
    for row in known:
        chapters.setdefault(row.chapter, {})[row.duty_state] = row.duty_count
    order = list(dict.fromkeys(row.chapter for row in marts.all(Duty)))
    rows = tuple(
        Row(
            chapter or "合计",
            tuple(Cell(str(chapters[chapter].get(state, 0))) for state in DUTY_STATES),
            is_total=chapter is None,
        )
        for chapter in [*order, None]
        if chapter in chapters
    )
    return Table(f"{area.label}各项任务的进展（项）", ("任务", *DUTY_STATES), rows)


def duty_tables(marts: Marts, area: Area) -> list[Table]:
    """Return one table per chapter of the plan: duty, owner, deadline, how it stands, evidence."""
    duties = [row for row in marts.all(Duty) if row.county_code == area.county_code]
    columns = ("任务", "责任单位", "时限", "现在", "目标", "进展", "佐证")
    return [
        Table(chapter, columns, tuple(_duty_row(marts, row) for row in found))
        for chapter, found in groupby(duties, key=lambda row: row.chapter)
    ]


def _duty_row(marts: Marts, row: Duty) -> Row:
    state = DUTY_STATES[row.duty_state]
    target = row.target_value
    return Row(
        row.duty,
        (
            Cell(row.owner, kind="text"),
            Cell(row.deadline, kind="text"),
            Cell(_duty_value(row)),
            Cell(numbers.NOT_APPLICABLE if target is None else _target_text(target, row.unit)),
            Cell(state.word, state, "status"),
            Cell(row.evidence, kind="long"),
        ),
    )


def _duty_value(row: Duty) -> str:
    if row.is_suppressed:
        return numbers.WITHHELD
    text = numbers.of_unit(row.value, row.unit)
    return text if row.value is None or row.unit in (None, "%") else f"{text}{row.unit}"


def problem_table(marts: Marts, *, to_fill_in: bool = False) -> Table:
    """重点问题清单: at most fifteen rows, the overdue first.

    Args:
        marts: the marts.
        to_fill_in: with an empty column for the person in charge, whom the office names.
    """
    person = ("责任人",) if to_fill_in else ()
    blank = tuple(Cell("", kind="text") for _ in person)
    columns = ("序号", "县（市、区）", "轻重", "问题", "涉及", "责任单位", *person, "整改时限",
               "进展", "是否销号")  # fmt: skip
    rows = tuple(
        Row(numbers.count(row.row_no), _problem_cells(marts, row, blank))
        for row in marts.all(KeyProblem)
    )
    return Table("重点问题清单", columns, rows)


def _problem_cells(marts: Marts, row: KeyProblem, person: tuple[Cell, ...]) -> tuple[Cell, ...]:
    kind = PROBLEM_KINDS.get(row.kind, status_of(None))
    return (
        Cell(marts.label(row.county_code), kind="text"),
        Cell(kind.word, kind, "status"),
        Cell(row.problem, kind="long"),
        Cell(_affected(row)),
        Cell(row.owner or numbers.NOT_APPLICABLE, kind="text"),
        *person,
        Cell(numbers.day(row.due_date) if row.due_date else numbers.NOT_APPLICABLE, kind="text"),
        Cell(row.progress or numbers.NOT_APPLICABLE, kind="long"),
        Cell("已销号" if row.is_closed else "未销号", kind="text"),
    )


def _affected(row: KeyProblem) -> str:
    """Write how many are concerned; of too few persons 不公布, of what is mended nothing."""
    if row.affected_count is None and row.affected_unit and not row.is_closed:
        return numbers.WITHHELD
    return numbers.amount_text(row.affected_count, row.affected_unit, numbers.NOT_APPLICABLE)


def statuses(marts: Marts, indicators: Iterable[str]) -> list[tuple[str, Status]]:
    """Return name and status of the city's figures."""
    return [
        (marts.indicator_name(key), status_of(sentences.status_word(marts, key, marts.city)))
        for key in indicators
    ]
