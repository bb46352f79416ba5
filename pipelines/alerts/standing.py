"""How long a problem has been there: new, continuing for n months, overdue, exempt, gone.

Belongs here: :func:`standing_of`, the one place that decides where this is taken from, and the
answer from ``lake/quality/issues.parquet``. A month that the issues do not tell about (an earlier
one, or none were derived yet) is compared with the month before (``compare``).
Does not belong here: wording of sentences, reading of findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from pipelines.alerts.compare import (
    Screening,
    count_problems,
    is_continuing,
    tally,
)
from pipelines.alerts.model import CONTINUING, NEW, OVERDUE, Counts
from pipelines.alerts.source import MonthData, read_columns
from pipelines.settings import Settings

OPEN = ("新增", "已派发", "整改中", "申请豁免", "逾期")
REQUESTED, EXEMPT, MENDED = "申请豁免", "已豁免", "已整改"
NAMED_OLDEST = 5
_COLUMNS = [
    *("problem_key", "county_code", "finding_id", "last_month", "months_found"),
    *("state", "due_on", "closed_month"),
]


class Standing(Protocol):
    """What is known of the problems of one month beyond its own findings."""

    def listed(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Return the findings that an alert lists: without the exempt ones."""
        ...

    def mark(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Add ``is_continuing`` (bool), ``status_kind``, ``status`` (text), ``due_on`` (date)."""
        ...

    def counts(self, code: str, now: pl.DataFrame, where: pl.Expr) -> Counts:
        """Count one area: ``now`` are its listed findings, ``where`` tells its rows elsewhere."""
        ...

    def oldest(self, where: pl.Expr) -> tuple[str, ...]:
        """Return numbers of the area's problems that the city is told of, oldest first."""
        ...


def standing_of(settings: Settings, data: MonthData, today: date) -> Standing:
    """Return the standing of the month's problems, from the issues where they tell about it."""
    issues = read_issues(settings, today)
    if issues is None or not data.is_newest:
        return Compared(data.previous, Screening(data.verdicts))
    return FromIssues(issues, data.month, settings.escalate_after_days, data.previous is None)


def read_issues(settings: Settings, today: date) -> pl.DataFrame | None:
    """Return the issues with ``due_on`` as a date and ``overdue_days`` as of ``today``.

    None: none were derived yet. An exemption that was asked for and not decided does not grow
    overdue: it is the city's turn.
    """
    path = settings.lake / "quality" / "issues.parquet"
    if not path.exists():
        return None
    due = pl.col("due_on").cast(pl.String).str.slice(0, 10).str.to_date(strict=False)
    days = (pl.lit(today) - pl.col("due_on")).dt.total_days().clip(lower_bound=0)
    can_be_late = pl.col("state").is_in(OPEN) & (pl.col("state") != REQUESTED)
    return (
        read_columns(path, _COLUMNS)
        .with_columns(due_on=due)
        .with_columns(overdue_days=pl.when(can_be_late).then(days).fill_null(0).cast(pl.Int64))
    )


@dataclass(frozen=True)
class FromIssues:
    """The newest screened month, as the issues tell it."""

    issues: pl.DataFrame
    month: str
    escalate_after: int
    is_first: bool

    def listed(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Leave out what has an approved exemption."""
        exempt = self.issues.filter(pl.col("state") == EXEMPT)
        return findings.join(exempt, on="problem_key", how="anti", maintain_order="left")

    def mark(self, findings: pl.DataFrame) -> pl.DataFrame:
        """See :class:`Standing`; overdue is said before continuing."""
        known = self.issues.select(
            "problem_key", "months_found", "overdue_days", "due_on", issue_state="state"
        ).unique("problem_key")
        months, days = pl.col("months_found").fill_null(1), pl.col("overdue_days").fill_null(0)
        asked = pl.when(pl.col("issue_state") == REQUESTED).then(pl.lit("（豁免待批）"))
        is_old, is_late = months > 1, days > 0
        return (
            findings.join(known, on="problem_key", how="left", maintain_order="left")
            .with_columns(
                is_continuing=is_old,
                status_kind=_choose(is_late, is_old, OVERDUE, CONTINUING),
                status=_choose(
                    is_late, is_old, pl.format("逾期{}天", days), pl.format("持续{}月", months)
                ),
            )
            .with_columns(
                pl.col("status_kind", "status") + asked.otherwise(pl.lit("")),
            )
            .drop("months_found", "overdue_days", "issue_state")
        )

    def counts(self, code: str, now: pl.DataFrame, where: pl.Expr) -> Counts:
        """See :class:`Standing`."""
        marked, issues = self.mark(now), self.issues.filter(where)
        state = pl.col("state")
        missed = state.is_in(OPEN) & (pl.col("last_month") < self.month)
        return tally(
            now,
            continuing=int(marked["is_continuing"].sum()),
            closed=_how_many(issues, (state == MENDED) & (pl.col("closed_month") == self.month)),
            unconfirmed=_how_many(issues, missed),
            overdue=_how_many(issues, pl.col("overdue_days") > 0),
            escalated=_how_many(issues, self._is_escalated),
            exempt=_how_many(issues, state == EXEMPT),
            requested=_how_many(issues, state == REQUESTED),
            is_first=self.is_first,
        )

    def oldest(self, where: pl.Expr) -> tuple[str, ...]:
        """See :class:`Standing`."""
        late = self.issues.filter(where & self._is_escalated).sort("due_on", "finding_id")
        return tuple(late["finding_id"].head(NAMED_OLDEST))

    @property
    def _is_escalated(self) -> pl.Expr:
        return pl.col("overdue_days") > self.escalate_after


@dataclass(frozen=True)
class Compared:
    """A month compared with the one before: nothing is known of dates and exemptions."""

    previous: pl.DataFrame | None
    screening: Screening

    def listed(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Return all of them."""
        return findings

    def mark(self, findings: pl.DataFrame) -> pl.DataFrame:
        """See :class:`Standing`; for how many months is not known."""
        was_there = is_continuing(self.previous)
        kind = _choose(pl.lit(value=False), was_there, OVERDUE, CONTINUING)
        return findings.with_columns(
            is_continuing=was_there,
            status_kind=kind,
            status=kind,
            due_on=pl.lit(None, dtype=pl.Date),
        )

    def counts(self, code: str, now: pl.DataFrame, where: pl.Expr) -> Counts:
        """See :class:`Standing`."""
        before = None if self.previous is None else self.previous.filter(where)
        return count_problems(code, now, before, self.screening)

    def oldest(self, where: pl.Expr) -> tuple[str, ...]:
        """Return none: nothing is known to be overdue."""
        return ()


def _choose(is_late: pl.Expr, is_old: pl.Expr, late: str | pl.Expr, old: str | pl.Expr) -> pl.Expr:
    late, old = (pl.lit(text) if isinstance(text, str) else text for text in (late, old))
    return pl.when(is_late).then(late).when(is_old).then(old).otherwise(pl.lit(NEW))


def _how_many(issues: pl.DataFrame, which: pl.Expr) -> int:
    return issues.filter(which.fill_null(value=False)).height
