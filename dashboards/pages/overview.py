"""总览: the conclusion, the headline targets, the curve, the counties, the state of the data."""

from __future__ import annotations

from dataclasses import replace

from dashboards import numbers, sentences, tables, trust
from dashboards.blocks import (
    Cards,
    Figure,
    Listing,
    Multiples,
    Page,
    Remarks,
    Row,
    Tile,
    TileMap,
    one,
)
from dashboards.cards import cards
from dashboards.charts.ranking import ranking
from dashboards.marts import BASELINE_YEAR, Marts
from dashboards.pages.common import county_tile, curve_figure, site_title, source_note


def page(marts: Marts) -> Page:
    """Return the first page."""
    city = marts.city
    tiles = tuple(county_tile(marts, county) for county in marts.counties)
    return Page(
        name="index",
        label="总览",
        title=site_title(marts),
        conclusion=tuple(sentences.conclusion(marts, city)),
        trust=trust.trust_line(marts, city),
        rows=(
            one(Cards(cards(marts, city))),
            Row((curve_figure(marts, "I04", city), _ranking(marts)), "wide-left"),
            one(_progress(marts, "I04", "达到{}年全年的比例")),
            one(_progress(marts, "I01", "占任务数的比例")),
            Row((_multiples(marts, tiles), _map(marts, tiles)), "wide-left"),
            Row((curve_figure(marts, "I01", city), _quality(marts)), "halves quality"),
            Row((_findings(marts), _deliveries(marts)), "halves"),
        ),
    )


def _ranking(marts: Marts) -> Figure:
    return Figure(
        title=sentences.ranking_title(marts),
        subtitle=f"进度差＝达到{BASELINE_YEAR}年全年的比例－{BASELINE_YEAR}年同期进度（个百分点）；"
        "名次见下表",
        picture=ranking(marts),
        table=None,
        note=source_note(marts, ["I04"]),
        legend=True,
    )


def _progress(marts: Marts, indicator: str, ratio: str) -> Listing:
    table = tables.progress_table(marts, indicator)
    by = ratio.format(BASELINE_YEAR)
    return Listing(
        title=table.caption,
        table=table,
        note=f"进度差＝{by}－{BASELINE_YEAR}年同期进度。按{by}排名，并列的占同一名次；"
        "箭头为名次比上月升降。",
    )


def _multiples(marts: Marts, tiles: tuple[Tile, ...]) -> Multiples:
    return Multiples(
        title=sentences.multiples_title(marts),
        subtitle=f"{marts.as_of.year}年各月脱贫人口务工规模相当于{BASELINE_YEAR}年同月的百分比，"
        f"横线为100%；{numbers.in_words(len(marts.counties))}图同一纵轴",
        tiles=tiles,
        table=tables.shares_table(marts),
    )


def _map(marts: Marts, tiles: tuple[Tile, ...]) -> TileMap:
    return TileMap(
        title="各地进度差",
        subtitle="个百分点。方位示意图，不代表行政区划界线；点击查看该地",
        tiles=tuple(replace(tile, picture=None) for tile in tiles),
    )


def _quality(marts: Marts) -> Listing:
    return Listing(
        title=trust.completeness_title(marts),
        subtitle=f"{marts.as_of.month}月五项信息完整率、两系统一致率、乡镇按月更新率（%）",
        table=tables.quality_table(marts, [*marts.counties, marts.city]),
        legend=True,
    )


def _findings(marts: Marts) -> Listing:
    return Listing(title=f"{marts.as_of.month}月发现的问题", table=tables.findings_table(marts))


def _deliveries(marts: Marts) -> tuple[Remarks, Remarks]:
    held = tuple(trust.screening_notes(marts)) or ("本月应报数据全部采用。",)
    return (
        Remarks("未按期采用的数据", held, listed=len(held) > 1),
        Remarks("每一行的去向", (trust.conservation(marts),)),
    )
