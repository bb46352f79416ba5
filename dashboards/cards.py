"""The headline cards: one figure, its bar, and how it stands.

Belongs here: which figure of the marts stands on which card. Does not belong here: markup.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import numbers, sentences
from dashboards.marts import BASELINE_YEAR, Area, Marts
from dashboards.theme import Status, status_of


@dataclass(frozen=True)
class Bar:
    """A bar from 0 to ``full`` with a tick; all three as shares of the bar's width 0–100."""

    filled: float
    tick: float | None
    whole: float | None
    label: str


@dataclass(frozen=True)
class Card:
    """One headline figure."""

    name: str
    figure: str
    unit: str
    status: Status | None
    remark: str
    lines: tuple[str, ...]
    bar: Bar | None


def cards(marts: Marts, area: Area) -> tuple[Card, ...]:
    """Return the four headline cards of an area; a figure nobody reported reads 未填报.

    The plan's bases are the city's task, a new workshop is each county's.
    """
    last = "I03" if area.is_city else "I31"
    tasks = (_task_card(marts, area, indicator) for indicator in ("I01", "I02", last))
    return (_scale_card(marts, area), *tasks)


def _scale_card(marts: Marts, area: Area) -> Card:
    """I04 against full 2021, with the pace of 2021 as the tick."""
    name = marts.indicator_name("I04")
    row = marts.comparison("I04", area)
    if row is None or row.value is None:
        return _empty_card(name, withheld=row is not None and row.is_suppressed)
    figure, unit = numbers.people(row.value)
    lines = []
    if row.to_year_end_ratio is not None:
        full = numbers.people_text(row.year_end_baseline)
        lines.append(
            f"达到{BASELINE_YEAR}年全年（{full}）的{numbers.percent(row.to_year_end_ratio)}"
        )
    if row.pace_ratio is not None:
        lines.append(
            f"同期进度 {numbers.percent(row.pace_ratio)}（{BASELINE_YEAR}年{marts.as_of.month}月）"
        )
    lines += _carried_line(marts, "I04", area)
    bar = _bar(row.to_year_end_ratio, row.pace_ratio, f"{BASELINE_YEAR}年同期")
    return Card(name, figure, unit, _status(marts, "I04", area), _pace_remark(row.pace_gap),
                tuple(lines), bar)  # fmt: skip


def _task_card(marts: Marts, area: Area, indicator: str) -> Card:
    """Set a count against the plan's task, with the pace of 2021 as the tick."""
    name, unit = marts.indicator_name(indicator), _unit(marts, indicator)
    value = marts.value(indicator, area)
    if value is None or value.value is None:
        return _empty_card(name, withheld=value is not None and value.is_suppressed)
    row = marts.comparison(indicator, area)
    lines = []
    if value.target_value is not None:
        task = numbers.people_text(value.target_value, unit)
        reached = numbers.percent(row.to_task_ratio) if row and row.to_task_ratio else None
        lines.append(f"完成年度任务（{task}）的{reached}" if reached else f"年度任务 {task}")
    if row is not None and row.pace_ratio is not None:
        pace = numbers.percent(row.pace_ratio)
        lines.append(f"同期进度 {pace}（{BASELINE_YEAR}年{marts.as_of.month}月）")
    lines += _carried_line(marts, indicator, area)
    bar = _bar(row.to_task_ratio, row.pace_ratio, f"{BASELINE_YEAR}年同期") if row else None
    remark = _pace_remark(row.pace_gap if row else None)
    figure, shown_unit = numbers.people(value.value, unit)
    status = _status(marts, indicator, area)
    return Card(name, figure, shown_unit, status, remark, tuple(lines), bar)


def _carried_line(marts: Marts, indicator: str, area: Area) -> list[str]:
    """Say whose earlier data the figure holds; nothing when every table came in time."""
    if not _is_carried(marts, indicator, area):
        return []
    if not area.is_city:
        return [sentences.carried_note(marts, indicator, area)]
    names = [c.short_name for c in marts.counties if _is_carried(marts, indicator, c)]
    return [f"含沿用数据：{'、'.join(names)}"] if names else ["含沿用数据"]


def _is_carried(marts: Marts, indicator: str, area: Area) -> bool:
    value = marts.value(indicator, area)
    return value is not None and value.data_state == "沿用"


def _empty_card(name: str, *, withheld: bool) -> Card:
    if withheld:
        return Card(name, numbers.WITHHELD, "", None, "", ("人数太少，为保护个人信息不公布",), None)
    return Card(name, numbers.MISSING, "", status_of("未填报"), "", (), None)


def _status(marts: Marts, indicator: str, area: Area) -> Status | None:
    word = sentences.status_word(marts, indicator, area)
    return status_of(word) if word else None


def _pace_remark(gap: float | None) -> str:
    return "" if gap is None else f"比同期进度{numbers.points_words(gap)}"


def _bar(value: float | None, tick: float | None, tick_name: str) -> Bar | None:
    """Scale to 100 %, or to the value when it has passed 100 %."""
    if value is None:
        return None
    full = max(1.0, value, tick or 0.0)
    label = f"{numbers.percent(value)}"
    if tick is not None:
        label += f"，{tick_name} {numbers.percent(tick)}"
    return Bar(
        filled=round(100 * value / full, 2),
        tick=None if tick is None else round(100 * tick / full, 2),
        whole=round(100 / full, 2) if full > 1 else None,
        label=label,
    )


def _unit(marts: Marts, indicator: str) -> str:
    definition = marts.definitions.get(indicator)
    return (definition.unit if definition else None) or ""
