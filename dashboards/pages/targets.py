"""目标进度: every target, the pace of 2021, what the months that are left must bring."""

from __future__ import annotations

from dashboards import numbers, targets
from dashboards.blocks import Cards, Listing, Page, Row, one
from dashboards.cards import cards
from dashboards.marts import BASELINE_YEAR, Marts
from dashboards.pages.common import curve_figure, site_title, source_note
from dashboards.sentences import Part


def page(marts: Marts) -> Page:
    """Return the page of targets."""
    city = marts.city
    return Page(
        name="targets",
        label="目标进度",
        title=site_title(marts, "目标进度"),
        conclusion=_conclusion(marts),
        rows=(
            one(Cards(cards(marts, city))),
            *(one(_pace(marts, indicator)) for indicator in targets.HEADLINES),
            Row((curve_figure(marts, "I01", city), curve_figure(marts, "I02", city)), "halves"),
            *(one(listing) for listing in _milestones(marts)),
            one(_others(marts)),
        ),
    )


def _conclusion(marts: Marts) -> tuple[Part, ...]:
    """Say of each headline target how it stands."""
    start = f"截至{numbers.day(numbers.month_end(marts.as_of))}，四项目标："
    found = targets.statuses(marts, targets.HEADLINES)
    parts = [Part(start)]
    for place, (name, status) in enumerate(found):
        stop = "。" if place == len(found) - 1 else "；"
        parts.append(Part(f"{name}{status.word}{stop}", status))
    return tuple(parts)


def _pace(marts: Marts, indicator: str) -> Listing:
    return Listing(
        title=_pace_title(marts, indicator),
        table=targets.pace_table(marts, indicator),
        note=f"“每月需新增”是余下各月平均要增加的数；旁边是{BASELINE_YEAR}年同样几个月平均增加的数，"
        "前者明显大于后者就难以完成。" + source_note(marts, [indicator]),
    )


def _pace_title(marts: Marts, indicator: str) -> str:
    """Answer: is it reached, and if not, is what the months must bring within what 2021 brought."""
    known = marts.definitions.get(indicator)
    name = known.indicator_name if known else indicator
    unit = (known.unit if known else None) or ""
    row = marts.comparison(indicator, marts.city)
    if row is None or row.value is None:
        withheld = row is not None and row.is_suppressed
        return f"{name}：{numbers.WITHHELD if withheld else numbers.MISSING}"
    if row.year_target is None:
        return f"{name}：没有年底目标"
    if not row.still_needed:
        return f"{name}：已达到年底目标{numbers.count(row.year_target)}{unit}"
    text = f"{name}：距年底目标还差{numbers.count(row.still_needed)}{unit}"
    if row.needed_per_month is None:
        return text
    text += f"，每月需新增{numbers.of_unit(row.needed_per_month, unit)}{unit}"
    if row.baseline_per_month is None:
        return text
    then = numbers.of_unit(row.baseline_per_month, unit)
    return f"{text}（{BASELINE_YEAR}年同样几个月每月新增{then}{unit}）"


def _milestones(marts: Marts) -> list[Listing]:
    ways = targets.ways_of_area(marts, marts.city)
    found = targets.milestone_tables(marts, f"{marts.city.label}倒排进度", ways)
    return [
        Listing(
            title=_milestones_title(table.columns[1:] if len(found) > 1 else ()),
            table=table,
            subtitle="从现在的数到年底目标按日均匀推算，只作对照，不是预测",
            is_folded=True,
        )
        for table in found
    ]


def _milestones_title(names: tuple[str, ...]) -> str:
    """Name the tasks where those that step by weeks and by months stand apart."""
    return f"{'、'.join(names)}倒排进度：到哪一天应达到多少"


def _others(marts: Marts) -> Listing:
    return Listing(
        title="其他有目标的指标",
        table=targets.other_targets_table(marts),
        subtitle="全市数与目标；后几列为各县（市、区）的个数",
        legend=True,
    )
