"""Sentences on the scores of the data, the problems tracked, spot checks.

Belongs here: wording from scores and counts of the marts. Does not belong here: completeness and
every row's fate (``trust``), tables (``quality_tables``).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import indicators, numbers, trust
from dashboards.facts import QualityScore
from dashboards.marts import Area, Marts
from dashboards.quality_tables import city_rules, issues, scored
from dashboards.sentences import COUNTIES, Part

METHOD = (
    "数据质量得分满分100分：问题60分，按每千行问题数和轻重扣分，每条规则扣分有上限；"
    "报送及时20分，按三张月报表晚于截止日的天数扣分；问题办结20分，按办结率得分，"
    "没有待办结的问题得满分。",
    "名次按得分排列，并列的占同一名次；乡镇只列得分，不排名。",
)


def conclusion(marts: Marts) -> tuple[Part, ...]:
    """Give the page's answer: best and last score, completeness, what is overdue."""
    start = f"截至{numbers.day(numbers.month_end(marts.as_of))}，"
    parts = [score_title(marts), trust.completeness_title(marts), issue_title(marts)]
    return (Part(start + "；".join(parts) + "。"),)


def score_title(marts: Marts) -> str:
    """Name the counties with the highest and the lowest score."""
    found = scored(marts)
    if not found:
        return f"{marts.as_of.month}月没有数据质量得分"
    best = _named(found, found[0][1].score)
    last = _named(found, found[-1][1].score)
    if best == last:
        return f"各{COUNTIES}数据质量得分均为{numbers.decimal(found[0][1].score)}分"
    return f"数据质量得分最高的是{best}，最低的是{last}"


def _named(found: Sequence[tuple[Area, QualityScore]], score: float) -> str:
    names = "、".join(area.label for area, row in found if row.score == score)
    return f"{names}（{numbers.decimal(score)}分）"


def trend_title(marts: Marts) -> str:
    """Name the counties whose score rose and fell against last month."""
    changes = [
        (area, row.change_from_last_month)
        for area, row in scored(marts)
        if row.change_from_last_month is not None
    ]
    if not changes:
        return "各月数据质量得分：没有上月得分，暂不能比较"
    up = "、".join(area.label for area, change in changes if change > 0)
    down = "、".join(area.label for area, change in changes if change < 0)
    if up and not down and len(changes) == len(marts.counties):
        return f"各{COUNTIES}得分均比上月提高"
    if down and not up and len(changes) == len(marts.counties):
        return f"各{COUNTIES}得分均比上月下降"
    parts = [f"{up}得分比上月提高"] if up else []
    parts += [f"{down}得分比上月下降"] if down else []
    return "，".join(parts) or "各地得分与上月持平"


def issue_title(marts: Marts) -> str:
    """How many tracked problems are overdue, and whose."""
    every = issues(marts, marts.city)
    if every is None:
        return f"{marts.as_of.month}月没有跟踪的问题"
    text = (
        f"没有办结的问题{numbers.count(every.open_count)}条，本月新增{numbers.count(every.opened)}条，"
        f"办结{numbers.count(every.closed)}条"
    )
    if not every.overdue:
        return f"{text}，没有逾期"
    return f"{text}，逾期{numbers.count(every.overdue)}条"


def rule_title(marts: Marts) -> str:
    """Name the most frequent problem of those that must be corrected, else of all."""
    found = city_rules(marts)
    if not found:
        return f"{marts.as_of.month}月没有发现问题"
    first = found[0]
    word = "必须更正的问题中最多的是" if first.severity == "E" else "最多的问题是"
    name = first.rule_name or first.rule_id
    return f"{word}“{name}”（{numbers.count(first.finding_count)}条）"


def spot_title(marts: Marts) -> str:
    """Give the share of checked persons found right and the townships checked this quarter."""
    return f"全市{indicators.city_line(marts, 'I08')}，{indicators.city_line(marts, 'I11a')}"


def timeliness_title(marts: Marts) -> str:
    """Say which county was late, and how long the latest one was."""
    late = [
        area.label
        for area in marts.counties
        if (row := marts.value("I10", area)) is not None and row.value
    ]
    if marts.value("I10", marts.city) is None:
        return "报送及时情况：未填报"
    longest = indicators.figure_text(marts, "I10", marts.city)
    if late:
        return f"{'、'.join(late)}报送晚于截止日，最长{longest}"
    missing = [
        area.label
        for area in marts.counties
        if (row := marts.value("I10", area)) is None or row.value is None
    ]
    if missing:
        return f"{'、'.join(missing)}没有按期数据可以评价，其余没有逾期"
    return f"各{COUNTIES}三张月报表均按期报送"
