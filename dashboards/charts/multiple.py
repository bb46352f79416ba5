"""The small multiples: each county as a percentage of its own same month of 2021.

Belongs here: one small figure per county, all on one axis. Does not belong here: the numbers.
"""

from __future__ import annotations

from typing import Any

from dashboards import descriptions, numbers, sentences, theme
from dashboards.charts.common import Picture, figure, text_mark
from dashboards.marts import Area, Marts


def multiple(marts: Marts, area: Area) -> Picture | None:
    """One county's share of its own same month of 2021, on the axis all counties share."""
    shares = _shares(marts, area)
    if not shares:
        return None
    return Picture(
        name=f"multiple-{area.county_code}",
        alt=descriptions.multiple_alt(marts, area),
        wide=_multiple_figure(marts, area, (300, 132)),
        narrow=_multiple_figure(marts, area, (164, 116)),
    )


def _shares(marts: Marts, area: Area) -> dict[int, float]:
    return {
        month.month: 100 * row.same_month_ratio
        for month in marts.year_months
        if (row := marts.comparison("I04", area, month)) is not None
        and row.same_month_ratio is not None
    }


def _multiple_figure(marts: Marts, area: Area, size: tuple[int, int]) -> dict[str, Any]:
    shares = _shares(marts, area)
    every = [share for county in marts.counties for share in _shares(marts, county).values()]
    low, high = min([*every, 100.0]), max([*every, 100.0])
    room = max(high - low, 4.0) * 0.34
    look = theme.status_of(sentences.status_word(marts, "I04", area))
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
                "tickvals": [100],
                "ticktext": ["100"],
                "showgrid": False,
                "zeroline": False,
            },
            shapes=[
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100, "y1": 100,
                 "line": hundred, "layer": "below"}
            ],
            annotations=[
                text_mark(
                    last,
                    shares[last],
                    numbers.percent(shares[last] / 100),
                    xanchor="right",
                    xshift=8,
                    yshift=16 if above else -16,
                    font={"size": 14, "weight": 700},
                )
            ],
        ),
    )  # fmt: skip
