"""Small multiples: one small line per county, all on one axis, against one level line.

Belongs here: the share of the same month of 2021, and how any such line is drawn. Does not belong
here: the numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboards import descriptions, numbers, sentences, theme
from dashboards.charts.common import Picture, figure, text_mark
from dashboards.marts import Area, Marts
from dashboards.theme import Status


@dataclass(frozen=True)
class Small:
    """One county's months, what all counties' months are (the axis), and how they are written."""

    months: dict[int, float]
    every: tuple[float, ...]
    level: float
    status: Status
    write: Callable[[float], str]


def multiple(marts: Marts, area: Area) -> Picture | None:
    """One county's share of its own same month of 2021, on the axis all counties share."""
    every = [share for county in marts.counties for share in _shares(marts, county).values()]
    return small(
        marts,
        f"multiple-{area.county_code}",
        descriptions.multiple_alt(marts, area),
        Small(
            months=_shares(marts, area),
            every=tuple(every),
            level=100.0,
            status=theme.status_of(sentences.status_word(marts, "I04", area)),
            write=lambda share: numbers.percent(share / 100),
        ),
    )


def small(marts: Marts, name: str, alt: str, data: Small) -> Picture | None:
    """Draw one small line; None without any month."""
    if not data.months:
        return None
    return Picture(name, alt, *(_small_figure(marts, data, s) for s in ((300, 132), (164, 116))))


def _shares(marts: Marts, area: Area) -> dict[int, float]:
    return {
        month.month: 100 * row.same_month_ratio
        for month in marts.year_months
        if (row := marts.comparison("I04", area, month)) is not None
        and row.same_month_ratio is not None
    }


def _small_figure(marts: Marts, data: Small, size: tuple[int, int]) -> dict[str, Any]:
    shares = data.months
    low, high = min([*data.every, data.level]), max([*data.every, data.level])
    room = max(high - low, 4.0) * 0.34
    look = data.status
    fill = marts.look.fill(look.css)
    last = max(shares)
    # The label stands where the line does not come from.
    above = shares[last] >= shares.get(last - 1, 0.0)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": list(shares),
        "y": list(shares.values()),
        "line": {"color": fill, "width": 3},
    }
    dot = {
        "type": "scatter",
        "mode": "markers",
        "x": [last],
        "y": [shares[last]],
        "marker": {
            "size": 9,
            "color": "#FFFFFF" if look.css == "carried" else fill,
            "line": {"color": fill, "width": 2},
        },
    }
    hundred = {"color": theme.MUTED, "width": 1}
    return figure(
        [line, dot],
        theme.layout(
            *size,
            margin={"l": 30, "r": 12, "t": 4, "b": 20, "pad": 0},
            font={"family": theme.FONT, "size": 13, "color": theme.TEXT},
            xaxis={
                "range": [0.7, max(marts.as_of.month, 2) + 0.6],
                "tickvals": [1, marts.as_of.month],
                "ticktext": ["1月", f"{marts.as_of.month}月"],
                "showgrid": False,
                "zeroline": False,
            },
            yaxis={
                "range": [low - room, high + room],
                "tickvals": [data.level],
                "ticktext": [f"{data.level:g}"],
                "showgrid": False,
                "zeroline": False,
            },
            shapes=[
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": data.level,
                 "y1": data.level,
                 "line": hundred, "layer": "below"}
            ],
            annotations=[
                text_mark(
                    last,
                    shares[last],
                    data.write(shares[last]),
                    xanchor="right",
                    xshift=8,
                    yshift=16 if above else -16,
                    font={"size": 14, "weight": 700},
                )
            ],
        ),
    )  # fmt: skip
