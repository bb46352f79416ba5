"""What the city's digest says: counts per county, tables that did not come, the city's own tasks.

Belongs here: the city's sentences and tables. No person is in it: messages are printed only for
problems that have no row. Does not belong here: a county's digest (``digest``).
"""

from __future__ import annotations

import polars as pl

from pipelines.alerts.digest import Digest, Item, Section
from pipelines.alerts.model import ACCEPTED, MISSING, Counts, CountyFacts, RuleGroup, Verdict
from pipelines.alerts.words import (
    CLOSING_CITY,
    MONTHLY,
    SEVERITY,
    STATE,
    amount,
    closed_words,
    file_words,
    ledger_words,
    noted_words,
    overdue_words,
    progress_words,
    rule_title,
    sentence,
    table_label,
)

CITY_OWNER = "C"
_MAX_MESSAGES = 10


def city_digest(
    city_name: str,
    month: str,
    counties: tuple[CountyFacts, ...],
    groups: tuple[RuleGroup, ...],
    elsewhere: Counts,
    noted: int = 0,
    *,
    word: str = "全市",
) -> Digest:
    """Word the digest of the city.

    Args:
        city_name: for the headline.
        month: ``YYYY-MM``.
        counties: all counties, in the city's order.
        groups: what the city owns: rules of owner C in any county, and everything that belongs to
            no county; the rows need no masked columns but ``county_name`` and ``file_name``.
        elsewhere: counts of the findings that belong to no county (the city's own, unrecognised).
        noted: how many findings are only counted.
        word: for all of it, 全市 or 全省.
    """
    total = sum((facts.counts for facts in counties), elsewhere)
    if not total.total:
        first = f"一、{word}本期检查没有发现问题。{closed_words(total)}"
    else:
        closed = closed_words(total)
        end = f"；{closed}" if closed else "。"
        first = f"一、{word}本期问题 {amount(total.total)} 条：{progress_words(total)}{end}"
    first += overdue_words(total)
    sections = [
        _deliveries(counties),
        Section(first + noted_words(noted)),
        Section(
            f"二、按轻重：必须更正 {amount(total.errors)} 条，请核实 {amount(total.warnings)} 条，"
            f"提示 {amount(total.infos)} 条。"
        ),
        Section("三、各县（市、区）问题条数", table=_county_table(counties, elsewhere)),
        *_late(counties, elsewhere),
        _own_tasks(groups),
        Section("五、各县（市、区）的提醒和清单在 alerts/县区代码/月份/ 下，只发给本县区。"),
    ]
    return Digest(f"{city_name}（{word}汇总）", month, tuple(sections), CLOSING_CITY)


def _deliveries(counties: tuple[CountyFacts, ...]) -> Section:
    verdicts = [(facts, verdict) for facts in counties for verdict in facts.verdicts]
    late = [(facts, verdict) for facts, verdict in verdicts if verdict.state != ACCEPTED]
    due = [verdict for _, verdict in verdicts if verdict.table_name in MONTHLY and verdict.is_lead]
    adopted = sum(verdict.state == ACCEPTED for verdict in due)
    expected = f"数据收件：应报 {len(due)} 张表，已采用 {adopted} 张"
    if ledgers := ledger_words(verdict for _, verdict in verdicts):
        expected += f"；{ledgers}"
    if not late:
        return Section(f"{expected}。")
    items = tuple(
        Item(
            f"{facts.county_name} {table_label(verdict.table_name)}："
            f"{STATE.get(verdict.state, verdict.state)}{file_words(verdict)}。{_reason(verdict)}",
            mark="bad",
        )
        for facts, verdict in late
    )
    return Section(f"{expected}；以下 {len(late)} 份没有采用：", items)


def _reason(verdict: Verdict) -> str:
    return "" if verdict.state == MISSING else sentence(verdict.reason)


def _county_table(
    counties: tuple[CountyFacts, ...], elsewhere: Counts
) -> tuple[tuple[str, ...], ...]:
    header = ("县（市、区）", "问题", "新增", "持续", "已销号", "逾期", *SEVERITY.values())
    rows = [_county_row(facts.county_name, facts.counts) for facts in counties]
    if elsewhere.total:
        rows.append(_county_row("市级或未识别", elsewhere))
    total = sum((facts.counts for facts in counties), elsewhere)
    return header, *rows, _county_row("合计", total)


def _county_row(name: str, counts: Counts) -> tuple[str, ...]:
    compared = (counts.new, counts.continuing, counts.closed)
    against = ["—"] * 3 if counts.is_first else [amount(value) for value in compared]
    levels = (counts.overdue, counts.errors, counts.warnings, counts.infos)
    return name, amount(counts.total), *against, *(amount(value) for value in levels)


def _late(counties: tuple[CountyFacts, ...], elsewhere: Counts) -> list[Section]:
    """Say which counties have let problems lie too long; nothing when none has."""
    late = [facts for facts in counties if facts.counts.escalated]
    total = sum(facts.counts.escalated for facts in late) + elsewhere.escalated
    if not total:
        return []
    items = [
        Item(
            f"{facts.county_name} {amount(facts.counts.escalated)} 条"
            f"（逾期共 {amount(facts.counts.overdue)} 条），最早的：{'、'.join(facts.oldest)}。",
            mark="bad",
        )
        for facts in late
    ]
    if elsewhere.escalated:
        items.append(Item(f"市级或未识别 {amount(elsewhere.escalated)} 条。", mark="bad"))
    return [Section(f"逾期较久、需要督办的 {amount(total)} 条：", tuple(items))]


def _own_tasks(groups: tuple[RuleGroup, ...]) -> Section:
    if not groups:
        return Section("四、本期没有需要市局牵头处理的问题。")
    return Section("四、需要市局牵头处理", tuple(map(_task, groups)), is_numbered=True)


def _task(group: RuleGroup) -> Item:
    places = group.rows.group_by("county_name", maintain_order=True).len()
    counted = "、".join(f"{name} {amount(count)} 条" for name, count in places.iter_rows())
    level = SEVERITY.get(group.severity, group.severity)
    details = [("涉及", f"{counted}。")]
    without_person = group.rows.filter(pl.col("row_no").is_null())
    for row in without_person.head(_MAX_MESSAGES).iter_rows(named=True):
        file = f"（文件 {row['file_name']}）" if row["file_name"] else ""
        details.append(("情况", f"{row['finding_id']} {sentence(row['message'])}{file}"))
    if group.how_to_fix:
        details.append(("办法", sentence(group.how_to_fix)))
    return Item(
        f"{rule_title(group)}{amount(group.count)} 条。{level}。", tuple(details), group.severity
    )
