"""Looking up in the marts what a paper says: a figure with all that is compared with it, ranks.

Belongs here: finding rows of the pages' ``Marts``. Does not belong here: reading (``reading``),
wording, adding anything up.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from dashboards.facts import TownValue
from dashboards.marts import Area, Comparison, Marts


@dataclass(frozen=True)
class Figure(Comparison):
    """A comparison with what is published beside it; counts in ``unit``, ratios 0–1."""

    unit: str
    target_value: float | None
    status: str | None
    data_state: str | None

    @property
    def is_known(self) -> bool:
        """True where there is a figure that may be said."""
        return self.value is not None


def figure(marts: Marts, indicator: str, area: Area | None = None) -> Figure | None:
    """Return a figure of an area this month; of the city unless told."""
    place = area or marts.city
    row = marts.value(indicator, place)
    definition = marts.definitions.get(indicator)
    if row is None or definition is None:
        return None
    compared = marts.comparison(indicator, place)
    cells: dict[str, Any] = {
        one.name: getattr(compared, one.name, None) for one in fields(Comparison)
    }
    cells |= {one.name: getattr(row, one.name) for one in fields(Figure) if hasattr(row, one.name)}
    return Figure(**cells, unit=definition.unit or "")


def known(marts: Marts, indicator: str, area: Area | None = None) -> Figure | None:
    """Return a figure that can be said; None where it is missing or withheld."""
    row = figure(marts, indicator, area)
    return row if row is not None and row.is_known else None


def ranked(marts: Marts, indicator: str) -> list[tuple[Area, Figure]]:
    """Counties with a rank, first to last; the office's order among equals."""
    rows = [
        (area, row)
        for area in marts.counties
        if (row := figure(marts, indicator, area)) is not None and row.rank is not None
    ]
    return sorted(rows, key=lambda pair: pair[1].rank or 0)


def with_status(marts: Marts, indicator: str, *words: str) -> list[Area]:
    """Return the counties whose status is one of ``words``."""
    return [
        area
        for area in marts.counties
        if (row := marts.value(indicator, area)) is not None and row.status in words
    ]


def stale_towns(marts: Marts, area: Area) -> list[str]:
    """Return the names of a county's townships without any change this month."""
    return [
        row.town_name
        for row in marts.all(TownValue)
        if (row.indicator_id, row.county_code) == ("I09", area.county_code)
        and row.value == 0
        and row.town_name
    ]
