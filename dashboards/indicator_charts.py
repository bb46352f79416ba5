"""Pictures of any indicator: by county, or several of the city, against target or 2021.

Belongs here: which figures become bars and ticks. Does not belong here: drawing (``charts``).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import indicators, numbers
from dashboards.charts import Picture
from dashboards.charts.bars import Bar, bars
from dashboards.marts import BASELINE_YEAR, Area, Marts

TARGET = "目标"
BEFORE = f"{BASELINE_YEAR}年同月"


def by_county(marts: Marts, indicator: str, against: str = TARGET) -> Picture | None:
    """Draw one indicator's figure of each county, with the target or 2021 as a stroke."""
    rows = [_bar(marts, indicator, area, area.label, against) for area in marts.counties]
    return bars(
        marts,
        f"counties-{indicator.lower()}",
        _alt(marts, f"各地{indicators.name(marts, indicator)}",
             indicators.described(marts, indicator, marts.counties)),
        rows,
        against,
        1.0 if indicators.unit(marts, indicator) == "%" else 0.0,
    )  # fmt: skip


def of_2021(marts: Marts, indicator: str) -> Picture | None:
    """Draw each county's figure as a percentage of its own same month of 2021."""
    rows, told = [], []
    for area in marts.counties:
        row = marts.comparison(indicator, area)
        ratio = row.same_month_ratio if row is not None else None
        value = marts.value(indicator, area)
        empty = indicators.absent(value) if value is None or value.value is None else "无可比数据"
        label = numbers.percent(ratio, empty)
        look = indicators.status(marts, indicator, area)
        rows.append(Bar(area.label, ratio, label, look, None if ratio is None else 1.0))
        word = f"（{look.word}）" if look and look.word != label else ""
        told.append(f"{area.label}{label if label[0].isdigit() else f'：{label}'}{word}")
    what = f"各地{indicators.name(marts, indicator)}相当于{BEFORE}的百分比"
    alt = _alt(marts, what, "、".join(told))
    return bars(marts, f"of-2021-{indicator.lower()}", alt, rows, f"{BEFORE}（100%）", 1.0)


def of_city(
    marts: Marts, name: str, what: str, ids: Sequence[tuple[str, str]], against: str = TARGET
) -> Picture | None:
    """Draw several indicators of the city, of one unit, each under its short name."""
    rows = [_bar(marts, key, marts.city, short, against) for key, short in ids]
    told = "、".join(f"{short}{_side(marts, key, against)}" for key, short in ids)
    is_rate = indicators.unit(marts, ids[0][0]) == "%"
    return bars(marts, name, _alt(marts, f"全市{what}", told), rows, against, float(is_rate))


def _side(marts: Marts, indicator: str, against: str) -> str:
    text = indicators.figure_text(marts, indicator, marts.city)
    if against == BEFORE:
        return f"：{indicators.beside_2021(marts, indicator, marts.city)}"
    goal = indicators.target_text(marts, indicator, marts.city)
    return f"：{text}" + (f"（目标{goal}）" if goal != numbers.NOT_APPLICABLE else "")


def _alt(marts: Marts, what: str, told: str) -> str:
    return f"条形图：{numbers.year_month(marts.as_of)}{what}：{told}。"


def _bar(marts: Marts, indicator: str, area: Area, name: str, against: str) -> Bar:
    value = marts.value(indicator, area)
    look = indicators.status(marts, indicator, area)
    other = None
    if value is not None:
        other = value.target_value if against == TARGET else value.baseline_value
    label = indicators.figure_text(marts, indicator, area)
    return Bar(name, value.value if value else None, label, look, other)
