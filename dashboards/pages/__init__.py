"""The pages of the site, one module each: what each says, in the order of the menu.

Belongs here: which pages there are. Does not belong here: markup (``templates``), pictures
(``charts``), numbers (the marts).
"""

from __future__ import annotations

from dashboards.blocks import Page
from dashboards.marts import Marts
from dashboards.pages import (
    carriers,
    county,
    duties,
    groups,
    overview,
    problems,
    province,
    quality,
    sources,
    structure,
    targets,
)

__all__ = ["all_pages"]

_OF_CITY = (
    overview, targets, duties, groups, structure, carriers, quality, problems, sources,
)  # fmt: skip


def all_pages(marts: Marts) -> tuple[Page, ...]:
    """Return every page of a city, in the order of the menu; of a province its first page."""
    if marts.city.level == "province":
        return (province.page(marts),)
    return (
        *(room.page(marts) for room in _OF_CITY),
        *(county.page(marts, area) for area in marts.counties),
    )
