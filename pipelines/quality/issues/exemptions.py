"""Exemptions: asked for with a reason, decided by somebody else, for a time, revocable.

Belongs here: what may be asked for and decided, and how long it holds.
Does not belong here: the files (``records``), what an exemption changes (``states``, screening).
"""

from __future__ import annotations

import calendar
import datetime as dt

from pipelines.quality.catalogue import load_rules
from pipelines.quality.issues.lookup import IssueError, Named, find_open
from pipelines.quality.issues.records import (
    APPROVED,
    REJECTED,
    REVOKED,
    Closure,
    Exemption,
    read_exemptions,
    write_closure,
    write_exemption,
)
from pipelines.quality.issues.spells import last_day
from pipelines.quality.issues.tables import DONE_STATES, EXEMPT
from pipelines.settings import MOST_EXEMPTION_MONTHS, Settings

WORDS = {None: "待批", APPROVED: "已批准", REJECTED: "未批准", REVOKED: "已撤销"}


def ask(
    settings: Settings, number: str, why: str, by: str, until: dt.date | None, today: dt.date
) -> Exemption:
    """Put an exemption of the finding with that number on request.

    Raises:
        IssueError: no such open issue, its rule cannot be exempted, a request waits already, the
            reason or name is missing, or ``until`` is not within the next twelve months.
    """
    named = find_open(settings, number)
    if problem := refusal(settings, named, why):
        raise IssueError(problem)
    if until is not None:
        _within_limits(until, today)
    return put(settings, named, why, _given(by, "申请人（--by）"), today, until)


def refusal(settings: Settings, named: Named, why: str) -> str | None:
    """Say why an exemption of an issue cannot be asked for; None where it can."""
    rules = {rule.id: rule for rule in load_rules(settings.expectations)}
    rule = rules.get(named.rule_id)
    if rule is not None and not rule.can_be_exempted:
        return f"{named.finding_id}：规则 {rule.id}（{rule.name}）不能豁免。{rule.how_to_fix}"
    if not why.strip():
        return f"{named.finding_id}：申请豁免要写明理由。"
    if named.state in DONE_STATES:
        return f"{named.finding_id}：现在是“{named.state}”，不用申请豁免。"
    if named.state == EXEMPT:
        return f"{named.finding_id}：已经豁免（{named.exemption_id}），不用再申请。"
    if named.exemption_id is not None:
        return f"{named.finding_id}：已经申请过（{named.exemption_id}），等待审批。"
    return None


def put(
    settings: Settings,
    named: Named,
    why: str,
    by: str,
    today: dt.date,
    until: dt.date | None = None,
) -> Exemption:
    """Write the request; what may be asked for was checked before (``refusal``)."""
    request = Exemption(
        exemption_id=_new_id(settings, named.finding_id),
        problem_key=named.problem_key,
        rule_id=named.rule_id,
        county_code=named.county_code,
        finding_id=named.finding_id,
        report_month=named.report_month,
        reason=why.strip(),
        requested_by=by,
        requested_on=today,
        until=until,
    )
    write_exemption(settings, request)
    return request


def _new_id(settings: Settings, finding_id: str) -> str:
    """``HM-2022-05-R43-00017-1``: numbers may be given anew, so that they are counted."""
    stem = f"HM-{finding_id.removeprefix('BS-')}"
    taken = len(list((settings.archive / "exemptions").glob(f"{stem}-*.json")))
    return f"{stem}-{taken + 1}"


def decide(
    settings: Settings,
    exemption_id: str,
    *,
    approve: bool,
    by: str,
    until: dt.date | None,
    note: str,
    today: dt.date,
) -> Exemption:
    """Approve or reject a request; an approved one holds from the next screening on.

    Raises:
        IssueError: no such request, it is decided already, by whom it was asked for, or until when
            is not within the next twelve months.
    """
    request = _find(settings, exemption_id)
    if request.decision is not None:
        raise IssueError(
            f"{request.exemption_id} 已由 {request.decided_by} 于 {request.decided_on} 审批："
            f"{WORDS[request.decision]}。要改变结论，请撤销后重新申请。"
        )
    person = _given(by, "审批人（--by）")
    if person == request.requested_by:
        raise IssueError(f"{request.exemption_id} 是 {person} 自己申请的，请由别人审批。")
    expires = None
    if approve:
        expires = until or request.until or add_months(today, settings.exemption_months)
        _within_limits(expires, today)
        if expires < last_day(request.report_month):
            raise IssueError(
                f"到期日 {expires} 早于 {request.report_month} 月末，豁免不会起作用，请写晚一些。"
            )
    decided = request.model_copy(
        update={
            "decision": APPROVED if approve else REJECTED,
            "decided_by": person,
            "decided_on": today,
            "decision_note": note.strip() or None,
            "expires_on": expires,
        }
    )
    write_exemption(settings, decided)
    return decided


def revoke(settings: Settings, exemption_id: str, why: str, by: str, today: dt.date) -> Exemption:
    """Take an approved exemption back: the finding counts again from the next screening on.

    Raises:
        IssueError: it is not in force, or the reason or name is missing.
    """
    exemption = _find(settings, exemption_id)
    if exemption.decision != APPROVED:
        state = WORDS[exemption.decision]
        raise IssueError(f"{exemption.exemption_id} 现在是“{state}”，没有可撤销的豁免。")
    if exemption.expires_on is not None and exemption.expires_on < today:
        raise IssueError(f"{exemption.exemption_id} 已于 {exemption.expires_on} 到期，不用撤销。")
    revoked = exemption.model_copy(
        update={
            "decision": REVOKED,
            "decided_by": _given(by, "撤销人（--by）"),
            "decided_on": today,
            "decision_note": _given(why, "撤销的理由（--why）"),
        }
    )
    write_exemption(settings, revoked)
    return revoked


def close(settings: Settings, number: str, why: str, by: str, today: dt.date) -> Closure:
    """Close an issue by hand, until it is found in a later month.

    Raises:
        IssueError: no such open issue, or the reason or name is missing.
    """
    named = find_open(settings, number)
    closure = Closure(
        problem_key=named.problem_key,
        county_code=named.county_code,
        finding_id=named.finding_id,
        report_month=named.report_month,
        reason=_given(why, "关闭的理由（--why）"),
        closed_by=_given(by, "关闭人（--by）"),
        closed_on=today,
    )
    write_closure(settings, closure)
    return closure


def _find(settings: Settings, exemption_id: str) -> Exemption:
    wanted = exemption_id.strip()
    known = {it.exemption_id: it for it in read_exemptions(settings)}
    if wanted in known:
        return known[wanted]
    waiting = [it.exemption_id for it in known.values() if it.decision is None]
    hint = f"待批的有：{'、'.join(waiting[:10])}。" if waiting else "现在没有待批的申请。"
    raise IssueError(f"没有编号为“{wanted}”的豁免申请（编号形如 HM-2022-05-R43-00017-1）。{hint}")


def _given(text: str, what: str) -> str:
    plain = text.strip()
    if not plain:
        raise IssueError(f"没有写明{what}，请补上后再办理。")
    return plain


def _within_limits(until: dt.date, today: dt.date) -> None:
    latest = add_months(today, MOST_EXEMPTION_MONTHS)
    if not today < until <= latest:
        raise IssueError(
            f"豁免的到期日应在明天至 {latest} 之间（最长 {MOST_EXEMPTION_MONTHS} 个月），"
            f"现为 {until}。"
        )


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` months later, the last one where that month is shorter."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
