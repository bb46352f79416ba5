"""The year's calendar under a curve: epidemic months, Spring Festival, departure peaks.

Belongs here: bands and words from ``dim_month``. Does not belong here: any employment figure.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards import theme
from dashboards.charts.common import text_mark
from dashboards.marts import Marts


def marks(marts: Marts, narrow: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Bands and words of the year's calendar: epidemic, Spring Festival, departure peaks."""
    year = [marts.months.get(date(marts.as_of.year, n, 1)) for n in range(1, 13)]
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    covid = [m.report_month.month for m in year if m is not None and m.is_covid_month]
    if covid:
        x0, x1 = min(covid) - 0.5, max(covid) + 0.5
        shapes.append(_band(x0, x1, 0, 1, theme.BAND))
        notes.append(_paper((x0 + x1) / 2, 1, "疫情", yanchor="bottom"))
    for name, first, last in _runs([(m.peak_name if m else None) for m in year]):
        shapes.append(_band(first - 0.45, last + 0.45, -0.125, -0.1, theme.PEAK))
        word = name if narrow else f"{name}外出高峰"
        notes.append(_paper((first + last) / 2, -0.13, word, yanchor="top"))
    for month in year:
        if month is not None and month.spring_festival_date and month.is_spring_festival_month:
            day = month.spring_festival_date
            x = day.month + (day.day - 1) / 31 - 0.5
            shapes.append(
                {
                    "type": "line",
                    "yref": "paper",
                    "x0": x,
                    "x1": x,
                    "y0": 0.93,
                    "y1": 1,
                    "layer": "below",
                    "line": {"color": "#A4161A", "width": 2},
                }
            )
            notes.append(_paper(x, 1, "春节", yanchor="bottom"))
    return shapes, notes


def _runs(names: list[str | None]) -> list[tuple[str, int, int]]:
    """Consecutive months with the same name: ``(name, first month, last month)``."""
    runs: list[tuple[str, int, int]] = []
    for number, name in enumerate(names, start=1):
        if not name:
            continue
        if runs and runs[-1][0] == name and runs[-1][2] == number - 1:
            runs[-1] = (name, runs[-1][1], number)
        else:
            runs.append((name, number, number))
    return runs


def _band(x0: float, x1: float, y0: float, y1: float, color: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "yref": "paper",
        "x0": x0,
        "x1": x1,
        "y0": y0,
        "y1": y1,
        "fillcolor": color,
        "line": {"width": 0},
        "layer": "below",
    }


def _paper(x: float, y: float, text: str, **more: Any) -> dict[str, Any]:
    font = {"color": theme.MUTED, "size": 12}
    return text_mark(x, y, text, yref="paper", font=font, **more)
