"""The pages of the site, one module each: what each says, in the order of the menu.

Belongs here: which pages there are. Does not belong here: markup (``templates``), pictures
(``charts``), numbers (the marts).
"""

from __future__ import annotations

from dashboards.blocks import Page
from dashboards.marts import Marts
from dashboards.pages import carriers, county, groups, overview, quality, structure

__all__ = ["all_pages"]


def all_pages(marts: Marts) -> tuple[Page, ...]:
    """Return every page of the site, in the order of the menu."""
    return (
        overview.page(marts),
        groups.page(marts),
        structure.page(marts),
        carriers.page(marts),
        quality.page(marts),
        *(county.page(marts, area) for area in marts.counties),
    )
