"""How the counties stand: how many reach their pace, who leads, who lags.

Belongs here: sentences about all counties at once; counts are the marts'. Does not belong here:
phrases about one figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import numbers
from dashboards.marts import Area, Marts
from dashboards.papers import lookup
from dashboards.papers.lookup import Figure
from dashboards.papers.wording import COUNTIES, carried, listed, movement_words

LEAST_RANKED = 4
"""Of fewer counties with a rank nobody is named first or last."""
NAMED = 2


def standing(marts: Marts, indicator: str, noun: str) -> str:
    """``从脱贫人口务工规模看，6个县（市、区）中，4个达标（…），1个临近（…），1个滞后（…）。``."""
    counted = marts.area_count(indicator)
    if counted is None:
        return f"各{COUNTIES}{noun}{numbers.MISSING}。"
    groups = (
        (counted.good_count, "达标", ("达标",)),
        (counted.near_count, "临近", ("临近",)),
        (counted.late_count, "滞后", ("滞后",)),
        (counted.carried_count, "未更新", ("未更新",)),
    )
    written = [
        f"{count}个{word}（{listed(_named(marts, indicator, words))}）"
        for count, word, words in groups
        if count
    ]
    if counted.missing:
        written.append(f"{counted.missing}个{numbers.MISSING}")
    if not written:
        return f"{noun}按{COUNTIES}暂不评价。"
    return f"从{noun}进度看，{counted.area_count}个{COUNTIES}中，{'，'.join(written)}。"


def _named(marts: Marts, indicator: str, words: Sequence[str]) -> list[str]:
    names = []
    for area in lookup.with_status(marts, indicator, *words):
        figure = lookup.figure(marts, indicator, area)
        note = carried(figure, is_city=False).strip("（）") if figure is not None else ""
        names.append(f"{area.short_name}{note}")
    return names


def extremes(marts: Marts, indicator: str) -> str:
    """Name the first two and the last two; empty where too few have a rank to be named."""
    ranked = lookup.ranked(marts, indicator)
    if len(ranked) < LEAST_RANKED:
        return ""
    first = [pair for pair in ranked if (pair[1].rank or 0) <= NAMED]
    limit = ranked[-NAMED][1].rank or 0
    last = [pair for pair in ranked if (pair[1].rank or 0) >= limit and pair not in first]
    if not last:
        return ""
    return (
        f"按达到2021年全年的比例排名，{_places(first)}居前，予以表扬；"
        f"{_places(last)}居后，予以点名，请分析原因、加快进度。"
    )


def _places(pairs: Sequence[tuple[Area, Figure]]) -> str:
    return listed(
        [
            f"{area.short_name}（{numbers.percent(row.to_year_end_ratio)}，第{row.rank}位"
            f"{movement_words(row)}）"
            for area, row in pairs
        ]
    )
