"""Screen one month, and what that leaves in the lake.

Belongs here: effects. What comes after what within a month is ``stages``' matter, which counties
are judged by themselves ``parts``', the rules are data (``expectations/``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl

from pipelines.quality import findings, verdicts
from pipelines.quality.catalogue import load_catalogue, one_of_each
from pipelines.quality.issues.run import keep_vanished
from pipelines.quality.issues.tables import ensure_empty_issues
from pipelines.quality.parts import Part, PartsRunner, can_be_parted, parts_of, together
from pipelines.quality.reference import first_day_of
from pipelines.quality.relations import register_path
from pipelines.quality.rules import Rule, Severity
from pipelines.quality.stages import NOTHING_TOLD, Progress, Told, open_month, run_stages
from pipelines.quality.tables import (
    ensure_empty_tables,
    findings_path,
    read_findings,
    replacing,
    rules_path,
    verdicts_path,
    write_frame,
)
from pipelines.quality.workforce import on_this_machine
from pipelines.settings import Settings

HOLDS_PUBLICATION = "R08"


@dataclass(frozen=True)
class RuleOutcome:
    """Great Expectations' verdict of one rule in one month."""

    rule_id: str
    name: str
    severity: Severity
    success: bool
    unexpected_count: int


@dataclass(frozen=True)
class Screening:
    """What the screening of one month found; ``verdicts`` as ``tables.verdicts_schema``."""

    month: str
    outcomes: tuple[RuleOutcome, ...]
    verdicts: pl.DataFrame
    findings_count: int
    publication_held: bool


def screen_month(
    settings: Settings,
    month: str,
    progress: Progress | None = None,
    elsewhere: PartsRunner | None = None,
) -> Screening:
    """Run every rule in force over the deliveries of ``month`` (``YYYY-MM``).

    ``elsewhere`` judges each county apart (``cluster``); without it several processes may judge
    some counties each (``rule_processes``). What comes out is the same.

    Writes the month's findings and verdicts and the rule catalogue into the lake, each whole or
    not at all. Earlier months must have been screened before. Issues are derived when the last
    of several months is done (``issues.run.update_issues``).

    Raises:
        QualityError: nothing was received yet, a file of the lake or the plan cannot be read.
        RuleError: an entry of the catalogue is wrong.
    """
    first = first_day_of(month)
    catalogue = load_catalogue(settings.expectations)
    rules = catalogue.in_force(first)
    ensure_empty_tables(settings)
    ensure_empty_issues(settings)
    before = read_findings(settings, month)
    with (
        _told_by_parts(settings, month, rules, elsewhere) as told_by_parts,
        open_month(settings, catalogue, month) as connection,
    ):
        told = told_by_parts()
        judged = run_stages(connection, settings, catalogue, rules, month, told=told, say=progress)
        with (
            replacing(verdicts_path(settings, month)) as verdict_file,
            replacing(findings_path(settings, month)) as found_file,
        ):
            findings.write_findings(connection, month, found_file)
            verdicts.write_verdicts(connection, verdict_file)
    keep_vanished(settings, month, before)
    write_frame(catalogue_frame(one_of_each(catalogue.rules, first)), rules_path(settings))
    outcomes = tuple(
        RuleOutcome(
            rule.id,
            rule.name,
            rule.severity,
            judged[rule.id].success,
            judged[rule.id].unexpected_count,
        )
        for rule in rules
    )
    held = any(not item.success for item in outcomes if item.rule_id == HOLDS_PUBLICATION)
    return Screening(
        month=month,
        outcomes=outcomes,
        verdicts=pl.read_parquet(verdicts_path(settings, month), hive_partitioning=False),
        findings_count=sum(item.unexpected_count for item in outcomes),
        publication_held=held,
    )


@contextmanager
def _told_by_parts(
    settings: Settings, month: str, rules: tuple[Rule, ...], elsewhere: PartsRunner | None
) -> Iterator[Callable[[], Told]]:
    """Yield what waits for the parts, at work from now on; where there are none it has nothing."""
    parts = _parts(settings, month, rules, elsewhere)
    if not parts:
        yield lambda: NOTHING_TOLD
        return
    work = elsewhere or on_this_machine
    with ThreadPoolExecutor(1) as waiting:
        yield waiting.submit(lambda: together(work(parts))).result


def _parts(
    settings: Settings, month: str, rules: tuple[Rule, ...], elsewhere: PartsRunner | None
) -> list[Part]:
    path = register_path(settings)
    if not path.is_file() or not can_be_parted(rules):
        return []
    here = pl.scan_parquet(path, hive_partitioning=False).filter(
        pl.col("report_month") == month, pl.col("standing") == "counts"
    )
    if elsewhere is not None:
        counties = here.select(pl.col("county_code").n_unique()).collect().item()
        return parts_of(settings, month, counties)
    processes = settings.rule_processes
    return parts_of(settings, month, processes) if processes > 1 else []


def catalogue_frame(rules: tuple[Rule, ...]) -> pl.DataFrame:
    """Return rules, one version of each, as the warehouse's ``dim_rule`` takes them."""
    return pl.DataFrame(
        {
            "rule_id": [rule.id for rule in rules],
            "rule_name": [rule.name for rule in rules],
            "severity": [rule.severity for rule in rules],
            "owner": [rule.owner for rule in rules],
            "action": [rule.action for rule in rules],
            "table_names": ["、".join(rule.tables) for rule in rules],
            "message_template": [rule.message for rule in rules],
            "how_to_fix": [rule.how_to_fix for rule in rules],
            "reference": [rule.reference for rule in rules],
        },
        schema_overrides=dict.fromkeys(("severity", "owner", "action", "reference"), pl.String),
    )
