"""What a county's digest says, as a small document that ``render`` turns into text and HTML.

Belongs here: the sentences and their order. Pure: the same facts give the same words.
Does not belong here: the city's digest (``city``), the look (``render``), files (``write``).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.alerts.group import spread_examples
from pipelines.alerts.model import ACCEPTED, CountyFacts, RuleGroup, Verdict
from pipelines.alerts.words import (
    CLOSING,
    MONTHLY,
    OWNER,
    SEVERITY,
    WORKBOOK_NAME,
    amount,
    closed_words,
    delivery_name,
    delivery_words,
    due_words,
    ledger_words,
    noted_words,
    overdue_words,
    progress_words,
    rule_title,
    sentence,
    severity_words,
    table_label,
    what_to_do,
)
from pipelines.quality.issues.returned import (
    HANDLING,
    NOTE,
    TRUE_AS_IT_IS,
)

MAX_EXAMPLES = 10


@dataclass(frozen=True)
class Item:
    """One entry of a list: a line, and lines that belong to it (label, text)."""

    text: str
    details: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    """E, W or I for a rule; ``bad`` for a table that was not adopted; else empty."""


@dataclass(frozen=True)
class Section:
    """A heading with a list (numbered or not) or a table under it; each may be empty."""

    heading: str
    items: tuple[Item, ...] = ()
    is_numbered: bool = False
    table: tuple[tuple[str, ...], ...] = ()
    """First row is the header; first column is text, the others are read as figures."""


@dataclass(frozen=True)
class Digest:
    """One alert. ``title_of`` is the county or city; the headline is made with month and issue."""

    title_of: str
    month: str
    sections: tuple[Section, ...]
    closing: str


def county_digest(facts: CountyFacts) -> Digest:
    """Word the digest of one county."""
    sections = [deliveries_section(facts), Section(_first_heading(facts))]
    if facts.groups:
        sections += [
            Section(_severity_heading(facts)),
            *_late_section(facts),
            _rules_section(facts.groups),
            Section(
                f"四、请于{facts.deadline}前{due_words(facts.counts)}。",
                (
                    Item(
                        f"确属实情、不必更正的，在《{WORKBOOK_NAME}》该行的“{HANDLING}”栏选"
                        f"“{TRUE_AS_IT_IS}”，在“{NOTE}”栏写明理由，把文件交回{facts.city_office}。"
                    ),
                ),
            ),
            Section(f"五、完整清单：{facts.place}。"),
        ]
    return Digest(facts.county_name, facts.month, tuple(sections), CLOSING)


def inbox_folder(facts: CountyFacts) -> str:
    """Return the county's folder in the inbox."""
    return f"inbox/{facts.month}/{facts.county_name}/"


def deliveries_section(facts: CountyFacts) -> Section:
    """Say what became of each expected table."""
    if not facts.verdicts:
        return Section("数据收件：本期没有这个县区的筛查记录，请与市局联系。")
    told = [verdict for verdict in facts.verdicts if not _is_smooth_ledger(verdict)]
    items = tuple(_delivery_item(verdict, inbox_folder(facts)) for verdict in told)
    smooth = [table_label(v.table_name) for v in facts.verdicts if _is_smooth_ledger(v)]
    if smooth:
        items += (Item(f"台账已采用、全部计入统计：{'、'.join(smooth)}。"),)
    due = [v for v in facts.verdicts if v.table_name in MONTHLY and v.is_lead]
    adopted = sum(verdict.state == ACCEPTED for verdict in due)
    again = sum(verdict.state != ACCEPTED for verdict in facts.verdicts)
    ledgers = ledger_words(facts.verdicts)
    words = [
        f"应报 {len(due)} 张表，" + (f"已采用 {adopted} 张" if again else "都已采用"),
        ledgers,
        f"有 {again} 份需要补报或重新报送" if again else "",
    ]
    return Section(f"数据收件：{'，'.join(filter(None, words))}。", items)


def _is_smooth_ledger(verdict: Verdict) -> bool:
    """Tell whether there is nothing to say of a ledger but that it was taken."""
    return (
        verdict.table_name not in MONTHLY
        and verdict.state == ACCEPTED
        and verdict.rows_accepted == verdict.rows_data
    )


def _delivery_item(verdict: Verdict, inbox: str) -> Item:
    todo = what_to_do(verdict, inbox)
    return Item(
        f"{delivery_name(verdict)}：{delivery_words(verdict)}",
        (("怎么办", todo),) if todo else (),
        "bad" if todo else "",
    )


def _first_heading(facts: CountyFacts) -> str:
    counts = facts.counts
    noted = noted_words(facts.noted)
    after = f"{closed_words(counts)}{overdue_words(counts)}{noted}"
    if counts.total:
        total = f"一、本期问题 {amount(counts.total)} 条：{progress_words(counts)}"
        return f"{total}；{after}" if closed_words(counts) else f"{total}。{after}"
    if any(verdict.is_screened for verdict in facts.verdicts):
        return f"一、本期检查没有发现问题，不需要更正。{after}"
    return f"一、本期没有可以检查的数据。{after}"


def _severity_heading(facts: CountyFacts) -> str:
    counts = facts.counts
    words = severity_words(counts)
    if counts.quarantined:
        words += f"。其中 {amount(counts.quarantined)} 条所在的行，更正之前不计入统计"
    return f"二、按轻重：{words}。"


def _late_section(facts: CountyFacts) -> list[Section]:
    """Say what the city has been told of; nothing when it has not."""
    if not facts.counts.escalated:
        return []
    listed = "、".join(facts.oldest)
    return [
        Section(
            f"逾期较久、已报市局的 {amount(facts.counts.escalated)} 条，请先办理。",
            (Item(f"最早的：{listed}。", mark="bad"),),
        )
    ]


def _rules_section(groups: tuple[RuleGroup, ...]) -> Section:
    shown = spread_examples(groups, MAX_EXAMPLES)
    items = tuple(_rule_item(group, count) for group, count in zip(groups, shown, strict=True))
    return Section("三、主要问题", items, is_numbered=True)


def _rule_item(group: RuleGroup, shown: int) -> Item:
    level = SEVERITY.get(group.severity, group.severity)
    owner = OWNER.get(group.owner, group.owner)
    details = [("例", example) for example in examples(group, shown)]
    if group.how_to_fix:
        details.append(("办法", sentence(group.how_to_fix)))
    return Item(
        f"{rule_title(group)}{amount(group.count)} 条。{level}，{owner}。",
        tuple(details),
        group.severity,
    )


def examples(group: RuleGroup, limit: int) -> list[str]:
    """Return the first ``limit`` findings, a line each: town, number, masked person or message."""
    lines = []
    for row in group.rows.head(limit).iter_rows(named=True):
        person = f"{row['masked_name']} {row['masked_id']}".strip()
        parts = (row["town_name"], row["finding_id"], person or row["message"])
        lines.append(" ".join(part for part in parts if part))
    return lines
