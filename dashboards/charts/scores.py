"""Pictures of the data's scores: by county beside last month, and over the months.

Belongs here: which scores become bars and lines. Does not belong here: drawing (``bars``,
``multiple``), words and tables of scores.
"""

from __future__ import annotations

from datetime import date

from dashboards import numbers
from dashboards.charts.bars import Bar, bars
from dashboards.charts.common import Picture
from dashboards.charts.multiple import Small, small
from dashboards.marts import Area, Marts
from dashboards.quality_tables import county_score, scored
from dashboards.theme import NO_VERDICT

FULL = 100.0


def score_bars(marts: Marts) -> Picture | None:
    """Draw this month's scores, best on top, with last month's as strokes."""
    month = marts.as_of
    before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    rows, told = [], []
    for area, row in scored(marts):
        last = county_score(marts, area, before)
        label = f"{numbers.decimal(row.score)}分"
        rows.append(Bar(area.label, row.score, label, tick=last.score if last else None))
        was = f"（上月{numbers.decimal(last.score)}分）" if last else ""
        told.append(f"{area.label}{label}{was}")
    alt = f"条形图：{month.month}月各地数据质量得分，由高到低：{'、'.join(told)}。"
    return bars(marts, "scores", alt, rows, "上月得分", FULL)


def score_line(marts: Marts, area: Area) -> Picture | None:
    """Draw one county's scores over the year's months."""
    mine = _scores(marts, area)
    every = [score for county in marts.counties for score in _scores(marts, county).values()]
    told = "、".join(f"{month}月{numbers.decimal(score)}分" for month, score in mine.items())
    return small(
        marts,
        f"multiple-score-{area.county_code}",
        f"折线图：{area.label}各月数据质量得分：{told}。",
        Small(mine, tuple(every), FULL, NO_VERDICT, numbers.decimal),
    )


def _scores(marts: Marts, area: Area) -> dict[int, float]:
    return {
        month.month: row.score
        for month in marts.year_months
        if (row := county_score(marts, area, month)) is not None
    }
