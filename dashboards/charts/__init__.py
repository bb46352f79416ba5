"""The figures of the site: what is drawn, for a wide and a narrow drawing.

Belongs here: Plotly descriptions. Does not belong here: drawing (``pipelines/publish``), numbers.
"""

from __future__ import annotations

from dashboards.charts.common import Picture

__all__ = ["Picture"]
