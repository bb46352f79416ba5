"""Findings, verdicts and records of a county that never existed, for the stories of the issues.

Belongs here: short ways to write a month down. Every story writes its expected states itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines.quality.issues.records import (
    Closure,
    Dispatch,
    Exemption,
    Records,
    Reply,
    ReplyRow,
)
from pipelines.quality.issues.sight import Gaze, Sight
from pipelines.quality.issues.states import derive_issues
from pipelines.quality.tables import findings_schema, verdicts_schema

FUSONG = "220621"
D = dt.date
_SINCE = dt.date(2021, 1, 1)
SIGHT = Sight(
    gazes={
        "R33": Gaze(frozenset(), _SINCE, None),
        "R43": Gaze(frozenset(), _SINCE, None),
        "R66": Gaze(frozenset({"T-H1", "T-N2", "T-H7"}), _SINCE, None),
        "R62": Gaze(frozenset({"T-H1"}), _SINCE, None, across_counties=True),
        "R08": Gaze(frozenset(), _SINCE, None),
        "R99": Gaze(frozenset(), _SINCE, dt.date(2022, 5, 1)),
    },
    monthly=frozenset({"T-H1", "T-N1", "T-N2"}),
    known=frozenset({"T-H1", "T-N1", "T-N2", "T-H2", "T-H7"}),
)
_ACTIONS = {"R43": "Q", "R09": "N", "R08": "B"}


@dataclass
class Story:
    """What the screenings of some months said, and what people did."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    vanished: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    def month(
        self,
        month: str,
        *keys: str,
        rule: str = "R33",
        table: str = "T-H1",
        states: dict[str, str] | None = None,
        county: str = FUSONG,
    ) -> Story:
        """Screen a month: the problems found, and the states of the tables (else accepted)."""
        held = states or {}
        self.findings += [self._finding(month, key, rule, table, county) for key in keys]
        self.verdicts += [
            {
                "report_month": month,
                "county_code": county,
                "table_name": name,
                "state": held.get(name, "accepted"),
                "is_lead": True,
            }
            for name in ("T-H1", "T-N1", "T-N2")
            if held.get(name) != "none"
        ]
        return self

    def mended_within(self, month: str, key: str, rule: str = "R33") -> Story:
        """Let an earlier screening of the month have found what its newest does not."""
        self.vanished.append(self._finding(month, key, rule, "T-H1", FUSONG))
        return self

    def _finding(self, month: str, key: str, rule: str, table: str, county: str) -> dict[str, Any]:
        number = len(self.findings) + 1
        return {
            "finding_id": f"BS-{month}-{rule}-{number:05d}",
            "rule_id": rule,
            "severity": "W",
            "owner": "T",
            "action": _ACTIONS.get(rule, "F"),
            "county_code": county,
            "report_month": month,
            "source": "jilin_employment",
            "table_name": table,
            "problem_key": key,
            "is_exempt": False,
        }

    def sent(self, month: str, *keys: str, on: dt.date, due: dt.date) -> Story:
        """Let a digest have reached the county."""
        self.dispatches.append(
            Dispatch(
                dispatch_id=f"{month}-{len(self.dispatches)}",
                report_month=month,
                county_code=FUSONG,
                channel="folder",
                sent_on=on,
                due_on=due,
                problem_keys=keys,
            )
        )
        return self

    def replied(self, month: str, *keys: str) -> Story:
        """Let the workbook come back: mended, it says."""
        rows = tuple(
            ReplyRow(finding_id=f"BS-{month}-R33-1", problem_key=key, kind="corrected")
            for key in keys
        )
        self.replies.append(
            Reply(
                county_code=FUSONG,
                report_month=month,
                file_name="问题清单.xlsx",
                sha256="0" * 64,
                read_on=D(2022, 6, 10),
                rows=rows,
            )
        )
        return self

    def exemption(self, month: str, key: str, asked: dt.date, **decision: Any) -> Story:
        """Let an exemption be asked for, and decided with what ``decision`` says."""
        self.exemptions.append(
            Exemption(
                exemption_id=f"HM-{month}-{key}-{len(self.exemptions) + 1}",
                problem_key=key,
                rule_id="R33",
                county_code=FUSONG,
                finding_id=f"BS-{month}-R33-00001",
                report_month=month,
                reason="该户收入属实",
                requested_by="县管理员",
                requested_on=asked,
                **decision,
            )
        )
        return self

    def closed(self, month: str, key: str, on: dt.date) -> Story:
        """Let somebody close it by hand."""
        self.closures.append(
            Closure(
                problem_key=key,
                county_code=FUSONG,
                finding_id=f"BS-{month}-R33-00001",
                report_month=month,
                reason="人员已迁出",
                closed_by="市局",
                closed_on=on,
            )
        )
        return self

    def derive(self, today: dt.date) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return issues and months as of a day."""
        return derive_issues(
            pl.DataFrame(self.findings, schema=findings_schema),
            pl.DataFrame(self.vanished, schema=findings_schema),
            pl.DataFrame(self.verdicts, schema=verdicts_schema),
            Records(
                dispatches=tuple(self.dispatches),
                exemptions=tuple(self.exemptions),
                closures=tuple(self.closures),
                replies=tuple(self.replies),
            ),
            SIGHT,
            today,
        )

    def issue(self, key: str, today: dt.date) -> dict[str, Any]:
        """Return one issue."""
        (row,) = self.derive(today)[0].filter(problem_key=key).to_dicts()
        return row
