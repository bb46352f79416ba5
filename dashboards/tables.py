"""The tables: which figures stand in which row and column, already written out.

Belongs here: columns, order, cell marks. Does not belong here: markup (the templates), numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from dashboards import numbers, sentences
from dashboards.marts import BASELINE_YEAR, Area, Comparison, Marts, Value
from dashboards.theme import Status, status_of

COMPLETENESS = ("I07a", "I07b", "I07c", "I07d", "I07e", "I12", "I09")
SEVERITIES = {"E": "必须更正", "W": "请核实", "I": "提示"}
TOP_RULES = 8

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and the status that shades and marks it (None: plain)."""

    text: str
    status: Status | None = None
    kind: str = "number"
    """``number`` (right), ``text`` (left), ``long`` (left, wraps), ``status`` (shape and word)."""
    link: str | None = None
    """Where the text leads to; a single file has no links."""


@dataclass(frozen=True)
class Row:
    """A header cell and its cells; ``is_total`` sets the city's row off."""

    header: str
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table as it stands on the page; the first column is the row header."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


_PROGRESS: dict[str, Callable[[Comparison], str]] = {
    "{month}月累计（人）": lambda row: numbers.count(row.value),
    "{base}年全年（人）": lambda row: numbers.count(row.year_end_baseline),
    "达到{base}年": lambda row: numbers.percent(row.to_year_end_ratio),
    "任务数（人）": lambda row: numbers.count(row.task_target),
    "占任务数": lambda row: numbers.percent(row.to_task_ratio),
    "{base}年同期进度": lambda row: numbers.percent(row.pace_ratio),
    "进度差（个百分点）": lambda row: numbers.points(row.pace_gap),
    "同比（人）": lambda row: numbers.signed_count(row.change_from_baseline),
    "同比": lambda row: numbers.signed_percent(row.change_ratio),
    "比上月（人）": lambda row: numbers.signed_count(row.change_from_last_month),
}
_ORDERS = {
    "I04": (0, 1, 2, 5, 6, 7, 8, 9, 3, 4),
    "I01": (0, 3, 4, 5, 6, 7, 8, 9, 1, 2),
}
"""The pace gap stands right after the two ratios it is the difference of."""


def progress_table(marts: Marts, indicator: str) -> Table:
    """Six counties and the city, best first: actuals, ratios, pace, change, rank, state."""
    headers = [
        header.format(month=marts.as_of.month, base=BASELINE_YEAR)
        for header in _in_order(indicator, list(_PROGRESS))
    ]
    areas = sorted(marts.counties, key=lambda area: _rank_order(marts, indicator, area))
    rows = [_progress_row(marts, indicator, area) for area in [*areas, marts.city]]
    cutoff = numbers.day(numbers.month_end(marts.as_of))
    return Table(
        caption=f"{sentences.NOUNS[indicator]}进展（截至{cutoff}）",
        columns=("地区", "排名", *headers, "状态", "数据状态"),
        rows=tuple(rows),
    )


def _in_order(indicator: str, items: list[_Item]) -> list[_Item]:
    return [items[place] for place in _ORDERS[indicator]]


def _rank_order(marts: Marts, indicator: str, area: Area) -> int:
    row = marts.comparison(indicator, area)
    return row.rank if row is not None and row.rank is not None else 999


def _progress_row(marts: Marts, indicator: str, area: Area) -> Row:
    row = marts.comparison(indicator, area)
    if row is None or row.value is None:
        blank = [Cell(numbers.NOT_APPLICABLE)] * (len(_PROGRESS) - 1)
        withheld = row is not None and row.is_suppressed
        word = numbers.WITHHELD if withheld else numbers.MISSING
        cells = [Cell(numbers.NOT_APPLICABLE), Cell(word), *blank]
    else:
        texts = [write(row) for write in _in_order(indicator, list(_PROGRESS.values()))]
        cells = [Cell(_rank(row)), *map(Cell, texts)]
    status = status_of(sentences.status_word(marts, indicator, area))
    cells += [
        Cell(status.word, status, "status"),
        Cell(_data_state(marts, indicator, area), kind="text"),
    ]
    return Row(area.label, tuple(cells), area.is_city)


