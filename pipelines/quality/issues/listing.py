"""Issues as lines to read: a list that somebody asked for, and the one line of the status.

Belongs here: choosing and wording. Does not belong here: deriving (``states``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from pipelines.months import month_label
from pipelines.quality.issues.exemptions import WORDS
from pipelines.quality.issues.lookup import IssueError
from pipelines.quality.issues.records import APPROVED, Exemption, read_exemptions
from pipelines.quality.issues.tables import (
    DONE_STATES,
    EXEMPT,
    OPEN_STATES,
    OVERDUE,
    STATES,
    read_issues,
)
from pipelines.settings import Settings

SOON_DAYS = 30
SHOWN = 50


@dataclass(frozen=True)
class Asked:
    """What the list is to hold; None: whatever. Without a state: what is not done with."""

    county: str | None = None
    state: str | None = None
    rule: str | None = None
    month: str | None = None
    every: bool = False


def issue_lines(
    settings: Settings, asked: Asked, counties: dict[str, str], towns: dict[str, str]
) -> list[str]:
    """Return the issues asked for, a line each, and a sentence about how many there are.

    Args:
        settings: the home folder.
        asked: which ones; ``county`` is a code.
        counties: code -> name.
        towns: code -> name.

    Raises:
        IssueError: there is no such state.
    """
    if asked.state is not None and asked.state not in STATES:
        raise IssueError(f"没有“{asked.state}”这个状态。可用的状态：{'、'.join(STATES)}。")
    issues = _chosen(read_issues(settings), asked)
    if issues.is_empty():
        return ["没有符合条件的问题。"]
    exemptions = {it.exemption_id: it for it in read_exemptions(settings)}
    shown = issues if asked.every else issues.head(SHOWN)
    lines = [f"共 {issues.height:,} 个问题：{_by_state(issues)}。"]
    for row in shown.to_dicts():
        place = counties.get(row["county_code"], row["county_code"] or "")
        lines.append(_line(row, place + towns.get(row["town_code"] or "", "")))
        if exemption := exemptions.get(row["exemption_id"] or ""):
            lines.append(f"    {exemption_words(exemption)}")
    if shown.height < issues.height:
        lines.append(f"只列出前 {SHOWN} 个；加 --all 列出全部。")
    return lines


def _chosen(issues: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    conditions = [
        pl.col(name) == value
        for name, value in (
            ("county_code", asked.county),
            ("state", asked.state),
            ("rule_id", asked.rule),
            ("last_month", asked.month),
        )
        if value is not None
    ]
    if asked.state is None:
        conditions.append(~pl.col("state").is_in(DONE_STATES))
    late = pl.col("overdue_days")
    return issues.filter(conditions).sort(
        late, "county_code", "rule_id", "finding_id", descending=[True, False, False, False]
    )


def _by_state(issues: pl.DataFrame) -> str:
    counts = dict(issues.group_by("state").len().iter_rows())
    return "、".join(f"{state} {counts[state]:,}" for state in STATES if state in counts)


def _line(row: dict[str, object], place: str) -> str:
    words = [str(row["finding_id"]), place, str(row["state"])]
    if int(str(row["months_found"])) > 1:
        words.append(f"持续{row['months_found']}月")
    if row["times_reopened"]:
        words.append(f"第{int(str(row['times_reopened'])) + 1}次出现")
    if row["due_on"] and row["state"] not in (*DONE_STATES, EXEMPT):
        late = f"，逾期 {row['overdue_days']} 天" if row["overdue_days"] else ""
        words.append(f"期限 {row['due_on']}{late}")
    return "  ".join(filter(None, words))


def exemption_words(exemption: Exemption) -> str:
    """Say what an exemption is, who asked for it and why, and what was decided."""
    asked = (
        f"{exemption.exemption_id} {WORDS[exemption.decision]}："
        f"{exemption.requested_by} {exemption.requested_on} 申请，理由：{exemption.reason}"
    )
    if exemption.decision is None:
        return asked
    until = f"，有效至 {exemption.expires_on}" if exemption.decision == APPROVED else ""
    return f"{asked}；{exemption.decided_by} {exemption.decided_on} 审批{until}"


def status_line(settings: Settings, today: dt.date) -> str:
    """Return one sentence about the issues; empty while none were derived."""
    issues = read_issues(settings)
    if issues.is_empty():
        return ""
    exemptions = read_exemptions(settings)
    undecided = [it.exemption_id for it in exemptions if it.decision is None]
    is_open = pl.col("state").is_in(OPEN_STATES)
    waiting = issues.filter(is_open, pl.col("exemption_id").is_in(undecided)).height
    ending = sum(_ends_soon(it, today) for it in exemptions)
    words = [
        f"未办结的问题 {_count(issues, OPEN_STATES):,} 个"
        f"（其中逾期 {_count(issues, [OVERDUE]):,} 个）",
        f"待审批的豁免 {waiting} 件" if waiting else "",
        f"{SOON_DAYS} 天内到期的豁免 {ending} 件" if ending else "",
    ]
    last = month_label(str(issues["last_month"].max()))
    return f"截至{last}：{'，'.join(filter(None, words))}（employment issues list 查看）"


def _count(issues: pl.DataFrame, states: Collection[str]) -> int:
    return issues.filter(pl.col("state").is_in(states)).height


def _ends_soon(exemption: Exemption, today: dt.date) -> bool:
    return (
        exemption.decision == APPROVED
        and exemption.expires_on is not None
        and today <= exemption.expires_on <= today + dt.timedelta(days=SOON_DAYS)
    )
