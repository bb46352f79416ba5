"""The tables that papers share: progress by county, data quality, problems by county.

Belongs here: columns, order and cells. Does not belong here: how a table is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboards import numbers
from dashboards.marts import BASELINE_YEAR, Area, Marts
from dashboards.papers import lookup
from dashboards.papers.blocks import Grid
from dashboards.papers.lookup import Figure
from dashboards.papers.wording import movement, shown, status_cell
from dashboards.quality_tables import county_score, issues
from dashboards.tables import SEVERITIES, Cell, Row, Table

OWNERS = {"T": "乡镇", "K": "县区", "C": "市级"}
TOP_RULES = 5
"""As many kinds of problems of a county stand in the annex."""

Column = tuple[str, Callable[[Figure], Cell]]


def _count(value: float | None, figure: Figure) -> Cell:
    return shown(value, figure, figure.unit)


_BASELINE: tuple[Column, ...] = (
    ("累计", lambda row: _count(row.value, row)),
    (f"{BASELINE_YEAR}年\n全年", lambda row: _count(row.year_end_baseline, row)),
    (f"达到\n{BASELINE_YEAR}年", lambda row: shown(row.to_year_end_ratio, row, "%")),
)
_TASK: tuple[Column, ...] = (
    ("累计", lambda row: _count(row.value, row)),
    ("任务数", lambda row: _count(row.task_target, row)),
    ("占任务数", lambda row: shown(row.to_task_ratio, row, "%")),
)
_PACE: tuple[Column, ...] = (
    (f"{BASELINE_YEAR}年\n同期进度", lambda row: shown(row.pace_ratio, row, "%")),
    ("进度差\n（百分点）", lambda row: _signed(numbers.points(row.pace_gap), row)),
)
_CHANGE: tuple[Column, ...] = (
    ("同比", lambda row: _signed(numbers.signed_count(row.change_from_baseline), row)),
    ("同比\n（%）", lambda row: _signed(numbers.signed_percent(row.change_ratio), row)),
    ("环比", lambda row: _signed(numbers.signed_count(row.change_from_last_month), row)),
)
_NEEDED: tuple[Column, ...] = (
    ("还需", lambda row: _count(row.still_needed, row)),
    ("月均需", lambda row: _decimal(row.needed_per_month, row)),
    (f"{BASELINE_YEAR}年\n月均", lambda row: _decimal(row.baseline_per_month, row)),
)


def _signed(text: str, row: Figure) -> Cell:
    return Cell(text if row.is_known else numbers.NOT_APPLICABLE)


def _decimal(value: float | None, row: Figure) -> Cell:
    if value is None or not row.is_known:
        return Cell(numbers.NOT_APPLICABLE)
    return Cell(f"{numbers.rounded(value, 1):,}")


def _grid(
    marts: Marts, indicator: str, caption: str, columns: Sequence[Column], areas: Sequence[Area]
) -> Table:
    rows = []
    for area in areas:
        figure = lookup.figure(marts, indicator, area)
        if figure is None:
            cells = [Cell(numbers.MISSING)] + [Cell(numbers.NOT_APPLICABLE)] * (len(columns) - 1)
        else:
            cells = [write(figure) for _, write in columns]
        rows.append(Row(area.label, (*cells, status_cell(figure)), area.is_city))
    return Table(caption, ("地区", *(title for title, _ in columns), "状态"), tuple(rows))


def ranking(marts: Marts, caption: str) -> Grid:
    """Show the ranking of 脱贫人口务工规模: counties by rank, the city last."""
    rank: tuple[Column, ...] = (
        ("名次", lambda row: Cell(numbers.count(row.rank))),
        ("升降", lambda row: Cell(movement(row))),
    )
    placed = [area for area, _ in lookup.ranked(marts, "I04")]
    rest = [area for area in marts.counties if area not in placed]
    columns = (*rank, *_BASELINE, _PACE[1], _CHANGE[1])
    table = _grid(marts, "I04", caption, columns, [*placed, *rest, marts.city])
    return Grid(table, (1.15, 0.7, 0.7, 0.95, 0.95, 1, 1.35, 1, 1.4), _note(marts))


def _note(marts: Marts) -> str:
    return (
        f"注：单位为人；进度差为达到{BASELINE_YEAR}年全年的比例减去{BASELINE_YEAR}年同期进度；"
        f"“{numbers.WITHHELD}”为人数太少、不宜公布。"
    )


def progress(marts: Marts, indicator: str, caption: str) -> Grid:
    """All that is compared of one of the plan's numbers, by county."""
    first = _BASELINE if indicator == "I04" else _TASK
    columns = (*first, *_PACE, *_CHANGE, *_NEEDED)
    table = _grid(marts, indicator, caption, columns, [*marts.counties, marts.city])
    return Grid(table, (1.1, *([1.0] * 4), 1.25, *([1.0] * (len(columns) - 5)), 1.35))


