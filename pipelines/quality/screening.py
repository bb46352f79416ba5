"""Screen one month: the stages in their order, and what they leave in the lake.

Belongs here: order and effects. The rules are data (``expectations/``), the verdict of each is
Great Expectations' (``gx``), the failing rows come from the same query (``findings``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.quality import findings, suspects, verdicts
from pipelines.quality.alike import load_alike
from pipelines.quality.catalogue import Catalogue, load_catalogue, one_of_each
from pipelines.quality.earlier import load_earlier, remember_set_aside
from pipelines.quality.errors import QualityError, RuleError
from pipelines.quality.history import load_history
from pipelines.quality.issues.run import exempt_problems, keep_vanished
from pipelines.quality.issues.tables import ensure_empty_issues
from pipelines.quality.reference import first_day_of
from pipelines.quality.relations import load_month
from pipelines.quality.rewritten import load_rewritten
from pipelines.quality.rules import Rule, Severity, Stage
from pipelines.quality.session import open_session
from pipelines.quality.spot_draws import load_draws
from pipelines.quality.tables import (
    ensure_empty_tables,
    findings_path,
    read_findings,
    replacing,
    rules_path,
    verdicts_path,
    write_frame,
)
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.quality.gx import ExpectationRunner, Verdict

Progress = Callable[[str], None]
HOLDS_PUBLICATION = "R08"
_STAGE_NAMES: dict[Stage, str] = {
    "file": "文件规则",
    "row": "逐行规则",
    "duplicate": "重复规则",
    "cross": "跨表跨月规则",
}


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


def screen_month(settings: Settings, month: str, progress: Progress | None = None) -> Screening:
    """Run every rule in force over the deliveries of ``month`` (``YYYY-MM``).

    Writes the month's findings and verdicts and the rule catalogue into the lake, each whole or
    not at all. Earlier months must have been screened before. Issues are derived when the last
    of several months is done (``issues.run.update_issues``).

    Raises:
        QualityError: nothing was received yet, a file of the lake or the plan cannot be read.
        RuleError: an entry of the catalogue is wrong.
    """
    say = progress or (lambda text: None)
    first = first_day_of(month)
    catalogue = load_catalogue(settings.expectations)
    rules = catalogue.in_force(first)
    ensure_empty_tables(settings)
    ensure_empty_issues(settings)
    before = read_findings(settings, month)
    with open_month(settings, catalogue, month) as connection:
        judged = _run_stages(connection, settings, catalogue, rules, month, say)
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
def open_month(
    settings: Settings, catalogue: Catalogue, month: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a session with the month's relations, before the first stage. Writes scratch only.

    Raises:
        QualityError: nothing was received yet, a file of the lake or the plan cannot be read.
        RuleError: the catalogue's tables are not those of the layouts.
    """
    with open_session(settings) as connection:
        load_month(connection, settings, catalogue, month)
        load_rewritten(connection, settings)
        load_draws(connection, settings)
        load_history(connection, settings, catalogue, month)
        findings.create_found(connection, exempt_problems(settings, month))
        yield connection


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


def _run_stages(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Catalogue,
    rules: tuple[Rule, ...],
    month: str,
    say: Progress,
) -> dict[str, Verdict]:
    from pipelines.quality.gx import ExpectationRunner

    judged: dict[str, Verdict] = {}

    with ExpectationRunner(connection) as runner:
        for name in through_stages(connection, settings, catalogue, month):
            of_stage = [rule for rule in rules if rule.stage == name]
            judged.update(_run_stage(connection, runner, name, of_stage))
            failed = sum(judged[rule.id].unexpected_count for rule in of_stage)
            say(f"{month} {_STAGE_NAMES[name]}：{len(of_stage)}条，发现问题{failed:,}个")
    return judged


def through_stages(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Catalogue,
    month: str,
    *,
    with_views: bool = True,
) -> Iterator[Stage]:
    """Yield each stage when its relations are ready; what it found takes rows from the next.

    ``with_views``: create the catalogue's shared queries, too.
    """
    tables = list(catalogue.deliveries)
    findings.create_views(connection, catalogue.file_views if with_views else {})
    yield "file"
    verdicts.remove_blocked(connection, tables)
    suspects.prepare(connection, tables)
    yield "row"
    remember_set_aside(connection)
    _remove_quarantined(connection, tables)
    yield "duplicate"
    _remove_quarantined(connection, tables)
    verdicts.decide(connection, catalogue.quarantine_share_max)
    verdicts.remove_held(connection, tables)
    load_earlier(connection, settings, catalogue, month)
    load_alike(connection, settings, month)
    findings.create_views(connection, catalogue.views if with_views else {})
    yield "cross"


def make_ready(connection: duckdb.DuckDBPyConnection, stage: Stage, rules: Sequence[Rule]) -> None:
    """Do what the rules of a stage need before any of them is judged or collected.

    Raises:
        RuleError: the database does not understand one of them.
    """
    try:
        if stage == "row":
            suspects.fill(connection, rules)
    except duckdb.Error:
        for rule in rules:
            findings.check_query(connection, rule)  # says which, and in the database's words
        raise


def _remove_quarantined(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> None:
    for table in tables:
        findings.remove_quarantined(connection, table)


def _run_stage(
    connection: duckdb.DuckDBPyConnection,
    runner: ExpectationRunner,
    name: Stage,
    rules: list[Rule],
) -> dict[str, Verdict]:
    try:
        make_ready(connection, name, rules)
        judged = runner.run(name, rules)
    except (duckdb.Error, RuleError):
        for rule in rules:
            findings.check_query(connection, rule)  # says which, and in the database's words
        raise
    for rule in rules:
        expected = judged[rule.id].unexpected_count
        collected = findings.collect(connection, rule) if expected else 0
        if collected != expected:
            raise QualityError(
                f"规则 {rule.place} 判定{expected}行有问题，却收集到{collected}行："
                "它的 SQL 每次结果不一样，请为排序补足条件。"
            )
    return judged
