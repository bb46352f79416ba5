"""The townships of a county: which of their figures stand on its page.

Belongs here: columns and order. Does not belong here: numbers, or a ranking:
townships are not ranked in public.
"""

from __future__ import annotations

from dashboards import numbers
from dashboards.facts import TownValue
from dashboards.marts import Area, Marts, Value
from dashboards.tables import Cell, Row, Table

OF_TOWNS = ("I01", "I04", "I04p", "I12", "I09")
"""The figures that a county's page shows of its townships."""


def towns_table(marts: Marts, area: Area) -> Table:
    """List the townships of a county in the order of their codes, the county's own row last."""
    known = {
        (row.town_code, row.indicator_id): row
        for row in marts.all(TownValue)
        if row.county_code == area.county_code
    }
    towns = {
        code: row.town_name for (code, _), row in sorted(known.items(), key=lambda one: one[0])
    }
    rows = [
        Row(name or code, tuple(_town_cell(marts, key, known.get((code, key))) for key in OF_TOWNS))
        for code, name in towns.items()
    ]
    own = tuple(_town_cell(marts, key, marts.value(key, area)) for key in OF_TOWNS)
    if rows:
        rows.append(Row(area.short_name, own, is_total=True))
    columns = ("乡镇（街道）", *(marts.indicator_name(key) for key in OF_TOWNS))
    return Table(f"{area.short_name}各乡镇{marts.as_of.month}月", columns, tuple(rows))


def _town_cell(marts: Marts, indicator: str, row: TownValue | Value | None) -> Cell:
    if row is not None and row.is_suppressed:
        return Cell(numbers.WITHHELD)
    known = marts.definitions.get(indicator)
    return Cell(numbers.of_unit(row.value if row else None, known.unit if known else None))