def _rank(row: Comparison) -> str:
    if row.rank is None:
        return numbers.NOT_APPLICABLE
    return f"{row.rank} {sentences.rank_movement(row)}".strip()


def _data_state(marts: Marts, indicator: str, area: Area) -> str:
    value = marts.value(indicator, area)
    if value is None or (value.value is None and not value.is_suppressed):
        return numbers.MISSING
    if value.data_state != "沿用":
        return value.data_state or numbers.NOT_APPLICABLE
    return sentences.carried_note(marts, indicator, area).removesuffix("数据")


def curve_table(marts: Marts, indicator: str, area: Area) -> Table:
    """Months 1–12: 2021, this year, change, share of full 2021."""
    year = marts.as_of.year
    name = f"{area.label}{sentences.NOUNS[indicator]}（当年累计，人）"
    if year == BASELINE_YEAR:
        rows = [
            Row(f"{n}月", (Cell(_month_value(marts, indicator, area, year, n)),))
            for n in range(1, marts.as_of.month + 1)
        ]
        return Table(name, ("月份", f"{year}年"), tuple(rows))
    columns = ("月份", f"{BASELINE_YEAR}年", f"{year}年", "同比（人）", "同比",
               f"达到{BASELINE_YEAR}年全年", "数据状态")  # fmt: skip
    rows = [_curve_row(marts, indicator, area, number) for number in range(1, 13)]
    return Table(name, columns, tuple(rows))


def _curve_row(marts: Marts, indicator: str, area: Area, number: int) -> Row:
    base = Cell(_month_value(marts, indicator, area, BASELINE_YEAR, number))
    if number > marts.as_of.month:
        rest = [Cell(numbers.NOT_APPLICABLE)] * 4
        return Row(f"{number}月", (base, *rest, Cell(numbers.NOT_APPLICABLE, kind="text")))
    month = marts.as_of.replace(month=number)
    row = marts.comparison(indicator, area, month)
    value = marts.value(indicator, area, month)
    has_figure = value is not None and (value.value is not None or value.is_suppressed)
    state = value.data_state if value is not None and has_figure else None
    cells = (
        base,
        Cell(sentences.shown_count(value, numbers.MISSING)),
        Cell(numbers.signed_count(row.change_from_baseline if row else None)),
        Cell(numbers.signed_percent(row.change_ratio if row else None)),
        Cell(numbers.percent(row.to_year_end_ratio if row else None)),
        Cell(state or numbers.MISSING, kind="text"),
    )
    return Row(f"{number}月", cells)


def _month_value(marts: Marts, indicator: str, area: Area, year: int, number: int) -> str:
    row = marts.value(indicator, area, date(year, number, 1))
    return sentences.shown_count(row, "无数据")


def shares_table(marts: Marts) -> Table:
    """Each county as a percentage of its own same month of 2021, by month."""
    months = marts.year_months
    rows = []
    for county in marts.counties:
        found = [marts.comparison("I04", county, month) for month in months]
        cells = tuple(Cell(numbers.percent(row.same_month_ratio if row else None)) for row in found)
        rows.append(Row(county.short_name, cells))
    columns = ("地区", *(f"{month.month}月" for month in months))
    return Table(f"脱贫人口务工规模相当于{BASELINE_YEAR}年同月（%）", columns, tuple(rows))


def quality_table(marts: Marts, areas: Iterable[Area]) -> Table:
    """Completeness, agreement and update rates of the month, shaded and marked by status."""
    columns = ("地区", *(_short(marts, indicator) for indicator in COMPLETENESS))
    rows = [
        Row(
            area.label,
            tuple(_rate_cell(marts.value(indicator, area)) for indicator in COMPLETENESS),
            area.is_city,
        )
        for area in areas
    ]
    return Table(f"{marts.as_of.month}月数据质量（%）", columns, tuple(rows))


