"""口径与来源: what each figure counts and from where, versions, what was revised."""

from __future__ import annotations

from dashboards import numbers
from dashboards.blocks import Listing, Page, Terms, one
from dashboards.facts import Revision
from dashboards.marts import LYING_APART, Marts
from dashboards.pages.common import site_title, table_names
from dashboards.sentences import Part
from dashboards.tables import Cell, Row, Table
from dashboards.theme import STATUSES

_MEANINGS = {
    "达标": "进度差不小于0，或达到目标",
    "临近": "差距在3个百分点以内",
    "滞后": "差距超过3个百分点",
    "未更新": "沿用以前月份的数据，暂不评价",
    "未填报": "没有数据，不等于0",
}


def page(marts: Marts) -> Page:
    """Return the page of definitions, sources and revisions."""
    return Page(
        name="sources",
        label="口径与来源",
        title=site_title(marts, "口径与来源"),
        conclusion=(Part(_conclusion(marts)),),
        rows=(one(_revisions(marts)), one(_words(marts)), one(_definitions(marts))),
    )


def _conclusion(marts: Marts) -> str:
    text = f"本期依据{marts.delivery_count}份报送数据，口径版本{marts.definition_version}"
    changed = [row for row in marts.all(Revision) if row.difference_from_first]
    if not changed:
        return f"{text}；以前公布的数没有修订。"
    months = dict.fromkeys(numbers.year_month(row.report_month) for row in changed)
    return f"{text}；以前公布的数有修订，涉及{'、'.join(months)}。"


def _revisions(marts: Marts) -> Listing:
    areas = {area.county_code: area.label for area in marts.areas}
    rows = tuple(
        Row(
            marts.indicator_name(row.indicator_id),
            (
                Cell(areas.get(row.county_code, row.county_code), kind="text"),
                Cell(numbers.year_month(row.report_month), kind="text"),
                Cell(_value(marts, row.indicator_id, row.first_value)),
                Cell(_value(marts, row.indicator_id, row.current_value)),
                Cell(row.reason or numbers.NOT_APPLICABLE, kind="text"),
            ),
        )
        for row in marts.all(Revision)
        if row.difference_from_first
    )
    columns = ("指标", "地区", "月份", "首次公布", "现在", "原因")
    return Listing(
        title="修订：以前公布过、现在不同的数" if rows else "没有修订：以前公布的数与现在相同",
        table=Table("修订", columns, rows[:_MOST]),
        subtitle="首次公布的数留存备查；各页用的是现在的数",
        note=f"只列前{_MOST}项，其余见数据文件。" if len(rows) > _MOST else "",
    )


_MOST = 40


def _value(marts: Marts, indicator: str, value: float | None) -> str:
    known = marts.definitions.get(indicator)
    return numbers.of_unit(value, known.unit if known else None)


def _scope(marts: Marts) -> str:
    apart = "；抚松县境内的池西区、池南区由长白山管委会管理，另计"
    told = apart if marts.area(LYING_APART) else ""
    return f"{numbers.in_words(len(marts.counties))}个县（市、区）{told}"


def _words(marts: Marts) -> Terms:
    states = tuple((f"{STATUSES[word].shape} {word}", text) for word, text in _MEANINGS.items())
    more = (
        ("当年累计", "当年1月1日至截止日有过的人，每人只计一次"),
        ("月末时点", "截止日当天仍是的人"),
        ("同期进度", "2021年同月累计与2021年全年之比"),
        ("进度差", "完成的比例减同期进度，单位为个百分点"),
        ("同比", "与2021年同月相比"),
        ("沿用", "该县本月数据未报或未通过审核，使用最近一次通过审核的数据"),
        ("不公布", "人数太少，为保护个人信息不列；能由其他数推算出来的也不列"),
        ("统计范围", _scope(marts)),
        ("版本", f"口径版本{marts.definition_version}，规则版本{marts.rules_version}"),
    )
    return Terms("用语", (*states, *more))


def _definitions(marts: Marts) -> Listing:
    rows = tuple(
        Row(
            known.indicator_name,
            (
                Cell(indicator, kind="text"),
                Cell(known.unit or numbers.NOT_APPLICABLE, kind="text"),
                Cell(known.formula or numbers.NOT_APPLICABLE, kind="long"),
                Cell(table_names(known.source_tables or numbers.NOT_APPLICABLE), kind="long"),
            ),
        )
        for indicator, known in sorted(marts.definitions.items())
    )
    columns = ("指标", "编号", "单位", "口径", "来源")
    return Listing("每个指标怎样算", Table("每个指标怎样算", columns, rows))
