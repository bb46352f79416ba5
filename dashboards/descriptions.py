"""What a picture shows, in words, from the same numbers as its table.

Belongs here: alternative texts. Does not belong here: titles (``sentences``), drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboards import numbers
from dashboards.marts import BASELINE_YEAR, Area, Comparison, Marts
from dashboards.sentences import COUNTIES, NOUNS, shown_count, status_word


def curve_alt(marts: Marts, indicator: str, area: Area) -> str:
    """Describe a curve in words, from the same numbers as its table."""
    this_year = [
        f"{month.month}月{shown_count(marts.value(indicator, area, month), numbers.MISSING)}"
        for month in marts.year_months
    ]
    text = (
        f"折线图：{area.label}{NOUNS[indicator]}，当年累计人数。"
        f"{marts.as_of.year}年{'、'.join(this_year)}。"
    )
    if marts.as_of.year == BASELINE_YEAR:
        return text
    base = marts.value(indicator, area, marts.as_of.replace(year=BASELINE_YEAR))
    end = marts.value(indicator, area, date(BASELINE_YEAR, 12, 1))
    return (
        f"{text}{BASELINE_YEAR}年{marts.as_of.month}月{shown_count(base, '无数据')}，"
        f"全年{shown_count(end, '无数据')}。"
    )


def ranking_alt(marts: Marts, rows: Sequence[tuple[Area, Comparison]]) -> str:
    """Describe the diverging bars in words."""
    bars = "，".join(
        f"{area.short_name}{numbers.points(row.pace_gap)}"
        f"{status_word(marts, 'I04', area) and '（' + status_word(marts, 'I04', area) + '）'}"
        for area, row in rows
    )
    return f"条形图：各{COUNTIES}进度差（个百分点），由高到低：{bars or '无数据'}。"


def multiple_alt(marts: Marts, area: Area) -> str:
    """Describe one small multiple in words."""
    shown = [
        f"{month.month}月{numbers.percent(row.same_month_ratio)}"
        for month in marts.year_months
        if (row := marts.comparison("I04", area, month)) is not None
        and row.same_month_ratio is not None
    ]
    ratios = "、".join(shown) or "无数据"
    return f"折线图：{area.short_name}各月规模相当于{BASELINE_YEAR}年同月的百分比：{ratios}。"