def rates_table(marts: Marts, area: Area) -> Table:
    """One county's rates of the month beside the city's, with target and status."""
    rows = []
    for indicator in COMPLETENESS:
        value = marts.value(indicator, area)
        status = status_of(value.status if value else "未填报")
        cells = (
            Cell(_rate_cell(value).text),
            Cell(_rate_cell(marts.value(indicator, marts.city)).text),
            Cell(numbers.whole_percent(value.target_value if value else None)),
            Cell(status.word, status, "status"),
        )
        rows.append(Row(marts.indicator_name(indicator), cells))
    columns = ("指标", area.short_name, "全市", "目标", "状态")
    return Table(f"{area.short_name}{marts.as_of.month}月数据质量", columns, tuple(rows))


def _short(marts: Marts, indicator: str) -> str:
    return marts.indicator_name(indicator).removesuffix("完整率")


def _rate_cell(value: Value | None) -> Cell:
    if value is not None and value.is_suppressed:
        return Cell(numbers.WITHHELD)
    if value is None or value.value is None:
        return Cell(numbers.MISSING, status_of("未填报"))
    return Cell(numbers.percent(value.value), status_of(value.status) if value.status else None)


def findings_table(marts: Marts) -> Table:
    """Count the findings of the month by county and severity, with last month's total beside."""
    columns = ("地区", *SEVERITIES.values(), "合计", "上月合计")
    rows = []
    for area in [*marts.counties, marts.city]:
        found = {
            row.severity: row for row in marts.finding_counts
            if row.county_code == area.county_code and row.rule_id is None
        }  # fmt: skip
        counts = [found[kind].finding_count if kind in found else 0 for kind in (*SEVERITIES, None)]
        before = found[None].finding_count_last_month if None in found else 0
        cells = tuple(Cell(numbers.count(number)) for number in (*counts, before))
        rows.append(Row(area.label, cells, area.is_city))
    return Table(f"{marts.as_of.month}月发现的问题（条）", columns, tuple(rows))


def rules_table(marts: Marts, area: Area) -> Table:
    """List the area's most frequent problems this month: rule, severity, count, what to do."""
    found = [
        (severity, row.rule_id, row) for row in marts.finding_counts
        if row.county_code == area.county_code and row.finding_count > 0
        and (severity := row.severity) and row.rule_id
    ]  # fmt: skip
    order = list(SEVERITIES)
    found.sort(key=lambda item: (order.index(item[0]), -item[2].finding_count, item[1]))
    rows = tuple(
        Row(
            row.rule_name or rule_id,
            (
                Cell(rule_id, kind="text"),
                Cell(SEVERITIES[severity], kind="text"),
                Cell(numbers.count(row.finding_count)),
                Cell(numbers.count(row.finding_count_last_month)),
                Cell(row.how_to_fix or numbers.NOT_APPLICABLE, kind="long"),
            ),
        )
        for severity, rule_id, row in found[:TOP_RULES]
    )
    columns = ("问题", "规则", "轻重", "本月（条）", "上月（条）", "怎样改")
    return Table(f"{area.short_name}{marts.as_of.month}月主要问题", columns, rows)


def screening_table(marts: Marts, area: Area) -> Table:
    """Say what became of each expected table of one county this month."""
    rows = []
    for row in marts.screenings:
        if row.county_code != area.county_code:
            continue
        if row.state == "已采用":
            use = "本月数据"
        elif row.used_month is None:
            use = "没有可用数据"
        else:
            use = f"沿用{numbers.month_near(row.used_month, marts.as_of)}"
        cells = (
            Cell(row.state, kind="text"),
            Cell(use, kind="text"),
            Cell(row.reason or numbers.NOT_APPLICABLE, kind="long"),
        )
        rows.append(Row(sentences.TABLE_NAMES.get(row.table_name, row.table_name), cells))
    return Table(
        f"{area.short_name}{marts.as_of.month}月报送情况",
        ("表", "处理结果", "指标所用数据", "原因"),
        tuple(rows),
    )
