"""Cases of the rules that look beyond a row: many small ones in one lake, screened once.

Belongs here: a case and what all tests of a chapter share. Does not belong here: cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines.quality import load_rules, read_findings, screen_month
from pipelines.settings import PROJECT_DIR
from tests.quality_lake import Lake, clean_rows

MAY = "2022-05"
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """What is listed, and of which rule it must be a finding; the empty text: of none of the file.

    ``name`` says what is special in it, ``rule`` which rule it is about.
    """

    rule: str
    name: str
    fires: bool
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule} {self.name}"


def rules_of(*files: str) -> set[str]:
    """Return the ids of the rules in files of the catalogue."""
    rules = load_rules(PROJECT_DIR / "expectations")
    return {rule.id for rule in rules if rule.file in files}


def both_ways(cases: Iterable[Case]) -> set[str]:
    """Return the rules that have a case that is found and one that is left alone."""
    listed = list(cases)
    return {case.rule for case in listed if case.fires} & {c.rule for c in listed if not c.fires}


def filler(table: str, *rows: Row, count: int = 60) -> list[Row]:
    """Return ``rows`` among enough clean ones that no share is reached."""
    clean = clean_rows(table, count)
    return [*rows, *(item | {"person_key": f"{table}{i}"} for i, item in enumerate(clean))]


def screened(lake: Lake, *months: str) -> pl.DataFrame:
    """Screen the months in their order; return the findings of the last."""
    settings = lake.write()
    for month in months or (MAY,):
        screen_month(settings, month)
    return read_findings(settings, (months or (MAY,))[-1])
