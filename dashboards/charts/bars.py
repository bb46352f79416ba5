"""Horizontal bars with their figures beside them, and a tick for what they are held against.

Belongs here: bars of any rows, with shape and colour of a status. Does not belong here: which
figures are drawn (``composition``, ``indicator_charts``), what they are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import theme
from dashboards.charts.common import Picture, figure, sample_mark, text_mark
from dashboards.marts import Marts
from dashboards.theme import Status

WIDE, NARROW = 640, 340
LETTER = 14.2
"""Pixels of a Chinese character in the pictures' type."""


@dataclass(frozen=True)
class Bar:
    """One bar: None as value draws none, ``label`` then says why; ``tick`` marks the other side."""

    name: str
    value: float | None
    label: str
    status: Status | None = None
    tick: float | None = None


def bars(
    marts: Marts, name: str, alt: str, rows: Sequence[Bar], tick_label: str = "", top: float = 0.0
) -> Picture | None:
    """Draw bars from zero in the order given; None without any value.

    Args:
        marts: for the office's colours and the mark of sample data.
        name: stem of the picture's files, after ``bars-``.
        alt: what it shows, in words and numbers.
        rows: the bars, first on top.
        tick_label: what the ticks stand for.
        top: the scale's end, where it has one (1 of a rate).
    """
    if not any(row.value is not None for row in rows):
        return None
    return Picture(
        f"bars-{name}", alt, *(_figure(marts, rows, tick_label, top, w) for w in (WIDE, NARROW))
    )


def _figure(
    marts: Marts, rows: Sequence[Bar], tick_label: str, top: float, width: int
) -> dict[str, Any]:
    narrow = width == NARROW
    names = max(len(row.name) for row in rows) * LETTER
    above = narrow and names > 100
    left = 4 if above else round(min(names, 240)) + 10
    pitch = (46 if above else 30) if narrow else 34
    marked = any(row.tick is not None for row in rows)
    labels = max(len(row.label) + 2 for row in rows) * LETTER * 0.68 + 12
    right = max(round(labels), 60)
    foot = 22 if marts.is_sample else 8
    size = (width, len(rows) * pitch + (30 if marked else 6) + foot)
    positions = list(range(len(rows), 0, -1))
    longest = max([top, *(max(row.value or 0, row.tick or 0) for row in rows)]) or 1.0
    low = 0.13 if above else 0.0
    return figure(
        [_bars(marts, rows, [place - low for place in positions], 0.44 if above else 0.62)],
        theme.layout(
            *size,
            margin={"l": left, "r": right, "t": 30 if marked else 6, "b": foot, "pad": 0},
            xaxis={"range": [0, longest], "visible": False},
            yaxis={"range": [0.45, len(rows) + 0.55], "visible": False},
            shapes=[_axis(len(rows)), *_ticks(rows, positions, low)],
            annotations=[
                *_names(rows, positions, above),
                *_labels(rows, positions, low),
                *_tick_name(rows, tick_label if marked else "", longest),
                *(mark | {"yanchor": "top", "xshift": right} for mark in sample_mark(marts)),
            ],
        ),
    )


def _bars(
    marts: Marts, rows: Sequence[Bar], positions: Sequence[float], width: float
) -> dict[str, Any]:
    fills = [marts.look.fill(row.status.css) if row.status else theme.THIS_YEAR for row in rows]
    hollow = [row.status is not None and row.status.css in ("carried", "empty") for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row.value or 0 for row in rows],
        "y": list(positions),
        "width": width,
        "marker": {
            "color": ["#FFFFFF" if one else fill for one, fill in zip(hollow, fills, strict=True)],
            "line": {
                "color": fills,
                "width": [1.5 if one else 0 for one in hollow],
            },
        },
    }


def _axis(count: int) -> dict[str, Any]:
    line = {"color": theme.TEXT, "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "y0": 0.5, "y1": count + 0.5, "line": line}


def _ticks(rows: Sequence[Bar], positions: Sequence[int], low: float) -> list[dict[str, Any]]:
    """Draw the other side's figures as upright strokes, parted from the bars by a light edge."""
    marks = []
    for row, place in zip(rows, positions, strict=True):
        if row.tick is None:
            continue
        for color, width in (("#FFFFFF", 5), (theme.TEXT, 2.5)):
            marks.append(
                {"type": "line", "x0": row.tick, "x1": row.tick, "y0": place - low - 0.38,
                 "y1": place - low + 0.38, "line": {"color": color, "width": width}}
            )  # fmt: skip
    return marks


def _names(rows: Sequence[Bar], positions: Sequence[int], above: bool) -> list[dict[str, Any]]:
    if above:
        return [
            text_mark(0, place + 0.32, row.name, xanchor="left", font={"size": 14})
            for row, place in zip(rows, positions, strict=True)
        ]
    return [
        text_mark(0, place, row.name, xanchor="right", xshift=-7)
        for row, place in zip(rows, positions, strict=True)
    ]


def _labels(rows: Sequence[Bar], positions: Sequence[int], low: float) -> list[dict[str, Any]]:
    marks = []
    for row, place in zip(rows, positions, strict=True):
        shape = f"{row.status.shape} " if row.status else ""
        at = max(row.value or 0, row.tick or 0)
        weight = 400 if row.value is None else 700
        font = {"size": 14, "weight": weight}
        marks.append(
            text_mark(at, place - low, f"{shape}{row.label}", xanchor="left", xshift=7, font=font)
        )
    return marks


def _tick_name(rows: Sequence[Bar], tick_label: str, longest: float) -> list[dict[str, Any]]:
    """Name the strokes above the first one."""
    first = next((row.tick for row in rows if row.tick is not None), None)
    if not tick_label or first is None:
        return []
    anchor = "right" if first > 0.6 * longest else "left" if first < 0.2 * longest else "center"
    font = {"color": theme.MUTED, "size": 12}
    return [text_mark(first, 1, tick_label, yref="paper", yanchor="bottom", xanchor=anchor,
                      yshift=4, font=font)]  # fmt: skip
