"""Derive the issues of a home folder: read findings, verdicts and records, write the two tables.

Belongs here: files in, files out, and which exemptions a screening takes into account.
Does not belong here: the derivation (``states``, ``spells``).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from pipelines.quality.catalogue import Catalogue, load_catalogue
from pipelines.quality.issues.records import APPROVED, Exemption, read_exemptions, read_records
from pipelines.quality.issues.sight import sight_of
from pipelines.quality.issues.spells import last_day
from pipelines.quality.issues.states import derive_issues
from pipelines.quality.issues.tables import issue_months_path, issues_path
from pipelines.quality.tables import (
    findings_schema,
    read_findings,
    read_vanished,
    read_verdicts,
    screened_months,
    vanished_path,
    write_frame,
)
from pipelines.settings import Settings

_CHINA = dt.timezone(dt.timedelta(hours=8))


def china_today() -> dt.date:
    """Return the date in China."""
    return dt.datetime.now(_CHINA).date()


def update_issues(settings: Settings, today: dt.date | None = None) -> pl.DataFrame:
    """Derive the issues of all screened months as of ``today`` (China's, unless told); write them.

    Raises:
        QualityError: a record or a file of the lake cannot be read.
    """
    return write_issues(settings, load_catalogue(settings.expectations), today or china_today())


def write_issues(settings: Settings, catalogue: Catalogue, today: dt.date) -> pl.DataFrame:
    """Write ``issues.parquet`` and ``issue_months.parquet``, each whole; return the issues."""
    months = screened_months(settings)
    empty = pl.DataFrame(schema=findings_schema)
    issues, told = derive_issues(
        findings=pl.concat([empty, *(read_findings(settings, month) for month in months)]),
        vanished=pl.concat([empty, *(read_vanished(settings, month) for month in months)]),
        verdicts=read_verdicts(settings),
        records=read_records(settings),
        sight=sight_of(catalogue),
        today=today,
    )
    write_frame(told, issue_months_path(settings))
    write_frame(issues, issues_path(settings))
    return issues


def exempt_problems(settings: Settings, month: str) -> pl.DataFrame:
    """Return the problems (``problem_key``) that are exempt when ``month`` is screened.

    An exemption holds from the month it was asked for on, for months that end within its time; one
    that was revoked holds for none.
    """
    keys = {it.problem_key for it in read_exemptions(settings) if holds_in(it, month)}
    return pl.DataFrame({"problem_key": sorted(keys)}, schema={"problem_key": pl.String})


def holds_in(exemption: Exemption, month: str) -> bool:
    """Whether findings of the month are exempt by it."""
    return (
        exemption.decision == APPROVED
        and exemption.expires_on is not None
        and exemption.report_month <= month
        and last_day(month) <= exemption.expires_on
    )


def keep_vanished(settings: Settings, month: str, before: pl.DataFrame) -> Path | None:
    """Keep the findings of the month that its newest screening no longer has.

    ``before``: the findings as they were before it. Without them, a problem that was told to a
    county and mended within the month would be forgotten instead of closed.
    """
    now = read_findings(settings, month)
    known = pl.concat([before.filter(pl.col("action") != "N"), read_vanished(settings, month)])
    vanished = (
        known.unique("problem_key", keep="first", maintain_order=True)
        .join(now, on="problem_key", how="anti")
        .sort("finding_id", "problem_key")
    )
    path = vanished_path(settings, month)
    if vanished.is_empty():
        path.unlink(missing_ok=True)
        return None
    write_frame(vanished, path)
    return path
