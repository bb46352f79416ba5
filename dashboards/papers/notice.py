"""The monthly 通报: how it stands, who leads and who lags, can the data be trusted, what next.

Belongs here: structure and sentences of the 通报. Does not belong here: phrases (``wording``),
tables (``tables``), causes: those are left for the office, marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dashboards import numbers
from dashboards.composition import classes
from dashboards.marts import BASELINE_YEAR, Marts
from dashboards.papers import deliveries, lookup, tables
from dashboards.papers.blocks import Annex, Block, Chart, Heading, Paper, Paragraph
from dashboards.papers.lookup import Figure
from dashboards.papers.office import Office
from dashboards.papers.standing import extremes, standing
from dashboards.papers.wording import (
    COUNTIES,
    REGION_WORDS,
    absent,
    amount,
    as_at,
    carried,
    change,
    composition,
    headings,
    joined,
    listed,
    month_change,
    needed,
    numbered,
    of_baseline,
    of_task,
    pace,
)
from dashboards.quality_tables import issues

NOUNS = {
    "I04": "脱贫人口务工规模",
    "I01": "农村劳动力转移就业人数",
    "I02": "重点群体培训人数",
    "I03": "新增返乡创业基地",
}
SECTIONS = ("总体情况", f"各{COUNTIES}进展", "数据更新与质量", "存在的问题", "下一步要求")
ANNEXES = (f"各{COUNTIES}主要指标进展情况表", f"各{COUNTIES}数据问题清单")
TOP = 3
"""So many kinds of problems of the whole city are named."""


@dataclass(frozen=True)
class Dates:
    """The days that a paper names: its own, and by when what is to be done."""

    issued: date
    correct_by: date
    report_by: date
    township_day: int


def notice(
    marts: Marts, office: Office, city_name: str, dates: Dates, charts: list[Chart]
) -> Paper:
    """Return the 通报 of the month."""
    month = numbers.year_month(marts.as_of)
    return Paper(
        file_stem=f"月度通报_{marts.as_of:%Y-%m}",
        title=titled(office.notice_title, month=month, city=city_name),
        document_number=numbered_document(office, dates.issued),
        addressed_to=office.addressed_to,
        blocks=tuple(_body(marts, dates, charts)),
        annex_titles=ANNEXES,
        signers=office.signers,
        signed_on=numbers.day(dates.issued),
        annexes=tuple(_annexes(marts)),
        is_sample=marts.is_sample,
    )


def titled(pattern: str, **words: str) -> str:
    """Fill a title in; ``/`` is where it is broken."""
    return pattern.format(**words).replace("/", "\n")


def numbered_document(office: Office, issued: date) -> str:
    """Return the document number, its running number left to the office."""
    return office.document_number.format(year=issued.year, number="【编号】")


def _body(marts: Marts, dates: Dates, charts: list[Chart]) -> Iterator[Block]:
    overall, counties, quality, problems, demands = headings(SECTIONS)
    cutoff = numbers.day(numbers.month_end(marts.as_of))
    yield Paragraph(
        f"现将截至{cutoff}全市农村劳动力转移就业、脱贫人口务工及数据质量有关情况通报如下。"
    )
    yield Heading(1, overall)
    yield from _overall(marts, charts)
    yield Heading(1, counties)
    yield from _counties(marts, charts)
    yield Heading(1, quality)
    yield from deliveries.sections(marts)
    yield tables.quality(marts, f"表2  {marts.as_of.month}月各{COUNTIES}数据质量情况表")
    yield Heading(1, problems)
    yield from (Paragraph(text) for text in numbered([*_problems(marts)]))
    yield Heading(1, demands)
    yield from (Paragraph(text) for text in numbered([*_demands(marts, dates)]))


def headline(marts: Marts, indicator: str, *, is_opening: bool = True) -> str:
    """One of the plan's numbers in one sentence: how much, of how much, pace, change."""
    noun = NOUNS[indicator]
    start = f"{as_at(marts.as_of)}，" if is_opening else ""
    figure = lookup.figure(marts, indicator)
    if (missing := absent(figure, "全市", noun)) is not None or figure is None:
        return f"{start}{missing}。"
    text = f"{start}全市{noun}达{amount(figure.value, figure.unit)}{carried(figure, is_city=True)}"
    shares = [of_baseline(figure)] if indicator == "I04" else [of_task(figure)]
    first = joined([text, *shares, pace(figure)])
    return f"{joined([first, change(figure), month_change(figure)], '；')}。"


def overall_needed(figure: Figure | None) -> str:
    """Say what is still to be done, as a sentence; empty where the marts cannot tell."""
    text = needed(figure) if figure is not None and figure.is_known else ""
    return f"{text}。" if text else ""


