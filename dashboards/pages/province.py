"""全省: the province's first page: its figures, each city as a row that leads to its pages.

Belongs here: what of a first page makes sense of cities. Does not belong here: a city's own
first page (``overview``).
"""

from __future__ import annotations

from dashboards import numbers, sentences, tables, trust
from dashboards.blocks import Cards, Listing, Page, Row, one
from dashboards.cards import cards
from dashboards.marts import Area, Marts
from dashboards.pages.common import curve_figure, site_title
from dashboards.tables import Cell, Table
from dashboards.theme import status_of

_SHOWN = ("I01", "I04")


def page(marts: Marts) -> Page:
    """Return the first page of a province."""
    province = marts.city
    return Page(
        name="index",
        label="总览",
        title=site_title(marts),
        conclusion=tuple(sentences.conclusion(marts, province)),
        trust=trust.trust_line(marts, province),
        rows=(
            one(Cards(cards(marts, province))),
            one(_cities(marts)),
            Row(tuple(curve_figure(marts, name, province) for name in _SHOWN), "halves"),
            *(one(_progress(marts, name)) for name in _SHOWN),
            one(
                Listing(
                    title=trust.completeness_title(marts),
                    subtitle=f"{marts.as_of.month}月五项信息完整率、两系统一致率、乡镇按月更新率（%）",
                    table=tables.quality_table(marts, [*marts.counties, province]),
                    legend=True,
                )
            ),
            one(
                Listing(
                    title=f"{marts.as_of.month}月发现的问题", table=tables.findings_table(marts)
                )
            ),
        ),
    )


def _cities(marts: Marts) -> Listing:
    columns = ["市", "页面"]
    for indicator in _SHOWN:
        columns += [f"{sentences.NOUNS[indicator]}（人）", "目标（人）", "状态"]
    rows = tuple(
        tables.Row(area.label, _cells(marts, area), area.is_city)
        for area in (*marts.counties, marts.city)
    )
    return Listing(
        title="各市进展",
        subtitle="任务数或2021年全年为目标；点“打开”看该市的全部页面",
        table=Table("各市进展", tuple(columns), rows),
        legend=True,
    )


def _cells(marts: Marts, area: Area) -> tuple[Cell, ...]:
    cells = []
    for indicator in _SHOWN:
        row = marts.value(indicator, area)
        status = status_of(sentences.status_word(marts, indicator, area))
        withheld = row is not None and row.is_suppressed
        known = row is not None and row.value is not None
        word = numbers.WITHHELD if withheld else numbers.MISSING
        cells += [
            Cell(numbers.count(row.value) if row is not None and known else word),
            Cell(numbers.count(row.target_value if row is not None else None)),
            Cell(status.word, status, "status"),
        ]
    link = None if area.is_city else f"{area.county_code}/index.html"
    # First, so that a phone shows it without moving the table.
    return (Cell("打开" if link else numbers.NOT_APPLICABLE, kind="text", link=link), *cells)


def _progress(marts: Marts, indicator: str) -> Listing:
    table = tables.progress_table(marts, indicator)
    return Listing(title=table.caption, table=table, is_folded=True)
