"""What the pages of topics share: figures by county, listings of counties × indicators, cards.

Belongs here: blocks made of any indicators. Does not belong here: a page, blocks of the headline
figures (``common``).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import indicators, numbers
from dashboards.blocks import Cards, Figure, Listing
from dashboards.indicator_cards import indicator_card
from dashboards.indicator_charts import TARGET, by_county, of_city
from dashboards.indicator_tables import Column, area_table, city_table
from dashboards.marts import Marts
from dashboards.pages.common import source_note
from dashboards.tables import Table
from dashboards.theme import STATUSES


def headline_cards(marts: Marts, ids: Sequence[str]) -> Cards:
    """Return the city's cards of some indicators."""
    return Cards(tuple(indicator_card(marts, key) for key in ids))


def listing(marts: Marts, title: str, caption: str, shown: Sequence[Column]) -> Listing:
    """Return counties × indicators with definitions and sources below."""
    ids = [column.indicator for column in shown]
    return Listing(
        title=title,
        table=area_table(marts, caption, shown),
        note=source_note(marts, ids),
        legend=_is_judged(marts, ids),
    )


def city_figure(
    marts: Marts,
    title: str,
    name: str,
    what: str,
    ids: Sequence[tuple[str, str]],
    against: str = TARGET,
) -> Figure:
    """Return several of the city's indicators as bars, with the table beside 2021 and target."""
    keys = [key for key, _ in ids]
    return Figure(
        title=title,
        subtitle=f"全市，{numbers.year_month(marts.as_of)}；竖线为{against}",
        picture=of_city(marts, name, what, ids, against),
        table=city_table(marts, what, keys),
        note=source_note(marts, keys),
        legend=_is_judged(marts, keys),
    )  # fmt: skip


def _is_judged(marts: Marts, ids: Sequence[str]) -> bool:
    return any(
        (row := marts.value(key, area)) is not None and row.status in STATUSES
        for key in ids
        for area in marts.areas
    )


def county_figure(
    marts: Marts, indicator: str, table: Table | None, against: str = TARGET, subtitle: str = ""
) -> Figure:
    """Return the picture of one indicator by county under its computed answer."""
    return Figure(
        title=indicators.answer(marts, indicator),
        subtitle=subtitle or f"{numbers.year_month(marts.as_of)}，各县（市、区）；竖线为{against}",
        picture=by_county(marts, indicator, against),
        table=table,
        note=source_note(marts, [indicator]),
        legend=_is_judged(marts, [indicator]),
    )
