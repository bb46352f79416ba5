"""Which pictures the papers show, and what stands under them.

Belongs here: choosing pictures of ``dashboards.charts``, captions. Does not belong here: drawing.
"""

from __future__ import annotations

from dashboards import numbers
from dashboards.charts import Picture
from dashboards.charts.curve import curve
from dashboards.charts.ranking import ranking
from dashboards.marts import BASELINE_YEAR, Marts
from dashboards.papers.blocks import Chart
from dashboards.papers.wording import COUNTIES

CAPTIONS = {
    "curve-i04": f"全市脱贫人口务工规模与{BASELINE_YEAR}年对比（当年累计）",
    "curve-i01": f"全市农村劳动力转移就业人数与{BASELINE_YEAR}年对比（当年累计）",
    "ranking": f"各{COUNTIES}脱贫人口务工进度与{BASELINE_YEAR}年同期进度之差（个百分点）",
}
NOTICE, ANALYSIS = ("curve-i04", "ranking"), ("curve-i01", "curve-i04")


def pictures(marts: Marts) -> dict[str, Picture]:
    """Every picture of the papers by name; one without any number is left out."""
    drawn = (curve(marts, "I04", marts.city), curve(marts, "I01", marts.city), ranking(marts))
    return {picture.name: picture for picture in drawn if picture is not None}


def charts(drawn: dict[str, Picture], kinds: tuple[str, ...]) -> list[Chart]:
    """Return the charts of a paper in its order, numbered."""
    found = [
        (kind, picture)
        for kind in kinds
        for name, picture in drawn.items()
        if name.startswith(kind)
    ]
    return [
        Chart(picture.name, f"图{numbers.count(place)}  {CAPTIONS[kind]}", picture.alt)
        for place, (kind, picture) in enumerate(found, start=1)
    ]
