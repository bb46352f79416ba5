"""One county: its conclusion, targets, curve, what it delivered, its main problems."""

from __future__ import annotations

from dashboards import sentences, tables, targets, towns, trust
from dashboards.blocks import Cards, Listing, Page, Remarks, Row, one
from dashboards.cards import cards
from dashboards.marts import BASELINE_YEAR, Area, Marts
from dashboards.pages.common import county_page, curve_figure, site_title, source_note


def page(marts: Marts, area: Area) -> Page:
    """Return the page of one county."""
    return Page(
        name=county_page(area),
        label=area.label,
        title=site_title(marts, area.county_name),
        conclusion=tuple(sentences.conclusion(marts, area)),
        trust=trust.trust_line(marts, area),
        rows=(
            one(Cards(cards(marts, area))),
            Row(
                (
                    curve_figure(marts, "I04", area, is_open=True),
                    (_deliveries(marts, area), _conservation(marts, area), _rates(marts, area)),
                ),
                "wide-left",
            ),
            one(_targets(marts, area)),
            one(_problems(marts, area)),
            one(_towns(marts, area)),
        ),
        area=area.county_code,
    )


def _deliveries(marts: Marts, area: Area) -> Listing:
    return Listing("本月报送情况", tables.screening_table(marts, area))


def _conservation(marts: Marts, area: Area) -> Remarks:
    return Remarks("每一行的去向", (trust.conservation(marts, area),))


def _rates(marts: Marts, area: Area) -> Listing:
    return Listing("数据质量", tables.rates_table(marts, area))


def _targets(marts: Marts, area: Area) -> Listing:
    table = targets.county_targets_table(marts, area)
    return Listing(
        title=table.caption,
        table=table,
        note=f"“每月需新增”是余下各月平均要增加的数；旁边是{BASELINE_YEAR}年同样几个月平均增加的数。",
    )


def _towns(marts: Marts, area: Area) -> Listing:
    return Listing(
        title="各乡镇（街道）",
        subtitle="按行政区划代码排列，不排名次；人数太少的不公布",
        table=towns.towns_table(marts, area),
        note=source_note(marts, towns.OF_TOWNS),
    )


def _problems(marts: Marts, area: Area) -> Listing:
    return Listing(
        title="主要问题",
        subtitle="按轻重和条数排列，最多8类；人员明细只在发给本县的提醒里",
        table=tables.rules_table(marts, area),
    )
