"""数据质量: scores and their trend, problems, closure, timeliness, checks, every row's fate."""

from __future__ import annotations

from dashboards import numbers, quality_sentences, quality_tables, tables, trust
from dashboards.blocks import Figure, Listing, Multiples, Page, Remarks, Row, Tile, one
from dashboards.charts.scores import score_bars, score_line
from dashboards.indicator_tables import Column
from dashboards.marts import Marts
from dashboards.pages.common import SYSTEMS, county_page, site_title, source_note
from dashboards.pages.topics import listing

COUNTED = "问题不含已豁免的；人员明细只在发给各县的提醒里，本页不列。"


def page(marts: Marts) -> Page:
    """Return the page on the state of the data."""
    return Page(
        name="quality",
        label="数据质量",
        title=site_title(marts, "数据质量"),
        conclusion=quality_sentences.conclusion(marts),
        rows=(
            Row((_scores(marts), _timeliness(marts)), "halves"),
            one(_parts(marts)),
            one(_trend(marts)),
            one(_completeness(marts)),
            Row((_severities(marts), _spot_checks(marts)), "halves"),
            one(_rules(marts)),
            one(_issues(marts)),
            one(_deliveries(marts)),
            one(_held(marts)),
            one(_towns(marts)),
        ),
    )  # fmt: skip


def _scores(marts: Marts) -> Figure:
    return Figure(
        title=quality_sentences.score_title(marts),
        subtitle=f"{marts.as_of.month}月得分，满分100分；竖线为上月得分；构成见下表",
        picture=score_bars(marts),
        table=None,
        note=SYSTEMS,
    )


def _parts(marts: Marts) -> Listing:
    return Listing(
        title="得分由三部分组成",
        table=quality_tables.score_table(marts),
        note="".join(quality_sentences.METHOD),
    )


def _completeness(marts: Marts) -> Listing:
    return Listing(
        title=trust.completeness_title(marts),
        subtitle=f"{marts.as_of.month}月五项信息完整率、两系统一致率、乡镇按月更新率（%）",
        table=tables.quality_table(marts, [*marts.counties, marts.city]),
        note=source_note(marts, ["I12", "I09"]),
        legend=True,
    )


def _trend(marts: Marts) -> Multiples:
    tiles = tuple(
        Tile(area.label, county_page(area), None, picture=score_line(marts, area))
        for area in marts.counties
    )
    return Multiples(
        title=quality_sentences.trend_title(marts),
        subtitle=f"{marts.as_of.year}年各月数据质量得分，横线为满分100分；"
        f"{numbers.in_words(len(marts.counties))}图同一纵轴",
        tiles=tiles,
        table=quality_tables.trend_table(marts),
    )


def _severities(marts: Marts) -> Listing:
    return Listing(
        title=quality_sentences.rule_title(marts),
        table=tables.findings_table(marts),
        note=COUNTED,
    )


def _timeliness(marts: Marts) -> Listing:
    return listing(
        marts,
        quality_sentences.timeliness_title(marts),
        "报送及时和按月更新",
        [Column("I10", "最长逾期"), Column("I09", "乡镇更新率"), Column("I10b", "未更新乡镇")],
    )


def _rules(marts: Marts) -> Listing:
    return Listing(
        title=f"{marts.as_of.month}月问题按规则和县（市、区）",
        subtitle="按轻重和全市条数排列；规则名称前为规则编号",
        table=quality_tables.rule_table(marts),
        note=COUNTED,
    )


def _issues(marts: Marts) -> Listing:
    return Listing(
        title=quality_sentences.issue_title(marts),
        table=quality_tables.issue_table(marts),
        note="办结率＝上月末待办结的问题中本月已整改的比例；没有待办结的问题时为“—”。",
    )


def _spot_checks(marts: Marts) -> Listing:
    return Listing(
        title=quality_sentences.spot_title(marts),
        table=quality_tables.spot_table(marts),
        note="有问题的人员优先抽中，属实的比例因此偏低；“全体推算”按抽样设计推算到全部人员。"
        + source_note(marts, ["I08", "I11a"]),
    )


def _deliveries(marts: Marts) -> Listing:
    return Listing(
        title="收到的数据和每一行的去向",
        table=quality_tables.delivery_table(marts),
        note=trust.conservation(marts),
    )


def _held(marts: Marts) -> Remarks:
    notes = tuple(trust.screening_notes(marts)) or ("本月应报数据全部采用。",)
    return Remarks("未按期采用的数据", notes, listed=len(notes) > 1)


def _towns(marts: Marts) -> Listing:
    return Listing(
        title="乡镇数据质量得分",
        subtitle="按乡镇代码排列，不排名；及时分同所在县（市、区）",
        table=quality_tables.town_table(marts),
        is_folded=True,
    )
