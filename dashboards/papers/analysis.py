"""The half-year 就业形势分析: who works where, what stands out, what the second half asks for.

Belongs here: its parts and sentences. Does not belong here: phrases (``wording``), tables
(``analysis_tables``), causes, measures and outlook: those are left for the office, marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dashboards import numbers
from dashboards.composition import classes
from dashboards.marts import BASELINE_YEAR, Marts
from dashboards.papers import analysis_tables, lookup, tables
from dashboards.papers.blocks import Annex, Block, Chart, Heading, Paper, Paragraph
from dashboards.papers.named_figures import (
    AGAIN,
    DATA,
    INCOME,
    MEASURES,
    NONE,
    OLDER,
    PEAKS,
    PROPERTIES,
    RISK,
    STABILITY,
    WATCHED,
)
from dashboards.papers.notice import (
    NOUNS,
    headline,
    numbered_document,
    overall_needed,
    titled,
)
from dashboards.papers.office import Office
from dashboards.papers.standing import standing
from dashboards.papers.wording import (
    COUNTIES,
    REGION_WORDS,
    ages,
    amount,
    as_at,
    composition,
    fact,
    headings,
    numbered,
)

JUNE, DECEMBER = 6, 12
LARGEST = 3
"""So many classes of a composition with many are named in a sentence."""


def is_due(month: date) -> bool:
    """Return whether a half-year ends with the month."""
    return month.month in (JUNE, DECEMBER)


def period(month: date) -> str:
    """``2022年上半年``, ``2022年``, or ``2022年1—5月`` for a month in between."""
    if month.month == JUNE:
        return f"{month.year}年上半年"
    if month.month == DECEMBER:
        return f"{month.year}年"
    return f"{month.year}年1月" if month.month == 1 else f"{month.year}年1—{month.month}月"


def ahead(month: date) -> str:
    """Say what the outlook is about: ``下半年``, ``2023年``, ``年底前``."""
    if month.month == JUNE:
        return "下半年"
    return f"{month.year + 1}年" if month.month == DECEMBER else "年底前"


def analysis(
    marts: Marts, office: Office, city_name: str, issued: date, charts: list[Chart]
) -> Paper:
    """Return the analysis of the year up to the month."""
    return Paper(
        file_stem=f"就业形势分析_{marts.as_of:%Y-%m}",
        title=titled(office.analysis_title, city=city_name, period=period(marts.as_of)),
        document_number=numbered_document(office, issued),
        addressed_to="",
        blocks=tuple(_body(marts, charts)),
        annex_titles=(f"各{COUNTIES}主要指标情况表", "月末在岗转移就业人员构成情况表"),
        signers=office.signers[:1],
        signed_on=numbers.day(issued),
        annexes=tuple(_annexes(marts)),
        is_sample=marts.is_sample,
    )


def _body(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    outlook = ahead(marts.as_of)
    titles = headings(
        (
            "农村劳动力基本情况",
            "转移就业总体形势",
            "重点群体就业情况",
            "主要做法",
            "存在的问题与风险",
            f"{outlook}形势研判",
            "工作打算与建议",
        )
    )
    parts = (_people, _overall, _groups, _measures, _risks, _outlook, _plans)
    for title, part in zip(titles, parts, strict=True):
        yield Heading(1, title)
        yield from part(marts, charts)


def _people(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    yield Paragraph(
        "全市农村劳动力总量【请填写：……】万人，其中有转移就业意愿的【请填写：……】万人。"
    )
    figure = lookup.known(marts, "I01p")
    if figure is None:
        yield Paragraph(f"{fact(lookup.figure(marts, 'I01p'), '月末在岗转移就业人员', '全市')}。")
        return
    yield Paragraph(
        f"{as_at(marts.as_of)}，{fact(figure, '月末在岗转移就业人员', '全市')}。从构成看："
    )
    for title, dimension in PROPERTIES.items():
        parts = classes(marts, "I01p", dimension, marts.city)
        if text := ages(parts) if dimension == "age_band" else composition(parts, NONE):
            yield Paragraph(f"按{title}分，{text}。")
    yield from _largest(marts, "从事行业", "industry_class")
    yield from (chart for chart in charts if chart.name.startswith("parts-"))


def _largest(marts: Marts, title: str, dimension: str) -> Iterator[Block]:
    known = [
        part
        for part in classes(marts, "I01p", dimension, marts.city)
        if part.person_count is not None and part.category not in ("未填", "其他")
    ]
    known.sort(key=lambda part: -(part.person_count or 0))
    if text := composition(known[:LARGEST]):
        yield Paragraph(f"按{title}分，居前的是：{text}。")


def _overall(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    yield Heading(2, "（一）规模与进度")
    yield Paragraph(headline(marts, "I01"))
    yield Paragraph(standing(marts, "I01", NOUNS["I01"]))
    yield from (chart for chart in charts if chart.name.startswith("curve-i01"))
    yield Heading(2, "（二）就业去向")
    region = composition(classes(marts, "I01p", "region_class", marts.city)[::-1], REGION_WORDS)
    figure = lookup.known(marts, "I01p")
    if figure is not None and region:
        yield Paragraph(f"在{amount(figure.value, '人')}月末在岗人员中，{region}。")
    yield Paragraph(f"{fact(lookup.figure(marts, 'I14b'), '就地就近就业占比')}。")
    yield Heading(2, "（三）收入与稳定性")
    yield Paragraph(_facts(marts, INCOME))
    yield Heading(2, "（四）三个外出务工高峰")
    begun = [
        (key, f"{name}县外务工人数") for key, name, first in PEAKS if first <= marts.as_of.month
    ]
    yield Paragraph(_facts(marts, begun) or "今年的外出务工高峰尚未到来。")


def _facts(marts: Marts, wanted: Sequence[tuple[str, str]]) -> str:
    said = [fact(lookup.figure(marts, key), noun) for key, noun in wanted]
    return f"{'；'.join(said)}。" if said else ""


def _groups(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    yield Heading(2, "（一）脱贫人口（含监测对象）")
    yield Paragraph(headline(marts, "I04"))
    yield from (chart for chart in charts if chart.name.startswith("curve-i04"))
    region = composition(classes(marts, "I04", "region_class", marts.city)[::-1], REGION_WORDS)
    channel = composition(classes(marts, "I04", "channel", marts.city))
    if region:
        yield Paragraph(f"按去向分，{region}。")
    if channel:
        yield Paragraph(f"按就业渠道分，{channel}。")
    yield Paragraph(standing(marts, "I04", NOUNS["I04"]))
    yield Heading(2, "（二）防止返贫")
    yield Paragraph(_facts(marts, RISK))
    yield Heading(2, "（三）易地搬迁人口和农村低收入人口")
    yield Paragraph(_facts(marts, WATCHED))
    yield Heading(2, "（四）失业再就业和就业援助")
    yield Paragraph(_facts(marts, AGAIN))
    yield Paragraph("零就业家庭【请填写：……】户。")


def _measures(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    said = [
        f"{title}。{_facts(marts, wanted)}【请填写做法：……】" for title, wanted in MEASURES.items()
    ]
    yield from (Paragraph(text) for text in numbered(said))


def _risks(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    said = []
    slow = lookup.with_status(marts, "I04", "滞后", "临近")
    if slow:
        names = "、".join(area.short_name for area in slow)
        said.append(f"务工进度方面。{names}慢于{BASELINE_YEAR}年同期进度。【请填写原因：……】")
    said.append(f"就业稳定方面。{_facts(marts, STABILITY)}【请填写原因：……】")
    old = [p for p in classes(marts, "I01p", "age_band", marts.city) if p.category in OLDER]
    if text := ages(old):
        said.append(f"年龄结构方面。{text}。【请填写影响：……】")
    said.append(f"数据质量方面。{_facts(marts, DATA)}【请填写原因：……】")
    said.append("【请补充行业、区域等其他风险；没有的删去本条：……】")
    yield from (Paragraph(text) for text in numbered(said))


def _outlook(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    for indicator, noun in NOUNS.items():
        if text := overall_needed(lookup.figure(marts, indicator)):
            yield Paragraph(f"{noun}{text}")
    if marts.as_of.month != DECEMBER:
        table = analysis_tables.milestones(marts)
        if table is not None:
            yield table
    yield Paragraph("【请填写形势研判：……】")


def _plans(marts: Marts, charts: list[Chart]) -> Iterator[Block]:
    yield Paragraph("【请填写工作打算与建议：……】")


def _annexes(marts: Marts) -> Iterator[Block]:
    yield Annex("附件1", f"各{COUNTIES}主要指标情况表")
    for indicator, noun in NOUNS.items():
        figure = lookup.figure(marts, indicator)
        unit = figure.unit if figure is not None else "人"
        yield tables.progress(marts, indicator, f"{noun}（{as_at(marts.as_of)}，单位：{unit}）")
    yield Annex("附件2", "月末在岗转移就业人员构成情况表", is_across=False)
    yield analysis_tables.composition_table(marts)
