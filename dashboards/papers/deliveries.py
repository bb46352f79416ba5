"""Sentences on the data of the month: what came, which townships are stale, what was corrected.

Belongs here: wording of section three of the 通报. Does not belong here: tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboards import numbers
from dashboards.papers.blocks import Block, Heading, Paragraph
from dashboards.papers.facts import Facts
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
from dashboards.sentences import MONTHLY_TABLES, TABLE_NAMES

MANY_TOWNS = 8
"""Of more stale townships of a county only the first are named."""


def sections(facts: Facts) -> Iterator[Block]:
    """Write on reporting, townships, problems and their correction."""
    written = (("数据报送", _reports), ("乡镇更新", _towns), ("问题整改", _problems))
    for place, (title, write) in enumerate(written):
        yield Heading(2, f"（{ORDINALS[place]}）{title}")
        yield Paragraph(write(facts))


def _reports(facts: Facts) -> str:
    late = []
    for row in facts.deliveries:
        if row.state == "已采用" or row.table_name not in MONTHLY_TABLES:
            continue
        table = TABLE_NAMES.get(row.table_name, row.table_name)
        used = (
            f"，沿用{numbers.month_near(row.used_month, facts.as_of)}数据"
            if row.used_month is not None
            else "，此前没有可用数据"
        )
        late.append(f"{facts.name_of(row.county_code)}《{table}》{row.state}{used}")
    if not late:
        return f"{facts.as_of.month}月各{COUNTIES}月报表均已采用。"
    return f"{facts.as_of.month}月{'；'.join(late)}；其余月报表均已采用。"


def _towns(facts: Facts) -> str:
    rate = facts.figure("I09")
    if (missing := absent(rate, "全市", "乡镇按月更新率")) is not None or rate is None:
        return f"{missing}。"
    text = joined(
        [f"全市乡镇按月更新率{amount(rate.value, rate.unit)}", target_word(rate), change(rate)]
    )
    named = [
        f"{county.short_name}{listed(towns[:MANY_TOWNS])}{'等' if len(towns) > MANY_TOWNS else ''}"
        for county in facts.counties
        if (
            towns := [t.town_name for t in facts.stale_towns if t.county_code == county.county_code]
        )
    ]
    stale = facts.known("I10b")
    if stale is not None and stale.value and named:
        text += f"。{amount(stale.value, '个')}乡镇本月没有更新：{'；'.join(named)}"
    return f"{text}。"


def _problems(facts: Facts) -> str:
    city = facts.city.county_code
    total = next(
        (
            r
            for r in facts.rule_counts
            if r.county_code == city and not r.rule_id and not r.severity
        ),
        None,
    )
    issues = facts.issue_counts.get(city)
    said = []
    if total is not None:
        said.append(
            f"{facts.as_of.month}月共发现问题{numbers.count(total.finding_count)}条"
            f"（上月{numbers.count(total.finding_count_last_month)}条）"
        )
    if issues is not None:
        said.append(
            f"新增{numbers.count(issues.opened)}条，销号{numbers.count(issues.closed)}条，"
            f"逾期未改{numbers.count(issues.overdue)}条"
        )
    if not said:
        return f"问题数{numbers.MISSING}。"
    return f"{'；'.join(said)}。各{COUNTIES}情况见表2。"
