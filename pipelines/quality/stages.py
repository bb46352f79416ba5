"""A month's session, and the stages through which its rules go.

Belongs here: the order of relations, rules and what is taken out between them, for the whole month
or for some counties of it. Does not belong here: what is written to the lake (``screening``), the
verdict of a rule (``gx``), the rows that fail it (``findings``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.quality import findings, suspects, verdicts
from pipelines.quality.alike import load_alike
from pipelines.quality.catalogue import Catalogue
from pipelines.quality.earlier import load_earlier, remember_set_aside
from pipelines.quality.errors import QualityError, RuleError
from pipelines.quality.history import load_history
from pipelines.quality.issues.run import exempt_problems
from pipelines.quality.relations import load_month
from pipelines.quality.rewritten import load_rewritten
from pipelines.quality.rules import Rule, Stage, Verdict
from pipelines.quality.session import open_session
from pipelines.quality.spot_draws import load_draws
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.quality.gx import ExpectationRunner

Progress = Callable[[str], None]
_STAGE_NAMES: dict[Stage, str] = {
    "file": "文件规则",
    "row": "逐行规则",
    "duplicate": "重复规则",
    "cross": "跨表跨月规则",
}


@dataclass(frozen=True)
class Share:
    """Some counties of a month, looked at as if there were no others.

    ``counties``: codes, also those of files that nobody could place. ``exempt``: as
    ``exempt_problems``. ``spill``: a folder for what does not fit into memory.
    """

    counties: tuple[str, ...]
    exempt: pl.DataFrame
    spill: Path


@dataclass(frozen=True)
class Told:
    """What rules found elsewhere: their verdicts by id, and their rows of ``found``."""

    judged: dict[str, Verdict]
    found: pl.DataFrame


NOTHING_TOLD = Told({}, pl.DataFrame())


@contextmanager
def open_month(
    settings: Settings, catalogue: Catalogue, month: str, share: Share | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a session with the month's relations, before the first stage. Writes scratch only.

    A share reads nothing but the lake: no archive, no vault, so it may be looked at elsewhere.

    Raises:
        QualityError: nothing was received yet, a file of the lake or the plan cannot be read.
        RuleError: the catalogue's tables are not those of the layouts.
    """
    counties = share.counties if share else None
    with open_session(settings, share.spill if share else None) as connection:
        load_month(connection, settings, catalogue, month, counties)
        load_rewritten(connection, settings)
        if share is None:
            load_draws(connection, settings)
        load_history(connection, settings, catalogue, month, counties)
        exempt = share.exempt if share else exempt_problems(settings, month)
        findings.create_found(connection, exempt)
        yield connection


def run_stages(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Catalogue,
    rules: Sequence[Rule],
    month: str,
    *,
    told: Told = NOTHING_TOLD,
    share: Share | None = None,
    say: Progress | None = None,
) -> dict[str, Verdict]:
    """Judge ``rules``, those excepted that were judged elsewhere; return the verdicts of all.

    Raises:
        RuleError: a rule cannot be run.
        QualityError: a rule gives other rows each time.
    """
    from pipelines.quality.gx import ExpectationRunner

    judged = dict(told.judged)
    own = [rule for rule in rules if rule.id not in told.judged]
    needed = catalogue.only(own)
    with ExpectationRunner(connection) as runner:
        for name in through_stages(connection, settings, needed, month, share=share):
            of_stage = [rule for rule in rules if rule.stage == name]
            _add_told(connection, told, of_stage)
            judged |= _run_stage(connection, runner, name, [r for r in of_stage if r in own])
            failed = sum(judged[rule.id].unexpected_count for rule in of_stage)
            if say:
                say(f"{month} {_STAGE_NAMES[name]}：{len(of_stage)}条，发现问题{failed:,}个")
    return judged


def through_stages(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Catalogue,
    month: str,
    *,
    with_views: bool = True,
    share: Share | None = None,
) -> Iterator[Stage]:
    """Yield each stage when its relations are ready; what it found takes rows from the next.

    ``catalogue``: at least the rules that are judged. ``with_views``: create its shared queries,
    too. ``share``: as for ``open_month``.
    """
    tables = list(catalogue.deliveries)
    findings.create_views(connection, catalogue.file_views if with_views else {})
    yield "file"
    verdicts.remove_blocked(connection, tables)
    if any(rule.stage == "row" for rule in catalogue.rules):
        suspects.prepare(connection, tables)
    yield "row"
    remember_set_aside(connection)
    _remove_quarantined(connection, tables)
    yield "duplicate"
    _remove_quarantined(connection, tables)
    verdicts.decide(connection, catalogue.quarantine_share_max)
    verdicts.remove_held(connection, tables)
    load_earlier(connection, settings, catalogue, month, share.counties if share else None)
    if share is None:
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


def _add_told(connection: duckdb.DuckDBPyConnection, told: Told, rules: Sequence[Rule]) -> None:
    """Add what was found elsewhere when its stage is there: a later one's rows come too early."""
    ids = [rule.id for rule in rules if rule.id in told.judged]
    if ids:
        findings.add_found(connection, told.found.filter(pl.col("rule_id").is_in(ids)))


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
