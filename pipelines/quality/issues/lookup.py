"""From a number that somebody names to the issue that is meant, and whether it is still open.

Belongs here: finding it, and saying what is wrong with a number that names none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from pipelines.quality.errors import QualityError
from pipelines.quality.issues.tables import DONE_STATES, read_issues
from pipelines.quality.tables import findings_schema, read_findings, read_vanished, screened_months
from pipelines.settings import Settings

_NUMBER = re.compile(r"BS-(?P<month>\d{4}-\d{2})-(?P<rule>R\d{2}[a-z]?)-\d{5}")


class IssueError(QualityError):
    """What is asked for an issue cannot be done; the message says why and what to do."""


@dataclass(frozen=True)
class Named:
    """One issue as somebody named it: the number used, its month, and how the issue stands."""

    finding_id: str
    report_month: str
    problem_key: str
    rule_id: str
    county_code: str
    state: str
    exemption_id: str | None


def parse_number(text: str) -> tuple[str, str] | None:
    """Return month and rule that a number speaks of, None where it is no number."""
    match = _NUMBER.fullmatch(text.strip())
    return (match["month"], match["rule"]) if match else None


class Register:
    """The findings of the months that are asked for, and the issues; each is read once."""

    def __init__(self, settings: Settings) -> None:
        """Read the issues."""
        self._settings = settings
        self._months: dict[str, pl.DataFrame] = {}
        self._screened = set(screened_months(settings))
        self._issues = {row["problem_key"]: row for row in read_issues(settings).to_dicts()}

    def by_number(self, number: str) -> Named | None:
        """Return the issue that has that number in its month's list, None for none."""
        parsed = parse_number(number)
        if parsed is None:
            return None
        found = self._of(parsed[0]).filter(pl.col("finding_id") == number.strip())
        return None if found.is_empty() else self._named(found.row(0, named=True))

    def by_key(self, month: str, beginning: str, rule_id: str) -> Named | None:
        """Return the rule's issue in that month's list whose key begins so, None for none or many.

        Also one that is no longer found there.
        """
        listed = pl.concat([self._of(month), read_vanished(self._settings, month)])
        of_rule = pl.col("rule_id") == rule_id
        found = listed.filter(of_rule, pl.col("problem_key").str.starts_with(beginning))
        return self._named(found.row(0, named=True)) if found.height == 1 else None

    def _of(self, month: str) -> pl.DataFrame:
        if month not in self._screened:
            return pl.DataFrame(schema=findings_schema)
        if month not in self._months:
            self._months[month] = read_findings(self._settings, month)
        return self._months[month]

    def _named(self, finding: dict[str, str]) -> Named | None:
        issue = self._issues.get(finding["problem_key"])
        if issue is None:
            return None
        return Named(
            finding_id=finding["finding_id"],
            report_month=finding["report_month"],
            problem_key=finding["problem_key"],
            rule_id=finding["rule_id"],
            county_code=finding["county_code"],
            state=issue["state"],
            exemption_id=issue["exemption_id"],
        )


def find_open(settings: Settings, number: str) -> Named:
    """Return the open issue that is meant.

    Raises:
        IssueError: the number names none, or one that is done with.
    """
    named = Register(settings).by_number(number)
    if named is None:
        raise IssueError(
            f"没有编号为“{number.strip()}”的问题。编号形如 BS-2022-05-R43-00017，"
            "重新筛查后编号可能改变；请用 employment issues list 查看现在的编号。"
        )
    if named.state in DONE_STATES:
        raise IssueError(f"{named.finding_id} 现在是“{named.state}”，不用再办理。")
    return named
