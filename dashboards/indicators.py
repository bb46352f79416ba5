"""One indicator of the catalogue in words: its name, its figure, how the counties stand.

Belongs here: wording that holds for any indicator. Does not belong here: the headline sentences
(``sentences``), columns of a table (``indicator_tables``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboards import numbers
from dashboards.marts import BASELINE_YEAR, Area, Marts, Value
from dashboards.sentences import COUNTIES, Part, carried_note
from dashboards.theme import STATUSES, Status, status_of


def name(marts: Marts, indicator: str) -> str:
    """Return the indicator's name, its id where the catalogue does not know it."""
    known = marts.definitions.get(indicator)
    return known.indicator_name if known else indicator


def unit(marts: Marts, indicator: str) -> str:
    """Return the indicator's unit; empty where the catalogue has none."""
    known = marts.definitions.get(indicator)
    return (known.unit if known else None) or ""


def has_nobody(value: Value | None) -> bool:
    """Say whether a rate was reported with nobody to count: 0 of 0."""
    return value is not None and value.value is None and value.denominator == 0


def absent(value: Value | None) -> str:
    """Say why there is no figure: 不公布, — with nobody to count, 未填报."""
    if value is not None and value.is_suppressed:
        return numbers.WITHHELD
    return numbers.NOT_APPLICABLE if has_nobody(value) else numbers.MISSING


def shown(marts: Marts, indicator: str, area: Area, month: date | None = None) -> str:
    """Write the figure without its unit (``%`` stays)."""
    value = marts.value(indicator, area, month)
    number = value.value if value is not None else None
    return numbers.amount(number, unit(marts, indicator), absent(value))


def figure_text(marts: Marts, indicator: str, area: Area) -> str:
    """Write the figure with its unit: ``1,240户``."""
    value = marts.value(indicator, area)
    number = value.value if value is not None else None
    return numbers.amount_text(number, unit(marts, indicator), absent(value))


def baseline(marts: Marts, indicator: str, area: Area) -> str:
    """Write the figure of the same month of 2021; ``—`` where there is none to show."""
    value = marts.value(indicator, area)
    number = value.baseline_value if value is not None else None
    return numbers.amount(number, unit(marts, indicator), numbers.NOT_APPLICABLE)


def status(marts: Marts, indicator: str, area: Area) -> Status | None:
    """Return how the figure stands: carried and unreported always show, else only with a target."""
    value = marts.value(indicator, area)
    if value is None or (value.value is None and not value.is_suppressed):
        return None if has_nobody(value) else status_of("未填报")
    if value.data_state == "沿用":
        return status_of("未更新")
    return status_of(value.status) if value.status else None


def target_text(marts: Marts, indicator: str, area: Area) -> str:
    """Write the target; ``—`` where the plan sets none."""
    value = marts.value(indicator, area)
    if value is None or value.target_value is None:
        return numbers.NOT_APPLICABLE
    if unit(marts, indicator) == "%":
        return numbers.whole_percent(value.target_value)
    return numbers.amount(value.target_value, unit(marts, indicator))


def beside_2021(marts: Marts, indicator: str, area: Area) -> str:
    """``92.3%（2021年同月为90.1%）``; the bracket only where 2021 has a figure."""
    text = figure_text(marts, indicator, area)
    value = marts.value(indicator, area)
    if value is None or value.value is None or value.baseline_value is None:
        return text
    before = numbers.amount_text(value.baseline_value, unit(marts, indicator))
    return f"{text}（{BASELINE_YEAR}年同月为{before}）"


def city_line(marts: Marts, indicator: str) -> str:
    """``搬迁家庭就业率98.2%（2021年同月为97.0%）`` of the whole city."""
    return f"{name(marts, indicator)}{_spaced(beside_2021(marts, indicator, marts.city))}"


def _spaced(text: str) -> str:
    return text if text[:1].isdigit() else f"：{text}"


def standing(marts: Marts, indicator: str) -> str:
    """How many counties stand how: ``4个达标，1个临近``; empty where nothing is judged."""
    known = marts.area_count(indicator)
    if known is None:
        return ""
    counted: Sequence[tuple[int, str]] = (
        (known.good_count, "达标"),
        (known.near_count, "临近"),
        (known.late_count, "滞后"),
        (known.carried_count, "沿用以前月份"),
        (known.missing, "没有数据"),
    )
    if not (known.good_count or known.near_count or known.late_count):
        return ""
    for number, word in counted:
        if number == known.area_count:
            return f"{number}个{COUNTIES}全部{word}"
    return f"{COUNTIES}中" + "，".join(f"{number}个{word}" for number, word in counted if number)


def answer(marts: Marts, indicator: str) -> str:
    """Give a chart's title: the city's figure, and how many counties stand how."""
    ending = standing(marts, indicator)
    line = city_line(marts, indicator)
    return f"全市{line}；{ending}" if ending else f"全市{line}"


def rates_title(marts: Marts, what: str, ids: Sequence[tuple[str, str]]) -> str:
    """Give several of the city's rates' answer: which are behind, which have no figure.

    Args:
        marts: the marts as of the page's month.
        what: the topic, before the colon.
        ids: indicators and their short names.
    """
    looks = {key: status(marts, key, marts.city) for key, _ in ids}
    judged = [(key, short) for key, short in ids if (look := looks[key]) and look.word in STATUSES]
    behind = [
        f"{short}{figure_text(marts, key, marts.city)}（{look.word}）"
        for key, short in judged
        if (look := looks[key]) and look.word in ("临近", "滞后")
    ]
    empty = [short for key, short in judged if (look := looks[key]) and look.word == "未填报"]
    good = [short for key, short in judged if (look := looks[key]) and look.word == "达标"]
    parts = ["、".join(behind)] if behind else []
    if good:
        parts.append(f"{'、'.join(good)}达标")
    if empty:
        parts.append(f"{'、'.join(empty)}未填报")
    if not judged:
        told = [f"{short}{beside_2021(marts, key, marts.city)}" for key, short in ids]
        parts.append("，".join(told))
    return f"{what}：{'；'.join(parts)}" if parts else f"{what}：含沿用数据，暂不评价"


def told(marts: Marts, indicator: str) -> Part:
    """Return the city's figure as a part of a conclusion, with its status where it has one."""
    look = status(marts, indicator, marts.city)
    line = city_line(marts, indicator)
    if look is None or look.word == numbers.MISSING:
        return Part(line)
    if look.word == "未更新":
        return Part(f"{line}，{carried_note(marts, indicator, marts.city)}", look)
    return Part(f"{line}，{look.word}", look)


def conclusion(marts: Marts, ids: Sequence[str]) -> tuple[Part, ...]:
    """Give a page's answer: the city's figures one after the other, as of the month's end."""
    start = Part(f"截至{numbers.day(numbers.month_end(marts.as_of))}，全市：")
    parts = [told(marts, key) for key in ids]
    ends = ["；"] * (len(parts) - 1) + ["。"]
    return (start, *(Part(f"{p.text}{end}", p.status) for p, end in zip(parts, ends, strict=True)))


def described(marts: Marts, indicator: str, areas: Sequence[Area]) -> str:
    """List the areas' figures with their status in words, for a picture's description."""
    parts = []
    for area in areas:
        look = status(marts, indicator, area)
        word = f"（{look.word}）" if look and look.word != numbers.MISSING else ""
        parts.append(f"{area.label}{_spaced(figure_text(marts, indicator, area))}{word}")
    return "、".join(parts)
