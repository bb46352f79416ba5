"""What the pages of topics share: figures by county, listings of counties × indicators, cards.

Belongs here: blocks made of any indicators. Does not belong here: a page, blocks of the headline
figures (``common``).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import indicators, numbers
from dashboards.blocks import Cards, Figure, Listing
from dashboards.indicator_cards import indicator_card
from dashboards.indicator_charts import BEFORE, TARGET, by_county, of_2021, of_city
from dashboards.indicator_tables import Column, area_table, city_table
from dashboards.marts import Marts
from dashboards.pages.common import source_note
from dashboards.theme import STATUSES

BESIDE = "数字、口径和来源见本页各地数据表。"
"""Under a picture whose figures stand in a listing of the same page, with their definitions."""


def headline_cards(marts: Marts, ids: Sequence[str]) -> Cards:
    """Return the city's cards of some indicators."""
    return Cards(tuple(indicator_card(marts, key) for key in ids))


def listing(
    marts: Marts, title: str, caption: str, shown: Sequence[Column], *, is_folded: bool = False
) -> Listing:
    """Return counties × indicators with definitions and sources below."""
    ids = [column.indicator for column in shown]
    return Listing(
        title=title,
        table=area_table(marts, caption, shown),
        note=source_note(marts, ids),
        legend=_is_judged(marts, ids) and not is_folded,
        is_folded=is_folded,
    )


def city_figure(
    marts: Marts,
    title: str,
    name: str,
    what: str,
    ids: Sequence[tuple[str, str]],
    against: str = TARGET,
    note: str | None = None,
) -> Figure:
    """Return several of the city's indicators as bars, with the table beside 2021 and target."""
    keys = [key for key, _ in ids]
    return Figure(
        title=title,
        subtitle=f"全市，{numbers.year_month(marts.as_of)}；竖线为{against}",
        picture=of_city(marts, name, what, ids, against),
        table=city_table(marts, what, keys),
        note=source_note(marts, keys) if note is None else note,
        legend=_is_judged(marts, keys),
    )


def _is_judged(marts: Marts, ids: Sequence[str]) -> bool:
    return any(
        (row := marts.value(key, area)) is not None and row.status in STATUSES
        for key in ids
        for area in marts.areas
    )


def county_figure(marts: Marts, indicator: str, against: str = TARGET) -> Figure:
    """Return one indicator by county under its computed answer; a listing beside it tables it."""
    return Figure(
        title=indicators.answer(marts, indicator),
        subtitle=f"{numbers.year_month(marts.as_of)}，各县（市、区）；竖线为{against}",
        picture=by_county(marts, indicator, against),
        table=None,
        note=BESIDE,
        legend=_is_judged(marts, [indicator]),
    )


def figure_of_2021(marts: Marts, indicator: str, title: str) -> Figure:
    """Return one indicator of each county as a percentage of its own same month of 2021."""
    return Figure(
        title=title,
        subtitle=f"{numbers.year_month(marts.as_of)}，相当于本地{BEFORE}的百分比；竖线为100%",
        picture=of_2021(marts, indicator),
        table=None,
        note=BESIDE,
        legend=_is_judged(marts, [indicator]),
    )


def city_listing(marts: Marts, title: str, caption: str, ids: Sequence[str]) -> Listing:
    """Return the city's figures beside 2021 and target, with definitions and sources below."""
    return Listing(title, city_table(marts, caption, ids), note=source_note(marts, ids))
