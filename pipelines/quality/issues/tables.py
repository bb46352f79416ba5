"""What the issues are written as, where, and reading them back.

Belongs here: the columns of ``issues.parquet`` and ``issue_months.parquet``, their places.
Does not belong here: what an issue is (``spells``, ``states``), the records (``records``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.quality.tables import write_frame
from pipelines.settings import Settings

NEW, SENT, IN_HAND, CORRECTED = "新增", "已派发", "整改中", "已整改"
REQUESTED, EXEMPT, OVERDUE, CLOSED = "申请豁免", "已豁免", "逾期", "已关闭"
STATES = (NEW, SENT, IN_HAND, CORRECTED, REQUESTED, EXEMPT, OVERDUE, CLOSED)
OPEN_STATES = (NEW, SENT, IN_HAND, REQUESTED, OVERDUE)
"""Somebody still has something to do about these."""
DONE_STATES = (CORRECTED, CLOSED)

FOUND, GONE, UNCONFIRMED = "found", "corrected", "unconfirmed"

issues_schema = pl.Schema(
    {
        "problem_key": pl.String(),
        "rule_id": pl.String(),
        "severity": pl.String(),
        "owner": pl.String(),
        "action": pl.String(),
        "county_code": pl.String(),
        "town_code": pl.String(),
        "source": pl.String(),
        "table_name": pl.String(),
        "finding_id": pl.String(),
        "report_month": pl.String(),
        "first_month": pl.String(),
        "last_month": pl.String(),
        "months_found": pl.Int32(),
        "times_reopened": pl.Int32(),
        "state": pl.String(),
        "sent_on": pl.Date(),
        "due_on": pl.Date(),
        "overdue_days": pl.Int32(),
        "exemption_id": pl.String(),
        "exempt_until": pl.Date(),
        "closed_month": pl.String(),
    }
)
"""Columns of ``issues.parquet``; one row a problem, whatever became of it."""

issue_months_schema = pl.Schema(
    {
        "problem_key": pl.String(),
        "report_month": pl.String(),
        "rule_id": pl.String(),
        "severity": pl.String(),
        "county_code": pl.String(),
        "town_code": pl.String(),
        "was_open": pl.Boolean(),
        "is_exempt": pl.Boolean(),
        "outcome": pl.String(),
    }
)
"""Columns of ``issue_months.parquet``; one row a problem and screened month in which it was open
before, or found. ``outcome``: found, corrected, unconfirmed."""


def issues_path(settings: Settings) -> Path:
    """Return where the issues are."""
    return settings.lake / "quality" / "issues.parquet"


def issue_months_path(settings: Settings) -> Path:
    """Return where it stands what each screened month said about each issue."""
    return settings.lake / "quality" / "issue_months.parquet"


def read_issues(settings: Settings) -> pl.DataFrame:
    """Return the issues as they were derived last; no row before the first time."""
    path = issues_path(settings)
    if not path.exists():
        return pl.DataFrame(schema=issues_schema)
    return pl.read_parquet(path)


def ensure_empty_issues(settings: Settings) -> None:
    """Write both tables, typed and without rows, where they are absent or of an earlier version."""
    for path, schema in (
        (issues_path(settings), issues_schema),
        (issue_months_path(settings), issue_months_schema),
    ):
        if not path.exists() or pl.read_parquet_schema(path) != schema:
            write_frame(pl.DataFrame(schema=schema), path)
