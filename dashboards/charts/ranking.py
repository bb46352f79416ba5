"""The ranking: how far each county is ahead of or behind its own pace of 2021.

Belongs here: sorted bars from zero with shape, value and rank. Does not belong here: the numbers.
"""

from __future__ import annotations

from typing import Any

from dashboards import descriptions, numbers, sentences, theme
from dashboards.charts.common import Picture, figure, sample_mark, text_mark
from dashboards.marts import BASELINE_YEAR, Area, Comparison, Marts


def ranked(marts: Marts) -> list[tuple[Area, Comparison]]:
    """Counties with a pace gap, best first."""
    rows = [
        (area, row)
        for area in marts.counties
        if (row := marts.comparison("I04", area)) is not None and row.pace_gap is not None
    ]
    return sorted(rows, key=lambda pair: -float(pair[1].pace_gap or 0))


def ranking(marts: Marts) -> Picture | None:
    """Pace gaps as diverging bars from 0, best on top; None without any gap."""
    rows = ranked(marts)
    if not rows:
        return None
    return Picture(
        name="ranking-i04",
        alt=descriptions.ranking_alt(marts, rows),
        wide=_ranking_figure(marts, rows, (520, 340)),
        narrow=_ranking_figure(marts, rows, (340, 300)),
    )


def _ranking_figure(
    marts: Marts, rows: list[tuple[Area, Comparison]], size: tuple[int, int]
) -> dict[str, Any]:
    gaps = [float(row.pace_gap or 0) * 100 for _, row in rows]
    room = max(max(map(abs, gaps)), 0.5) * (2.0 if size[0] < 500 else 1.55)
    positions = list(range(len(rows), 0, -1))
    looks = [theme.status_of(sentences.status_word(marts, "I04", area)) for area, _ in rows]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": gaps,
        "y": positions,
        "width": 0.62,
        "marker": {
            "color": [
                "#FFFFFF" if look.css == "carried" else marts.look.fill(look.css) for look in looks
            ],
            "line": {"color": [marts.look.fill(look.css) for look in looks], "width": 1.5},
        },
    }
    labels = []
    for (area, row), position, gap, look in zip(rows, positions, gaps, looks, strict=True):
        labels.append(
            text_mark(
                gap,
                position,
                f"{look.shape} {numbers.points(row.pace_gap)}",
                xanchor="left" if gap >= 0 else "right",
                xshift=7 if gap >= 0 else -7,
                font={"size": 15, "weight": 700},
            )
        )
        labels.append(
            text_mark(0, position, area.short_name, xref="paper", xanchor="left", xshift=-66)
        )
    return figure(
        [bars],
        theme.layout(
            *size,
            margin={"l": 68, "r": 6, "t": 26, "b": 12, "pad": 0},
            bargap=0.3,
            xaxis={
                "range": [-room if min(gaps) < 0 else -room * 0.12,
                          room if max(gaps) > 0 else room * 0.12],
                "showticklabels": False,
                "showgrid": False,
                "zeroline": True,
                "zerolinecolor": theme.TEXT,
                "zerolinewidth": 1.5,
            },
            yaxis={"range": [0.4, len(rows) + 0.6], "visible": False},
            annotations=[
                *labels,
                text_mark(0, 1, f"{BASELINE_YEAR}年同期进度", yref="paper", yanchor="bottom",
                      font={"color": theme.MUTED, "size": 12}),
                *sample_mark(marts),
            ],
        ),
    )  # fmt: skip
