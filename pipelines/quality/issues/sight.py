"""Which problems a month's screening could have found again: silence elsewhere confirms nothing.

Belongs here: what a rule looks at, and whether all of it was accepted in a month.
Does not belong here: what was found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.quality.catalogue import Catalogue
from pipelines.quality.query import relation_of
from pipelines.quality.reference import first_day_of
from pipelines.quality.rules import Rule

_WORD = re.compile(r"\b[a-z][a-z0-9_]*\b")
_ACCEPTED = "accepted"


@dataclass(frozen=True)
class Gaze:
    """What one rule needs in order to speak of a county.

    ``tables``: those its SQL reads. ``across_counties``: every county's, not only the finding's.
    """

    tables: frozenset[str]
    valid_from: dt.date
    valid_to: dt.date | None
    across_counties: bool = False

    def is_in_force(self, month: str) -> bool:
        """Whether the rule is screened in the month (``YYYY-MM``)."""
        first = first_day_of(month)
        return self.valid_from <= first and (self.valid_to is None or first <= self.valid_to)


@dataclass(frozen=True)
class Sight:
    """What every rule looks at, and which tables are due every month. ``known``: all tables."""

    gazes: Mapping[str, Gaze]
    monthly: frozenset[str]
    known: frozenset[str]

    def seen(self, month: str, verdicts: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of ``wanted`` that the month's screening could have found again.

        Args:
            month: the screened month, ``YYYY-MM``.
            verdicts: its verdicts, ``county_code, table_name, state, is_lead``.
            wanted: ``rule_id, county_code, table_name``.
        """
        states = _states(verdicts)
        rows = [row for row in wanted.iter_rows() if self._is_seen(month, states, *row)]
        return pl.DataFrame(rows, schema=wanted.schema, orient="row")

    def _is_seen(
        self, month: str, states: _States, rule_id: str, county: str, table: str | None
    ) -> bool:
        gaze = self.gazes.get(rule_id)
        if gaze is None or not gaze.is_in_force(month):
            return False
        if table not in self.known:
            # The plan, or a file that nobody could place: nothing of them can be held.
            return True
        if states.get((county, table)) != _ACCEPTED:
            return False
        return all(
            self._speaks(state, read)
            for read in gaze.tables
            for state in _of(states, read, None if gaze.across_counties else county)
        )

    def _speaks(self, state: str | None, table: str) -> bool:
        """Whether a table that a rule reads says all it has to; a ledger may be silent."""
        if state is None:
            return table not in self.monthly
        return state == _ACCEPTED


_States = dict[tuple[str, str], str]


def _states(verdicts: pl.DataFrame) -> _States:
    leads = verdicts.filter(pl.col("is_lead"))
    return {
        (county, table): state
        for county, table, state in leads.select("county_code", "table_name", "state").iter_rows()
    }


def _of(states: _States, table: str, county: str | None) -> list[str | None]:
    """Return the states of a table: the county's (None without one), or of all that have one."""
    if county is not None:
        return [states.get((county, table))]
    return [state for (_, name), state in states.items() if name == table]


def sight_of(catalogue: Catalogue) -> Sight:
    """Return what the rules of the catalogue look at, told from their SQL."""
    relations = {relation_of(table): table for table in catalogue.deliveries}
    views = {**catalogue.file_views, **catalogue.views}
    return Sight(
        gazes={rule.id: _gaze(rule, relations, views) for rule in catalogue.rules},
        monthly=frozenset(t for t, item in catalogue.deliveries.items() if item.monthly),
        known=frozenset(catalogue.deliveries),
    )


def _gaze(rule: Rule, relations: Mapping[str, str], views: Mapping[str, str]) -> Gaze:
    # Only the last stage joins tables; what the others read beside a row's own is another case.
    texts = [rule.sql or ""] if rule.stage == "cross" else []
    read = _tables_read(texts, relations, views)
    return Gaze(read, rule.valid_from, rule.valid_to, rule.across_counties)


def _tables_read(
    texts: Iterable[str], relations: Mapping[str, str], views: Mapping[str, str]
) -> frozenset[str]:
    """Return the tables that SQL texts name, and those of the shared queries that they name."""
    waiting = list(texts)
    opened: set[str] = set()
    found: set[str] = set()
    while waiting:
        words = set(_WORD.findall(waiting.pop()))
        found |= {relations[word] for word in words & relations.keys()}
        fresh = (words & views.keys()) - opened
        opened |= fresh
        waiting += [views[name] for name in fresh]
    return frozenset(found)
