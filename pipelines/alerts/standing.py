"""How long a problem has been there: new, continuing for n months, overdue, exempt, gone.

Belongs here: asking the issues of ``quality`` about the problems of one month, and what is overdue
as of a day. Does not belong here: what becomes of an issue (``quality.issues``), wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.alerts.group import tally
from pipelines.alerts.model import CONTINUING, NEW, OVERDUE, Counts
from pipelines.alerts.source import MonthData, read_columns
from pipelines.quality.issues.tables import (
    EXEMPT,
    FOUND,
    GONE,
    OPEN_STATES,
    REQUESTED,
    UNCONFIRMED,
    issue_months_path,
    issues_path,
)
from pipelines.settings import Settings

NAMED_OLDEST = 5
_ISSUE_COLUMNS = [
    *("problem_key", "county_code", "finding_id", "state", "due_on"),
]
_MONTH_COLUMNS = ["problem_key", "report_month", "county_code", "was_open", "is_exempt", "outcome"]


@dataclass(frozen=True)
class Standing:
    """What the issues tell about the problems of one month.

    ``issues``: as of today; no row for an earlier month, of which no more is known than ``told``:
    what the month's screening said about each problem, with ``months_found`` of its spell by then.
    """

    issues: pl.DataFrame
    told: pl.DataFrame
    escalate_after: int
    is_first: bool

    def mark(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Add ``is_continuing`` (bool), ``status_kind``, ``status`` (text), ``due_on`` (date).

        Overdue is said before continuing; ``status_kind`` is the status without its numbers.
        """
        before = self.told.filter("was_open").select("problem_key", "was_open", "months_found")
        known = self.issues.select("problem_key", "overdue_days", "due_on", issue_state="state")
        months, days = pl.col("months_found"), pl.col("overdue_days").fill_null(0)
        is_late, is_old = days > 0, pl.col("is_continuing")
        for_months = pl.when(months > 1).then(pl.format("持续{}月", months))
        asked = pl.when(pl.col("issue_state") == REQUESTED).then(pl.lit("（豁免待批）"))
        return (
            findings.join(before, on="problem_key", how="left", maintain_order="left")
            .join(known, on="problem_key", how="left", maintain_order="left")
            .with_columns(is_continuing=pl.col("was_open").fill_null(value=False))
            .with_columns(
                status_kind=pl.when(is_late)
                .then(pl.lit(OVERDUE))
                .when(is_old)
                .then(pl.lit(CONTINUING))
                .otherwise(pl.lit(NEW)),
                status=pl.when(is_late)
                .then(pl.format("逾期{}天", days))
                .when(is_old)
                .then(for_months.otherwise(pl.lit(CONTINUING)))
                .otherwise(pl.lit(NEW)),
            )
            .with_columns(pl.col("status_kind", "status") + asked.otherwise(pl.lit("")))
            .drop("was_open", "months_found", "overdue_days", "issue_state")
        )

    def counts(self, now: pl.DataFrame, where: pl.Expr) -> Counts:
        """Count one area: ``now`` are its findings, ``where`` tells its rows elsewhere."""
        told = self.told.filter(where, ~pl.col("is_exempt"))
        issues, state = self.issues.filter(where), pl.col("state")
        return tally(
            now,
            continuing=int(self.mark(now)["is_continuing"].sum()),
            closed=told.filter(pl.col("outcome") == GONE).height,
            unconfirmed=told.filter(pl.col("outcome") == UNCONFIRMED).height,
            overdue=issues.filter(pl.col("overdue_days") > 0).height,
            escalated=issues.filter(self._is_escalated).height,
            exempt=issues.filter(state == EXEMPT).height,
            requested=issues.filter(state == REQUESTED).height,
            is_first=self.is_first,
        )

    def oldest(self, where: pl.Expr) -> tuple[str, ...]:
        """Return numbers of the area's problems that the city is told of, oldest first."""
        late = self.issues.filter(where, self._is_escalated).sort("due_on", "finding_id")
        return tuple(late["finding_id"].head(NAMED_OLDEST))

    @property
    def _is_escalated(self) -> pl.Expr:
        return pl.col("overdue_days") > self.escalate_after


def standing_of(settings: Settings, data: MonthData, today: date) -> Standing:
    """Return the standing of a month's problems.

    Raises:
        AlertError: the issues were not derived, or cannot be read.
    """
    issues = read_issues(settings, today)
    until = read_columns(issue_months_path(settings), _MONTH_COLUMNS).filter(
        pl.col("report_month") <= data.month
    )
    told = until.filter(pl.col("report_month") == data.month)
    return Standing(
        issues=issues if data.is_newest else issues.clear(),
        told=told.join(_months_found(until), on="problem_key", how="left", maintain_order="left"),
        escalate_after=settings.escalate_after_days,
        is_first=data.is_first,
    )


def _months_found(until: pl.DataFrame) -> pl.DataFrame:
    """Return ``problem_key, months_found``: months since the spell began that found it."""
    found = until.filter(pl.col("outcome") == FOUND)
    began = pl.col("report_month").filter(~pl.col("was_open")).max().over("problem_key")
    spell = found.filter(pl.col("report_month") >= began)
    return spell.group_by("problem_key").agg(pl.len().cast(pl.Int64).alias("months_found"))


def read_issues(settings: Settings, today: date) -> pl.DataFrame:
    """Return the issues with ``overdue_days`` as of ``today``: days pass after they were derived.

    An exemption that was asked for in time does not grow overdue: it is the city's turn.

    Raises:
        AlertError: they were not derived, or cannot be read.
    """
    days = (pl.lit(today) - pl.col("due_on")).dt.total_days().clip(lower_bound=0)
    can_be_late = pl.col("state").is_in(OPEN_STATES) & (pl.col("state") != REQUESTED)
    return read_columns(issues_path(settings), _ISSUE_COLUMNS).with_columns(
        overdue_days=pl.when(can_be_late).then(days).fill_null(0).cast(pl.Int64)
    )
