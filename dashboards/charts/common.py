"""What every figure shares: the pair of drawings, text marks, the mark of sample data.

Belongs here: building blocks used by more than one figure. Does not belong here: a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.marts import Marts


@dataclass(frozen=True)
class Picture:
    """One figure in its two drawings (Plotly JSON) and its description."""

    name: str
    alt: str
    wide: dict[str, Any]
    narrow: dict[str, Any]

    def drawing(self, variant: str) -> dict[str, Any]:
        """Return the figure of ``wide`` or ``narrow``."""
        return self.wide if variant == "wide" else self.narrow

    def size(self, variant: str) -> tuple[int, int]:
        """Width and height in pixels of ``wide`` or ``narrow``."""
        layout = self.drawing(variant)["layout"]
        return int(layout["width"]), int(layout["height"])


def figure(data: list[dict[str, Any]], layout: dict[str, Any]) -> dict[str, Any]:
    """Let Plotly check every attribute, then hand out plain JSON."""
    import plotly.graph_objects as go

    checked: dict[str, Any] = go.Figure(data=data, layout=layout).to_plotly_json()
    return checked


def text_mark(x: float, y: float, text: str, **more: Any) -> dict[str, Any]:
    """Return a text without arrow at a point."""
    return {"x": x, "y": y, "text": text, "showarrow": False, **more}


def sample_mark(marts: Marts) -> list[dict[str, Any]]:
    """Mark sample data, so that a copied picture still says so."""
    if not marts.is_sample:
        return []
    font = {"color": "#8A8F98", "size": 12}
    return [text_mark(1, 0, "示例数据", xref="paper", yref="paper", xanchor="right",
                  yanchor="bottom", font=font)]  # fmt: skip
