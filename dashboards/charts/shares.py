"""Pictures of compositions: classes as bars beside 2021, counties as stacked bars.

Belongs here: which shares are drawn and described. Does not belong here: titles and tables
(``composition``), the bars themselves (``bars``).
"""

from __future__ import annotations

from typing import Any

from dashboards import numbers, theme
from dashboards.charts.bars import LETTER, Bar, bars
from dashboards.charts.common import Picture, figure, sample_mark, text_mark
from dashboards.composition import (
    DIMENSIONS,
    REGIONS,
    SUBJECTS,
    beside,
    class_name,
    classes,
    known,
    largest_first,
    share_text,
)
from dashboards.marts import BASELINE_YEAR, Area, Marts

SHOWN_CLASSES = 8
STACK = ((theme.THIS_YEAR, "#FFFFFF"), ("#7FA6C9", theme.TEXT), ("#D5E1EC", theme.TEXT))
"""Fill and letters of a stack's parts, dark to light; letters at least 6:1 on their fill."""
ROOM_FOR_LABEL = 0.08


def class_bars(
    marts: Marts, indicator: str, dimension: str, *, by_size: bool = False
) -> Picture | None:
    """Draw the city's shares of the classes, 2021's as strokes; ``by_size``: the greatest only."""
    rows = classes(marts, indicator, dimension, marts.city)
    shown = largest_first(rows)[:SHOWN_CLASSES] if by_size else known(rows)
    told = "；".join(f"{class_name(row)}{beside(row)}" for row in shown)
    alt = f"条形图：全市{SUBJECTS[indicator]}按{DIMENSIONS[dimension]}的占比：{told}。"
    drawn = [
        Bar(class_name(row), row.share, share_text(row), tick=row.baseline_share) for row in shown
    ]
    return bars(
        marts, f"shares-{indicator.lower()}-{dimension}", alt, drawn, f"{BASELINE_YEAR}年同月"
    )


def region_stacks(marts: Marts, indicator: str) -> Picture | None:
    """Draw each county's three classes of region as one bar of 100 %."""
    areas = [*marts.counties, marts.city]
    found = {
        area.label: {row.category: row.share for row in _of_area(marts, indicator, area)}
        for area in areas
    }
    complete = {
        label: shares for label, shares in found.items()
        if shares and all(share is not None for share in shares.values())
    }  # fmt: skip
    if not complete:
        return None
    told = "；".join(
        f"{area.label}"
        + ("、".join(f"{row.category}{share_text(row)}" for row in _of_area(marts, indicator, area))
           or numbers.MISSING)
        for area in areas
    )  # fmt: skip
    return Picture(
        f"bars-regions-{indicator.lower()}",
        f"堆叠条形图：各地{SUBJECTS[indicator]}的就业地域：{told}。",
        *(_stack_figure(marts, found, complete, width) for width in (640, 340)),
    )


def _of_area(marts: Marts, indicator: str, area: Area) -> list[Any]:
    return known(classes(marts, indicator, REGIONS, area))


def _stack_figure(
    marts: Marts,
    found: dict[str, dict[str, float | None]],
    complete: dict[str, dict[str, float | None]],
    width: int,
) -> dict[str, Any]:
    labels = list(found)
    places = {label: len(labels) - order for order, label in enumerate(labels)}
    names = list(dict.fromkeys(name for shares in complete.values() for name in shares))
    narrow = width < 500
    foot = 22 if marts.is_sample else 8
    pitch = 32 if narrow else 36
    return figure(
        [
            _part(name, place, complete, places, narrow)
            for place, name in enumerate(names[: len(STACK)])
        ],
        theme.layout(
            width,
            len(labels) * pitch + 30 + foot,
            margin={"l": round(3 * LETTER) + 12, "r": 6, "t": 30, "b": foot, "pad": 0},
            barmode="stack",
            xaxis={"range": [0, 1], "visible": False},
            yaxis={"range": [0.45, len(labels) + 0.55], "visible": False},
            annotations=[
                *(text_mark(0, place, label, xanchor="right", xshift=-7)
                  for label, place in places.items()),
                *(text_mark(0, places[label], _reason(shares), xanchor="left", xshift=7,
                            font={"color": theme.MUTED, "size": 14})
                  for label, shares in found.items() if label not in complete),
                *_heads(names),
                *(mark | {"yanchor": "top"} for mark in sample_mark(marts)),
            ],
        ),
    )  # fmt: skip


def _reason(shares: dict[str, float | None]) -> str:
    return f"人数太少，{numbers.WITHHELD}" if shares else numbers.MISSING


def _part(
    name: str,
    place: int,
    complete: dict[str, dict[str, float | None]],
    places: dict[str, int],
    narrow: bool,
) -> dict[str, Any]:
    """One class's piece of every bar, with its share written inside where there is room."""
    fill, letters = STACK[place]
    shares = {label: row.get(name) or 0.0 for label, row in complete.items()}
    room = ROOM_FOR_LABEL * (2 if narrow else 1)
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": list(shares.values()),
        "y": [places[label] for label in shares],
        "width": 0.66,
        "text": [numbers.percent(share) if share >= room else "" for share in shares.values()],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "insidetextfont": {"color": letters, "size": 14},
        "marker": {"color": fill, "line": {"color": "#FFFFFF", "width": 1}},
    }


def _heads(names: list[str]) -> list[dict[str, Any]]:
    """Name the parts above the bars: left, middle, right, each with a swatch of its fill."""
    spots = ((0.0, "left"), (0.5, "center"), (1.0, "right"))
    marks = []
    for place, name in enumerate(names[: len(STACK)]):
        x, anchor = spots[place]
        fill, letters = STACK[place]
        marks.append(
            text_mark(x, 1, name, xref="paper", yref="paper", xanchor=anchor,
                      yanchor="bottom", yshift=3, bgcolor=fill, borderpad=2,
                      font={"color": letters, "size": 13})
        )  # fmt: skip
    return marks