def quality(marts: Marts, caption: str) -> Grid:
    """Show data quality by county, best score first, then those without one."""
    order = sorted(marts.counties, key=lambda area: _quality_rank(marts, area))
    rows = []
    for area in [*order, marts.city]:
        score = county_score(marts, area)
        tracked = issues(marts, area)
        found = _by_severity(marts, area)
        cells = (
            Cell(_tenth(score.score if score else None)),
            Cell(numbers.count(score.rank if score else None)),
            Cell(_tenth(score.problem_rate if score else None)),
            *(Cell(numbers.count(found.get(kind, 0))) for kind in SEVERITIES),
            Cell(numbers.percent(score.closure_rate if score else None)),
            Cell(numbers.count(tracked.overdue if tracked else None)),
            shown(_value(marts, "I09", area), lookup.figure(marts, "I09", area), "%"),
        )
        rows.append(Row(area.label, cells, area.is_city))
    kinds = [f"{word}\n（条）" for word in SEVERITIES.values()]
    columns = (
        "地区",
        "得分",
        "名次",
        "问题率\n（‰）",
        *kinds,
        "销号率",
        "逾期\n（条）",
        "乡镇\n更新率",
    )
    note = "注：得分满分100分；问题率为每千行问题数；销号率为以前月份未销号问题中本月已更正的比例。"
    return Grid(
        Table(caption, columns, tuple(rows)),
        (1.1, 0.9, 0.75, 0.95, 1.15, 0.95, 0.95, 1.1, 0.95, 1.15),
        note,
    )


def _quality_rank(marts: Marts, area: Area) -> int:
    score = county_score(marts, area)
    return score.rank if score is not None and score.rank is not None else len(marts.areas)


def _value(marts: Marts, indicator: str, area: Area) -> float | None:
    row = lookup.figure(marts, indicator, area)
    return row.value if row is not None else None


def _by_severity(marts: Marts, area: Area) -> dict[str, int]:
    return {
        row.severity: row.finding_count
        for row in marts.finding_counts
        if row.county_code == area.county_code and row.rule_id is None and row.severity
    }


def _tenth(value: float | None) -> str:
    return numbers.NOT_APPLICABLE if value is None else f"{numbers.rounded(value, 1):,}"


def rules(marts: Marts, caption: str) -> Grid:
    """Each county's most frequent problems, those that must be corrected first; counts only."""
    rows = []
    for area in marts.counties:
        found = [
            row
            for row in marts.finding_counts
            if row.county_code == area.county_code and row.rule_id and row.finding_count > 0
        ]
        found.sort(
            key=lambda row: (list(SEVERITIES).index(row.severity or "I"), -row.finding_count)
        )
        rows += [
            Row(
                area.label,
                (
                    Cell(row.rule_name or row.rule_id or "", kind="text"),
                    Cell(row.rule_id or "", kind="text"),
                    Cell(SEVERITIES.get(row.severity or "", ""), kind="text"),
                    Cell(numbers.count(row.finding_count)),
                    Cell(numbers.count(row.finding_count_last_month)),
                    Cell(OWNERS.get(row.owner or "", numbers.NOT_APPLICABLE), kind="text"),
                    Cell(row.how_to_fix or numbers.NOT_APPLICABLE, kind="long"),
                ),
            )
            for row in found[:TOP_RULES]
        ]
    columns = ("地区", "问题", "规则", "轻重", "本月\n（条）", "上月\n（条）", "谁来改", "怎样改")
    return Grid(Table(caption, columns, tuple(rows)), (0.9, 2.6, 0.7, 1, 0.9, 0.9, 0.9, 4.8))
