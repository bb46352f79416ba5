"""The same alert for a messenger or another system: counts alone, and no person.

Belongs here: those few sentences. Nothing that was read from a cell is in them, so that they may
pass through a service that is not the office's. Does not belong here: the digest (``digest``).
"""

from __future__ import annotations

from pipelines.alerts.model import ACCEPTED, Counts, CountyFacts
from pipelines.alerts.words import (
    CLOSING_BRIEF,
    amount,
    closed_words,
    due_words,
    overdue_words,
    progress_words,
    severity_words,
)


def county_brief(facts: CountyFacts) -> str:
    """Return the lines for a county, without the headline."""
    counts = facts.counts
    lines = [_deliveries(facts), _total(counts)]
    if counts.total:
        lines.append(f"按轻重：{severity_words(counts)}。")
        lines.append(f"请于{facts.deadline}前{due_words(counts)}。")
    lines += [f"完整清单：{facts.place}。" if counts.total else "", CLOSING_BRIEF]
    return "\n".join(filter(None, lines))


def city_brief(counties: tuple[CountyFacts, ...], total: Counts) -> str:
    """Return the lines for the city, without the headline."""
    lines = [_total(total)]
    if total.total:
        lines.append(f"按轻重：{severity_words(total)}。")
        listed = "、".join(
            f"{facts.county_name} {amount(facts.counts.total)}"
            for facts in counties
            if facts.counts.total
        )
        lines.append(f"各县（市、区）：{listed}。" if listed else "")
    late = sum(_open_tables(facts) for facts in counties)
    lines.append(f"没有采用或没有收到的表 {amount(late)} 份。" if late else "")
    return "\n".join(filter(None, [*lines, CLOSING_BRIEF]))


def _total(counts: Counts) -> str:
    if not counts.total:
        return f"本期没有列出问题。{closed_words(counts)}{overdue_words(counts)}"
    closed = closed_words(counts)
    end = f"；{closed}" if closed else "。"
    return (
        f"本期问题 {amount(counts.total)} 条：{progress_words(counts)}{end}{overdue_words(counts)}"
    )


def _deliveries(facts: CountyFacts) -> str:
    late = _open_tables(facts)
    return f"数据收件：有 {late} 份需要补报或重新报送。" if late else ""


def _open_tables(facts: CountyFacts) -> int:
    return sum(verdict.state != ACCEPTED for verdict in facts.verdicts)
