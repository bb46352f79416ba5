"""The figures of the site: what is drawn, for a wide and a narrow drawing.

Belongs here: Plotly descriptions. Does not belong here: drawing (``pipelines/publish``), numbers.
"""

from __future__ import annotations

from dashboards.charts.common import Picture
from dashboards.charts.curve import curve
from dashboards.charts.multiple import multiple
from dashboards.charts.ranking import ranked, ranking
from dashboards.marts import Marts

__all__ = ["Picture", "pictures", "ranked"]


def pictures(marts: Marts) -> dict[str, Picture]:
    """Every figure of the site by name; a figure without any number is left out."""
    drawn = [curve(marts, "I04", marts.city), curve(marts, "I01", marts.city), ranking(marts)]
    drawn += [curve(marts, "I04", county) for county in marts.counties]
    drawn += [multiple(marts, county) for county in marts.counties]
    return {picture.name: picture for picture in drawn if picture is not None}
