"""The curve: this year's cumulative persons against 2021, with the year's calendar.

Belongs here: what the curve draws and where its labels stand. Does not belong here: the numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from dashboards import descriptions, numbers, theme
from dashboards.charts.calendar import marks
from dashboards.charts.common import Picture, figure, sample_mark, text_mark
from dashboards.marts import BASELINE_YEAR, Area, Marts

LABEL_GROUND = "rgba(255,255,255,0.75)"
"""Behind a label, so that a line under it does not strike it through."""


def curve(marts: Marts, indicator: str, area: Area) -> Picture | None:
    """Draw the year's cumulative persons against 2021's; None without a value this year."""
    ours = _series(marts, indicator, area, marts.as_of.year)
    if not ours:
        return None
    return Picture(
        name=f"curve-{indicator.lower()}-{area.county_code}",
        alt=descriptions.curve_alt(marts, indicator, area),
        wide=_curve_figure(marts, indicator, area, (760, 340)),
        narrow=_curve_figure(marts, indicator, area, (340, 300)),
    )


def _curve_figure(
    marts: Marts, indicator: str, area: Area, size: tuple[int, int]
) -> dict[str, Any]:
    narrow = size[0] < 500
    year = marts.as_of.year
    ours = _series(marts, indicator, area, year)
    base = _series(marts, indicator, area, BASELINE_YEAR) if year != BASELINE_YEAR else {}
    scale, unit, digits = _scale([*ours.values(), *base.values()])
    data = []
    if base:
        data.append(_line(base, scale, color=theme.BASELINE, dash="dot", width=2))
    data.append(_line(ours, scale, color=theme.THIS_YEAR, dash="solid", width=3.5))
    target = _target(marts, indicator, area)
    every = [*ours.values(), *base.values(), *([target] if target else [])]
    low, high, step = _axis([value / scale for value in every])
    last = max(ours)
    data.append(_dots({last: ours[last]}, scale, filled=True))
    if carried := _carried(marts, indicator, area, ours):
        data.append(_dots(carried, scale, filled=False))
    labels = [_last_label(ours, base, scale, digits, year, narrow)]
    is_over = target is not None and target > base.get(12, 0.0)
    labels += _baseline_labels(base, scale, digits, (low, high), narrow, is_over=is_over)
    shapes, notes = marks(marts, narrow)
    return figure(
        data,
        theme.layout(
            *size,
            margin={"l": 46 if narrow else 56, "r": 14, "t": 26, "b": 62, "pad": 0},
            xaxis={
                "range": [0.6, 12.4],
                "tickvals": [1, 3, 6, 9, 12] if narrow else list(range(1, 13)),
                "ticktext": [f"{n}月" for n in ([1, 3, 6, 9, 12] if narrow else range(1, 13))],
                "showgrid": False,
                "zeroline": False,
                "ticks": "",
            },
            yaxis={
                "range": [low, high],
                "dtick": step,
                "tickformat": ",d" if scale == 1 else f".{_decimals(step)}f",
                "gridcolor": theme.GRID,
                "zeroline": False,
                "ticksuffix": " ",
            },
            shapes=shapes + _year_end_line(base, scale) + _target_line(target, scale),
            annotations=[
                *labels,
                *_target_label(target, base, scale),
                *notes,
                _unit(unit),
                *sample_mark(marts),
            ],
        ),
    )


def _series(marts: Marts, indicator: str, area: Area, year: int) -> dict[int, float]:
    found = {}
    for number in range(1, 13):
        row = marts.value(indicator, area, date(year, number, 1))
        if row is not None and row.value is not None:
            found[number] = float(row.value)
    return found


def _carried(marts: Marts, indicator: str, area: Area, ours: dict[int, float]) -> dict[int, float]:
    """Months of a county that show an earlier month's data: hollow dots."""
    if area.is_city:
        return {}
    found = {}
    for number, value in ours.items():
        row = marts.value(indicator, area, marts.as_of.replace(month=number))
        if row is not None and row.data_state == "沿用":
            found[number] = value
    return found


def _scale(values: Iterable[float]) -> tuple[float, str, int]:
    """Divisor, unit and decimals of labels: 万人 from ten thousand on."""
    return (numbers.WAN, "万人", 2) if max(values) >= numbers.WAN else (1.0, "人", 0)