def _overall(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    yield Heading(2, "（一）脱贫人口务工规模")
    yield Paragraph(headline(marts, "I04") + overall_needed(lookup.figure(marts, "I04")))
    yield from _where(marts, "I04", "务工人员")
    yield from (chart for chart in charts if chart.name.startswith("curve-i04"))
    yield Heading(2, "（二）农村劳动力转移就业")
    yield Paragraph(headline(marts, "I01") + overall_needed(lookup.figure(marts, "I01")))
    yield from _where(marts, "I01p", "月末在岗人员")
    yield Heading(2, "（三）其他目标任务")
    yield Paragraph(
        headline(marts, "I02")
        + overall_needed(lookup.figure(marts, "I02"))
        + headline(marts, "I03", is_opening=False)
        + overall_needed(lookup.figure(marts, "I03"))
    )


def _where(marts: Marts, indicator: str, who: str) -> Iterator[Block]:
    figure = lookup.known(marts, indicator)
    parts = composition(classes(marts, indicator, "region_class", marts.city)[::-1], REGION_WORDS)
    if figure is not None and parts:
        yield Paragraph(f"在{amount(figure.value, '人')}{who}中，{parts}。")


def _counties(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    yield Paragraph(standing(marts, "I04", NOUNS["I04"]))
    if text := extremes(marts, "I04"):
        yield Paragraph(text)
    yield tables.ranking(
        marts, f"表1  各{COUNTIES}脱贫人口务工规模进展情况表（{as_at(marts.as_of)}）"
    )
    yield from (chart for chart in charts if chart.name.startswith("ranking"))
    yield Paragraph(standing(marts, "I01", NOUNS["I01"]))


def _problems(marts: Marts) -> Iterator[str]:
    late = [
        f"{area.short_name}比{BASELINE_YEAR}年同期进度{numbers.points_words(row.pace_gap)}"
        for area in lookup.with_status(marts, "I04", "滞后", "临近")
        if (row := lookup.figure(marts, "I04", area)) is not None and row.pace_gap is not None
    ]
    if late:
        yield (f"部分地区务工进度慢于{BASELINE_YEAR}年同期。{listed(late)}。【请填写原因：……】")
    stale = lookup.known(marts, "I10b")
    if stale is not None and stale.value:
        towns = amount(stale.value, "个")
        yield f"部分乡镇数据没有按月更新。本月共{towns}乡镇没有任何变化。【请填写原因：……】"
    if text := _frequent(marts):
        yield f"数据差错仍较集中。{text}【请填写原因：……】"
    overdue = issues(marts, marts.city)
    if overdue is not None and overdue.overdue:
        late_count = numbers.count(overdue.overdue)
        yield f"部分问题逾期未改。全市逾期未改问题{late_count}条。【请填写原因：……】"
    yield "【请补充其他问题；没有的删去本条：……】"


def _frequent(marts: Marts) -> str:
    found = [
        row
        for row in marts.finding_counts
        if row.county_code == marts.city.county_code and row.rule_id and row.finding_count > 0
    ][:TOP]
    if not found:
        return ""
    written = [f"“{row.rule_name}”{numbers.count(row.finding_count)}条" for row in found]
    return f"本月较多的是{listed(written)}。"


def _demands(marts: Marts, dates: Dates) -> Iterator[str]:
    day = _day(dates.correct_by, marts)
    yield (
        f"限期整改。请各{COUNTIES}对照附件2，于{day}前在源系统内完成更正，"
        "不得只改导出表；确属实情的，填写豁免说明后反馈。"
    )
    yield (
        f"按月更新。各乡镇每月{dates.township_day}日前更新本乡镇数据；各{COUNTIES}于"
        f"{_day(dates.report_by, marts)}前报送下月数据。"
    )
    slow = lookup.with_status(marts, "I04", "滞后", "临近")
    if slow:
        yield (
            f"加快进度。{listed([area.short_name for area in slow])}要对照倒排工期逐月调度，"
            f"确保年底脱贫人口务工规模不低于{BASELINE_YEAR}年。"
        )
    yield "【请补充其他要求；没有的删去本条：……】"


def _day(day: date, marts: Marts) -> str:
    year = "" if day.year == marts.as_of.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _annexes(marts: Marts) -> Iterator[Block]:
    yield Annex("附件1", ANNEXES[0])
    for indicator, noun in NOUNS.items():
        figure = lookup.figure(marts, indicator)
        unit = figure.unit if figure is not None else "人"
        yield tables.progress(marts, indicator, f"{noun}（{as_at(marts.as_of)}，单位：{unit}）")
    yield Annex("附件2", ANNEXES[1])
    yield tables.rules(
        marts,
        f"{marts.as_of.month}月各{COUNTIES}主要数据问题（每{COUNTIES}前{tables.TOP_RULES}项）",
    )
