"""One rule over one month of the lake, to see what it would find; nothing is kept.

Belongs here: running it after the stages before its own, and what the last screening found
instead. Does not belong here: the catalogue's rules as they are screened (``screening``), words
(``rulebook``).
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.quality import findings
from pipelines.quality.catalogue import Catalogue
from pipelines.quality.query import literal
from pipelines.quality.reference import first_day_of
from pipelines.quality.rules import Rule
from pipelines.quality.stages import make_ready, open_month, through_stages
from pipelines.quality.tables import findings_path, findings_schema, read_findings
from pipelines.settings import Settings

_SHAPES_LATER_STAGES = ("B", "Q")
_KEYS = ["county_code", "town_code", "table_name", "delivery_id", "sheet_name", "row_no"]
COLUMNS = [
    name
    for name in findings_schema
    if name not in ("finding_id", "report_month", "source", "problem_key")
]


@dataclass(frozen=True)
class Trial:
    """What a rule finds in a month. Frames have ``COLUMNS``.

    ``published``: what the last screening of the month found with the rule of this id; None when
    the month was not screened.
    """

    rule: Rule
    month: str
    found: pl.DataFrame
    published: pl.DataFrame | None

    @property
    def new(self) -> pl.DataFrame:
        """Found now and not by the last screening."""
        return _without(self.found, self.published)

    @property
    def gone(self) -> pl.DataFrame:
        """Found by the last screening and not now."""
        then = self.published if self.published is not None else self.found.clear()
        return _without(then, self.found)


def try_rule(settings: Settings, catalogue: Catalogue, rule: Rule, month: str) -> Trial:
    """Run ``rule`` over the lake's month (``YYYY-MM``), whatever its dates of validity.

    The rules of earlier stages that block or quarantine run before it, so that it sees what a
    screening would show it. Writes nothing but scratch.

    Raises:
        QualityError: nothing was received yet, or a file of the lake cannot be read.
        RuleError: the rule's SQL cannot be run.
    """
    before = [
        other
        for other in catalogue.in_force(first_day_of(month))
        if other.action in _SHAPES_LATER_STAGES and other.id != rule.id
    ]
    with open_month(settings, catalogue, month) as connection:
        for stage in through_stages(connection, settings, catalogue, month):
            is_own = stage == rule.stage
            of_stage = [rule] if is_own else [other for other in before if other.stage == stage]
            make_ready(connection, stage, of_stage)
            for one in of_stage:
                findings.collect(connection, one)
            if is_own:
                break
        found = connection.execute(
            f"select {', '.join(COLUMNS)} from found where rule_id = {literal(rule.id)}"
        ).pl()
    return Trial(rule, month, _sorted(found), _published(settings, rule, month))


def _published(settings: Settings, rule: Rule, month: str) -> pl.DataFrame | None:
    if not findings_path(settings, month).exists():
        return None
    known = read_findings(settings, month).filter(pl.col("rule_id") == rule.id)
    return _sorted(known.select(COLUMNS))


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort([*_KEYS, "facts"], nulls_last=True)


def _without(frame: pl.DataFrame, others: pl.DataFrame | None) -> pl.DataFrame:
    if others is None:
        return frame
    return frame.join(others.select(_KEYS).unique(), on=_KEYS, how="anti", nulls_equal=True)