def _axis(values: list[float]) -> tuple[float, float, float]:
    """Return a range around the values with a round step (about four lines) and room above."""
    low, high = min(values), max(values)
    span = max(high - low, high * 0.05, 1e-9)
    raw = span / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)
    bottom = max(0.0, math.floor((low - span * 0.12) / step) * step)
    return bottom, high + span * 0.16, step


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9)) + (
        1 if f"{step:e}".startswith("2.5") else 0
    )


def _line(values: dict[int, float], scale: float, **style: Any) -> dict[str, Any]:
    months = range(min(values), max(values) + 1)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(months),
        "y": [values[n] / scale if n in values else None for n in months],
        "line": {**style, "shape": "linear"},
    }


def _dots(values: dict[int, float], scale: float, *, filled: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(values),
        "y": [value / scale for value in values.values()],
        "marker": {
            "size": 10,
            "color": theme.THIS_YEAR if filled else "#FFFFFF",
            "line": {"color": theme.THIS_YEAR, "width": 0 if filled else 2.5},
        },
    }


def _last_label(
    ours: dict[int, float],
    base: dict[int, float],
    scale: float,
    digits: int,
    year: int,
    narrow: bool,
) -> dict[str, Any]:
    """Name the last point on the side of the line where the 2021 line is not."""
    month = max(ours)
    # Early in the year 2021 still climbs through the place above the point.
    above = ours[month] >= base.get(month, 0.0) and month >= 4
    value = f"{numbers.rounded(ours[month] / scale, digits):,}"
    # The line comes from the lower left, 2021 goes on to the upper right.
    anchor = "right" if month >= 10 or above else "left"
    return text_mark(
        month,
        ours[month] / scale,
        f"{month}月 {value}" if narrow else f"{year}年{month}月 {value}",
        yshift=18 if above else -18,
        xanchor=anchor,
        bgcolor=LABEL_GROUND,
        font={"color": theme.THIS_YEAR, "size": 15, "weight": 700},
    )


def _baseline_labels(
    base: dict[int, float],
    scale: float,
    digits: int,
    span: tuple[float, float],
    narrow: bool,
    *,
    is_over: bool,
) -> list[dict[str, Any]]:
    labels = []
    if 12 in base:
        value = f"{numbers.rounded(base[12] / scale, digits):,}"
        labels.append(
            text_mark(
                12.35,
                base[12] / scale,
                f"{BASELINE_YEAR}年全年 {value}",
                yshift=-11 if is_over else 11,
                xanchor="right",
                bgcolor=LABEL_GROUND,
                font={"color": theme.MUTED, "size": 13},
            )
        )
    if base:
        month = 8 if 8 in base else max(base)
        below = (base[month] / scale - span[0]) / (span[1] - span[0]) > 0.2
        labels.append(
            text_mark(
                month,
                base[month] / scale,
                f"{BASELINE_YEAR}年",
                yshift=-16 if below else 16,
                font={"color": theme.MUTED, "size": 13 if narrow else 14},
            )
        )
    return labels


def _year_end_line(base: dict[int, float], scale: float) -> list[dict[str, Any]]:
    if 12 not in base:
        return []
    y = base[12] / scale
    style = {"color": theme.MUTED, "width": 1, "dash": "dash"}
    return [{"type": "line", "x0": 0.6, "x1": 12.4, "y0": y, "y1": y, "line": style}]


def _target(marts: Marts, indicator: str, area: Area) -> float | None:
    """Return the plan's task, where the plan sets one."""
    row = marts.comparison(indicator, area)
    return row.task_target if row is not None and indicator != "I04" else None


def _target_line(target: float | None, scale: float) -> list[dict[str, Any]]:
    if target is None:
        return []
    y = target / scale
    style = {"color": theme.TARGET, "width": 1.5}
    return [{"type": "line", "x0": 0.6, "x1": 12.4, "y0": y, "y1": y, "line": style}]


def _target_label(
    target: float | None, base: dict[int, float], scale: float
) -> list[dict[str, Any]]:
    """Name the task on the side of its line where the frozen year's line is not."""
    if target is None:
        return []
    text = f"全年任务 {numbers.people_text(target)}"
    shift = 11 if target > base.get(12, 0.0) else -11
    return [text_mark(12.35, target / scale, text, yshift=shift, xanchor="right",
                      bgcolor=LABEL_GROUND, font={"color": theme.TARGET, "size": 13})]  # fmt: skip


def _unit(unit: str) -> dict[str, Any]:
    font = {"color": theme.MUTED, "size": 12}
    return text_mark(0, 1, unit, xref="paper", yref="paper", xanchor="right", yanchor="bottom",
                 xshift=-8, font=font)  # fmt: skip
