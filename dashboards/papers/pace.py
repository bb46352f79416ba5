"""What a month must bring until December, of every headline task on one sheet.

Belongs here: columns, order and cells of this table of the workbook. Does not belong here: the
problems and the way to December (``dashboards.targets``), writing .xlsx.
"""

from __future__ import annotations

from dashboards import numbers
from dashboards.marts import BASELINE_YEAR, Marts
from dashboards.papers import lookup
from dashboards.papers.wording import as_at, per_month
from dashboards.tables import Cell, Row, Table

HEADLINES = {
    "I04": ("脱贫人口务工规模", "人"),
    "I01": ("转移就业", "人"),
    "I02": ("重点群体培训", "人"),
    "I03": ("返乡创业基地", "个"),
}


def pace_table(marts: Marts) -> Table:
    """Show what is to be done a month until December, beside what 2021 added a month from here."""
    rows = []
    for indicator, (noun, unit) in HEADLINES.items():
        for area in (marts.city, *marts.counties):
            figure = lookup.figure(marts, indicator, area)
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
    return Table(f"到年底每月需新增（{as_at(marts.as_of)}）", columns, tuple(rows))
