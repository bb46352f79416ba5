"""Tables of any indicators: counties × indicators, and the city's beside 2021 and target.

Belongs here: columns and cells that hold for the whole catalogue. Does not belong here: which
indicators stand on which page (``pages``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards import indicators, numbers
from dashboards.marts import BASELINE_YEAR, Area, Marts
from dashboards.tables import Cell, Row, Table
from dashboards.theme import status_of


@dataclass(frozen=True)
class Column:
    """An indicator in a table: its short name (its own when empty), with 2021 beside or not."""

    indicator: str
    short: str = ""
    with_2021: bool = False


def columns(*ids: str, with_2021: bool = False) -> tuple[Column, ...]:
    """Return plain columns of some indicators."""
    return tuple(Column(one, with_2021=with_2021) for one in ids)


def area_table(marts: Marts, caption: str, shown: Sequence[Column]) -> Table:
    """Counties and the city × indicators, each cell shaded by its status."""
    headers = ["地区"]
    for column in shown:
        headers.append(_header(marts, column))
        if column.with_2021:
            headers.append(f"{BASELINE_YEAR}年同月")
    rows = tuple(
        Row(area.label, _cells(marts, area, shown), area.is_city)
        for area in [*marts.counties, marts.city]
    )
    return Table(f"{caption}（{_month(marts)}）", tuple(headers), rows)


def _cells(marts: Marts, area: Area, shown: Sequence[Column]) -> tuple[Cell, ...]:
    cells = []
    for column in shown:
        cells.append(cell(marts, column.indicator, area))
        if column.with_2021:
            cells.append(Cell(indicators.baseline(marts, column.indicator, area)))
    return tuple(cells)


def cell(marts: Marts, indicator: str, area: Area) -> Cell:
    """Return the cell of one figure: shape, word and shade tell its status."""
    return Cell(indicators.shown(marts, indicator, area), indicators.status(marts, indicator, area))


def _header(marts: Marts, column: Column) -> str:
    """Name, unit where it is not in the cells, and the target that all counties share."""
    unit = indicators.unit(marts, column.indicator)
    name = column.short or indicators.name(marts, column.indicator)
    targets = {indicators.target_text(marts, column.indicator, area) for area in marts.counties}
    shared = targets.pop() if len(targets) == 1 else numbers.NOT_APPLICABLE
    words = [unit] if unit not in ("%", "") else []
    if shared != numbers.NOT_APPLICABLE:
        words.append(f"目标{shared}")
    return f"{name}（{'，'.join(words)}）" if words else name


def city_table(marts: Marts, caption: str, ids: Sequence[str]) -> Table:
    """Return the city's figures beside 2021, with target and status where the plan sets one."""
    targets = {key: indicators.target_text(marts, key, marts.city) for key in ids}
    has_target = any(text != numbers.NOT_APPLICABLE for text in targets.values())
    rows = []
    for key in ids:
        look = indicators.status(marts, key, marts.city)
        before = Cell(indicators.baseline(marts, key, marts.city))
        cells = [cell(marts, key, marts.city), before]
        if has_target:
            shown = look or status_of(None)
            cells = [
                Cell(cells[0].text),
                before,
                Cell(targets[key]),
                Cell(shown.word, shown, "status"),
            ]
        unit = indicators.unit(marts, key)
        words = "" if unit in ("%", "") else f"（{unit}）"
        rows.append(Row(f"{indicators.name(marts, key)}{words}", tuple(cells)))
    headers = ["指标", f"{marts.as_of.month}月", f"{BASELINE_YEAR}年同月"]
    headers += ["目标", "状态"] if has_target else []
    return Table(f"{caption}（全市，{_month(marts)}）", tuple(headers), tuple(rows))


def _month(marts: Marts) -> str:
    return numbers.year_month(marts.as_of)
