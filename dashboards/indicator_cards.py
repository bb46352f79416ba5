"""A headline card of any indicator: figure, target or 2021 as a tick, status.

Belongs here: what such a card says. Does not belong here: the four cards of the first page
(``cards``), markup.
"""

from __future__ import annotations

from dashboards import indicators, numbers
from dashboards.cards import Bar, Card
from dashboards.marts import BASELINE_YEAR, Marts
from dashboards.theme import status_of


def indicator_card(marts: Marts, indicator: str) -> Card:
    """Return the city's card of an indicator."""
    name = indicators.name(marts, indicator)
    value = marts.value(indicator, marts.city)
    look = indicators.status(marts, indicator, marts.city)
    if value is None or value.value is None:
        text = indicators.absent(value)
        why = ("人数太少，为保护个人信息不公布",) if text == numbers.WITHHELD else ()
        return Card(name, text, "", status_of("未填报") if not why else None, "", why, None)
    unit = indicators.unit(marts, indicator)
    lines = []
    goal = indicators.target_text(marts, indicator, marts.city)
    if goal != numbers.NOT_APPLICABLE:
        lines.append(f"目标 {goal}{'' if unit == '%' else unit}")
    before = indicators.baseline(marts, indicator, marts.city)
    if before != numbers.NOT_APPLICABLE:
        lines.append(f"{BASELINE_YEAR}年同月 {before}{'' if unit == '%' else unit}")
    standing = indicators.standing(marts, indicator)
    lines += [standing] if standing else []
    figure = numbers.amount(value.value, unit).removesuffix("%")
    if unit == "人":
        figure, unit = numbers.people(value.value)
    return Card(name, figure, unit, look, "", tuple(lines), _bar(marts, indicator))


def _bar(marts: Marts, indicator: str) -> Bar | None:
    """Draw a bar of a rate only: a count has no natural end."""
    value = marts.value(indicator, marts.city)
    if value is None or value.value is None or indicators.unit(marts, indicator) != "%":
        return None
    full = max(1.0, value.value)
    label = numbers.percent(value.value)
    tick = value.target_value
    if tick is not None:
        label += f"，目标 {numbers.whole_percent(tick)}"
    return Bar(
        filled=round(100 * value.value / full, 2),
        tick=None if tick is None else round(100 * tick / full, 2),
        whole=round(100 / full, 2) if full > 1 else None,
        label=label,
    )
