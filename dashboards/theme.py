"""Colours, shapes and type of the pages and pictures: one place for how things look.

Belongs here: the palette, the shape and word of a status, the common layout of a figure.
Does not belong here: which status an area has (the marts say).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TEXT = "#1A1A1A"
MUTED = "#595959"
THIS_YEAR = "#12436D"
BASELINE = "#767676"
TARGET = "#7A0C12"
GRID = "#E6E8EB"
BAND = "#F1EBDD"
PEAK = "#C9D3DD"

FONT = '"Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Source Han Sans SC",sans-serif'


@dataclass(frozen=True)
class Status:
    """A status as it is shown: never by colour alone."""

    word: str
    shape: str
    css: str
    fill: str


STATUSES = {
    "达标": Status("达标", "●", "good", "#1F7A8C"),
    "临近": Status("临近", "▲", "near", "#C77700"),
    "滞后": Status("滞后", "■", "late", "#7A0C12"),
    "未更新": Status("未更新", "◇", "carried", "#6B7280"),
    "未填报": Status("未填报", "○", "empty", "#6B7280"),
}
DUTY_STATES = {
    "已完成": Status("已完成", "●", "good", "#1F7A8C"),
    "推进中": Status("推进中", "◐", "going", "#12436D"),
    "未启动": Status("未启动", "□", "idle", "#6B7280"),
    "未填报": STATUSES["未填报"],
    "逾期未完成": Status("逾期未完成", "■", "late", "#7A0C12"),
}
"""How a duty of the plan stands."""

PROBLEM_KINDS = {
    "逾期": Status("逾期", "■", "late", "#7A0C12"),
    "红": Status("滞后", "■", "late", "#7A0C12"),
    "黄": Status("临近", "▲", "near", "#C77700"),
}
"""Why something stands on the list of key problems."""

NO_VERDICT = Status("暂不评价", "－", "none", "#6B7280")


def status_of(word: str | None) -> Status:
    """Return the look of a status of ``fct_indicator``; null has one too (暂不评价)."""
    return STATUSES.get(word or "", NO_VERDICT)


def layout(width: int, height: int, **more: Any) -> dict[str, Any]:
    """Return the layout that every figure shares; ``more`` overrides."""
    base: dict[str, Any] = {
        "template": "none",
        "width": width,
        "height": height,
        "autosize": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 14, "color": TEXT},
        "margin": {"l": 52, "r": 18, "t": 12, "b": 34, "pad": 0},
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
    }
    return base | more
