"""From a built warehouse to readers: hold back, or publish warehouse and site together.

Belongs here: when nothing may be published (R08), and that the warehouse is promoted after
the gate has passed the new site. Does not belong here: building, rendering, swapping.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.publish.publication import PublishReport, publish

if TYPE_CHECKING:
    from pipelines.settings import Settings

PLAN_RULE = "R08"


@dataclass(frozen=True)
class Release:
    """What was published, or why nothing was (Chinese)."""

    report: PublishReport | None
    held: str | None


def plan_problem(settings: Settings) -> str | None:
    """Return the R08 message of the newest screened month; None when the plan adds up."""
    import polars as pl

    from pipelines.quality import read_findings, read_verdicts

    months = read_verdicts(settings)["report_month"]
    if months.is_empty():
        return None
    findings = read_findings(settings, str(months.max()))
    messages = findings.filter(pl.col("rule_id") == PLAN_RULE)["message"].to_list()
    return "；".join(messages) or None


def release(settings: Settings, progress: Callable[[str], None] | None = None) -> Release:
    """Publish the warehouse waiting in ``work`` and its site; the old ones stand when held.

    Raises:
        PublishError: the site could not be made, or holds personal data.
        WarehouseError: no built warehouse is waiting, or the published one cannot be replaced.
    """
    from pipelines.warehouse import built_file, promote

    problem = plan_problem(settings)
    if problem is not None:
        return Release(None, problem)
    report = publish(
        settings, built_file(settings), before_swap=lambda: promote(settings), progress=progress
    )
    return Release(report, None)
