"""Sentences on the data of the month: what came, which townships are stale, what was corrected.

Belongs here: wording of section three of the 通报. Does not belong here: tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboards import numbers
from dashboards.marts import Marts
from dashboards.papers import lookup
from dashboards.papers.blocks import Block, Heading, Paragraph
from dashboards.papers.wording import (
    COUNTIES,
    ORDINALS,
    absent,
    amount,
    change,
    joined,
    listed,
    target_word,
)
from dashboards.quality_tables import issues
from dashboards.sentences import MONTHLY_TABLES, TABLE_NAMES

MANY_TOWNS = 8
"""Of more stale townships of a county only the first are named."""


def sections(marts: Marts) -> Iterator[Block]:
    """Write on reporting, townships, problems and their correction."""
    written = (("数据报送", _reports), ("乡镇更新", _towns), ("问题整改", _problems))
    for place, (title, write) in enumerate(written):
        yield Heading(2, f"（{ORDINALS[place]}）{title}")
        yield Paragraph(write(marts))


def _reports(marts: Marts) -> str:
    late = []
    for row in marts.screenings:
        if row.state == "已采用" or row.table_name not in MONTHLY_TABLES:
            continue
        table = TABLE_NAMES.get(row.table_name, row.table_name)
        used = (
            f"，沿用{numbers.month_near(row.used_month, marts.as_of)}数据"
            if row.used_month is not None
            else "，此前没有可用数据"
        )
        late.append(f"{marts.label(row.county_code)}《{table}》{row.state}{used}")
    if not late:
        return f"{marts.as_of.month}月各{COUNTIES}月报表均已采用。"
    return f"{marts.as_of.month}月{'；'.join(late)}；其余月报表均已采用。"


def _towns(marts: Marts) -> str:
    rate = lookup.figure(marts, "I09")
    if (missing := absent(rate, "全市", "乡镇按月更新率")) is not None or rate is None:
        return f"{missing}。"
    text = joined(
        [f"全市乡镇按月更新率{amount(rate.value, rate.unit)}", target_word(rate), change(rate)]
    )
    named = [
        f"{county.short_name}{listed(towns[:MANY_TOWNS])}{'等' if len(towns) > MANY_TOWNS else ''}"
        for county in marts.counties
        if (towns := lookup.stale_towns(marts, county))
    ]
    stale = lookup.known(marts, "I10b")
    if stale is not None and stale.value and named:
        text += f"。{amount(stale.value, '个')}乡镇本月没有更新：{'；'.join(named)}"
    return f"{text}。"


def _problems(marts: Marts) -> str:
    city = marts.city.county_code
    total = next(
        (
            r
            for r in marts.finding_counts
            if r.county_code == city and not r.rule_id and not r.severity
        ),
        None,
    )
    tracked = issues(marts, marts.city)
    said = []
    if total is not None:
        said.append(
            f"{marts.as_of.month}月共发现问题{numbers.count(total.finding_count)}条"
            f"（上月{numbers.count(total.finding_count_last_month)}条）"
        )
    if tracked is not None:
        said.append(
            f"新增{numbers.count(tracked.opened)}条，销号{numbers.count(tracked.closed)}条，"
            f"逾期未改{numbers.count(tracked.overdue)}条"
        )
    if not said:
        return f"问题数{numbers.MISSING}。"
    return f"{'；'.join(said)}。各{COUNTIES}情况见表2。"
