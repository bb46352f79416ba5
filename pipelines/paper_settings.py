"""The section ``papers`` of settings.yml: what the office's papers say of the office.

Belongs here: reading and checking that section. Does not belong here: what stands without it
(``dashboards.papers.office``), the rest of the file (``settings``).
"""

from __future__ import annotations

from string import Formatter
from typing import Any

from dashboards.papers.office import Office

_FIELDS = {
    "notice_title": {"month", "city"},
    "analysis_title": {"city", "period"},
    "problems_title": {"city", "month"},
    "document_number": {"year", "number"},
    "addressed_to": set(),
}
"""Entries that are texts, and what may stand in braces in them."""
_KNOWN = (*_FIELDS, "signers", "issue_day")
LAST_DAY_OF_ALL = 28


def read_office(raw: Any) -> tuple[Office, list[str]]:
    """Return the office's words and every mistake in them, in Chinese."""
    if not isinstance(raw, dict):
        return Office(), ["papers 应为“名称: 值”的形式"]
    problems = [
        f"papers 有不认识的项：{name}（可用的项：{'、'.join(_KNOWN)}）"
        for name in sorted(map(str, raw))
        if name not in _KNOWN
    ]
    values: dict[str, Any] = {}
    for name, allowed in _FIELDS.items():
        if name in raw:
            values[name] = str(raw[name])
            problems += _text_problems(name, raw[name], allowed)
    if "signers" in raw:
        signers = raw["signers"]
        if isinstance(signers, list) and signers and all(isinstance(s, str) for s in signers):
            values["signers"] = tuple(signers)
        else:
            problems.append("papers.signers 应为单位名称的列表，至少一个")
    if "issue_day" in raw:
        values["issue_day"] = raw["issue_day"]
        if type(raw["issue_day"]) is not int or not 1 <= raw["issue_day"] <= LAST_DAY_OF_ALL:
            problems.append(f"papers.issue_day 应为 1 至 {LAST_DAY_OF_ALL} 的整数")
    return (Office() if problems else Office(**values)), problems


def _text_problems(name: str, value: Any, allowed: set[str]) -> list[str]:
    if not isinstance(value, str):
        return [f"papers.{name} 应为文字"]
    try:
        used = {field for _, field, _, _ in Formatter().parse(value) if field is not None}
    except ValueError:
        return [f"papers.{name} 的花括号不成对"]
    if unknown := sorted(used - allowed):
        can = "、".join(f"{{{field}}}" for field in sorted(allowed)) or "（没有）"
        return [f"papers.{name} 的 {{{unknown[0]}}} 不认识，可用的是 {can}"]
    return []
