"""What several pages share: the curve with its table, sources, a county's place on the map.

Belongs here: blocks that more than one page shows. Does not belong here: a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dashboards import numbers, sentences, tables
from dashboards.blocks import Figure, Tile
from dashboards.charts.curve import curve
from dashboards.charts.multiple import multiple
from dashboards.marts import Area, Marts
from dashboards.theme import status_of

SYSTEMS = "来源：吉林就业信息管理系统、全国防返贫监测信息系统。"


def site_title(marts: Marts, label: str = "") -> str:
    """``白山市…监测``, with the page's own name behind it."""
    title = f"{marts.city.county_name}{marts.look.title}"
    return f"{title} · {label}" if label else title


def county_page(area: Area) -> str:
    """Return the file stem of an area's page."""
    return "index" if area.is_city else f"county-{area.county_code}"


def curve_figure(marts: Marts, indicator: str, area: Area, *, is_open: bool = False) -> Figure:
    """Return this year's curve against 2021's with the year's calendar."""
    return Figure(
        title=sentences.curve_title(marts, indicator, area),
        subtitle=f"{area.label}{sentences.NOUNS[indicator]}，当年累计，按人计；纵轴不从零开始"
        + ("；空心点为沿用以前月份" if not area.is_city else ""),
        picture=curve(marts, indicator, area),
        table=tables.curve_table(marts, indicator, area),
        note=source_note(marts, [indicator]) + _calendar_note(marts),
        is_open=is_open,
    )


def _calendar_note(marts: Marts) -> str:
    """Repeat what the calendar says about the months shown, each remark once."""
    known = [marts.months[month].note for month in marts.year_months if month in marts.months]
    remarks = list(dict.fromkeys(note for note in known if note))
    return f"注：{'；'.join(remarks)}。" if remarks else ""


def source_note(marts: Marts, indicators: Iterable[str]) -> str:
    """``口径：…；来源：…`` of the indicators that a block shows, from the catalogue."""
    known = [marts.definitions[key] for key in indicators if key in marts.definitions]
    formulas = [
        f"{one.indicator_name}＝{one.formula.rstrip('。')}" if len(known) > 1
        else one.formula.rstrip("。")
        for one in known if one.formula
    ]  # fmt: skip
    sources = list(dict.fromkeys(one.source_tables for one in known if one.source_tables))
    parts = [f"口径：{'；'.join(formulas)}"] if formulas else []
    parts += [f"来源：{table_names('、'.join(sources))}"] if sources else []
    return "。".join(parts) + ("。" if parts else "")


def table_names(text: str) -> str:
    """Write the tables' names instead of their ids, each once, also in brackets."""
    known = sentences.TABLE_NAMES
    pieces = "、".join(dict.fromkeys(text.split("、")))
    return re.sub(r"T-[A-Z]\d[ab]?", lambda found: f"《{known.get(found[0], found[0])}》", pieces)


def county_tile(marts: Marts, county: Area) -> Tile:
    """Return a county's tile: its pace gap, its status, its small picture."""
    row = marts.comparison("I04", county)
    return Tile(
        name=county.short_name,
        page=county_page(county),
        status=status_of(sentences.status_word(marts, "I04", county)),
        text=numbers.points(row.pace_gap if row is not None else None),
        picture=multiple(marts, county),
        place=(county.tile_row or 1, county.tile_column or 1),
    )
