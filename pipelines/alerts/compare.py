"""Count this month's problems against last month's: new, continuing, closed, or not looked at.

Belongs here: pure counting over findings and verdicts.
Does not belong here: reading files, wording.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from pipelines.alerts.model import (
    ACCEPTED,
    HELD,
    MISSING,
    REFUSED,
    SEVERITIES,
    Counts,
    RuleGroup,
    Verdict,
)

QUARANTINE = "Q"
_TWO_SYSTEMS = ("T-H1", "T-N2")
# Which deliveries must have been looked at before "it is gone" means "it was mended".
_ALWAYS = frozenset({"R01", "R08"})
_WHOLE_FILE = frozenset({"R02", "R03", "R04", "R06", "R07", "R11", "R12", "R83"})
_BOTH_TABLES = frozenset({"R66", "R67", "R75"})
_EVERY_COUNTY = frozenset({"R62"})
_OVER_MONTHS = frozenset({"R76"})


@dataclass(frozen=True)
class Screening:
    """The verdicts of one month, asked by (county, table): the lead speaks for its slot."""

    verdicts: tuple[Verdict, ...]
    _by_table: dict[tuple[str, str], Verdict] = field(init=False)

    def __post_init__(self) -> None:
        by_table = {(v.county_code, v.table_name): v for v in self.verdicts if v.is_lead}
        object.__setattr__(self, "_by_table", by_table)

    def was_looked_at(self, rule_id: str, county_code: str, table_name: str | None) -> bool:
        """Whether the rule could have found the problem again this month."""
        if rule_id in _ALWAYS:
            return True
        if rule_id in _EVERY_COUNTY:
            people = [v for v in self._by_table.values() if v.table_name == _TWO_SYSTEMS[0]]
            return all(v.state == ACCEPTED for v in people)
        if rule_id in _BOTH_TABLES:
            return all(self._state(county_code, table) == ACCEPTED for table in _TWO_SYSTEMS)
        if rule_id in _OVER_MONTHS:
            return self._state(county_code, table_name) == ACCEPTED
        if rule_id in _WHOLE_FILE:
            return self._state(county_code, table_name) in (ACCEPTED, HELD)
        verdict = self._by_table.get((county_code, table_name or ""))
        return verdict is not None and verdict.is_screened

    def _state(self, county_code: str, table_name: str | None) -> str | None:
        verdict = self._by_table.get((county_code, table_name or ""))
        return verdict.state if verdict else None


def by_slot(verdicts: Sequence[Verdict], wrong: Collection[str]) -> tuple[Verdict, ...]:
    """Join the deliveries of one county that count together; other refused files stay alone.

    ``wrong``: deliveries that do not belong here, which hold up the others of their slot.
    """
    joined = []
    for verdict in verdicts:
        if verdict.state in (REFUSED, MISSING):
            joined.append(verdict)
        elif verdict.is_lead:
            parts = [
                v
                for v in verdicts
                if v.table_name == verdict.table_name and v.state == verdict.state
            ]
            names = tuple(v.file_name for v in parts if v.delivery_id in wrong)
            joined.append(
                replace(
                    verdict,
                    rows_data=sum(v.rows_data for v in parts),
                    rows_accepted=sum(v.rows_accepted for v in parts),
                    rows_quarantined=sum(v.rows_quarantined for v in parts),
                    parts=len(parts),
                    wrong_files=names if len(names) < len(parts) else (),
                )
            )
    return tuple(joined)


def count_problems(
    county_code: str, now: pl.DataFrame, before: pl.DataFrame | None, screening: Screening
) -> Counts:
    """Count one county's findings of this month against those of the month before (None: first).

    Both frames hold this county's rows only; a finding is the same problem when its problem_key is.
    """
    closed = unconfirmed = continuing = 0
    if before is not None:
        continuing = now.filter(is_continuing(before)).height
        gone = before.join(now, on="problem_key", how="anti")
        for rule_id, table, count in gone.group_by("rule_id", "table_name").len().iter_rows():
            if screening.was_looked_at(rule_id, county_code, table):
                closed += count
            else:
                unconfirmed += count
    return tally(
        now,
        continuing=continuing,
        closed=closed,
        unconfirmed=unconfirmed,
        is_first=before is None,
    )


def tally(now: pl.DataFrame, *, continuing: int, is_first: bool, **more: int) -> Counts:
    """Count findings by what they are themselves; the rest is known already."""
    severities = dict(now.group_by("severity").len().iter_rows())
    errors, warnings, infos = (int(severities.get(level, 0)) for level in SEVERITIES)
    return Counts(
        total=now.height,
        new=now.height - continuing,
        continuing=continuing,
        errors=errors,
        warnings=warnings,
        infos=infos,
        quarantined=now.filter(pl.col("action") == QUARANTINE).height,
        is_first=is_first,
        **more,
    )


def is_continuing(before: pl.DataFrame | None) -> pl.Expr:
    """Return an expression: was the same problem there in the month before."""
    keys = [] if before is None else before["problem_key"].drop_nulls().unique().to_list()
    known = pl.Series("known", keys, dtype=pl.String)
    return pl.col("problem_key").is_in(known.implode()).fill_null(value=False)


def group_by_rule(described: pl.DataFrame, rules: pl.DataFrame) -> tuple[RuleGroup, ...]:
    """Split findings by rule, most serious first, then most frequent, then by rule id.

    ``described`` has a boolean column ``is_continuing`` beside what :func:`identity.describe` adds.
    """
    catalogue = {row["rule_id"]: row for row in rules.iter_rows(named=True)}
    groups = []
    for (rule_id,), rows in described.group_by("rule_id", maintain_order=True):
        rule = catalogue.get(rule_id, {})
        first = rows.row(0, named=True)
        groups.append(
            RuleGroup(
                rule_id=str(rule_id),
                rule_name=str(rule.get("rule_name") or "（规则目录中没有名称）"),
                severity=str(first["severity"]),
                owner=str(first["owner"]),
                action=str(first["action"]),
                how_to_fix=str(rule.get("how_to_fix") or "").strip(),
                rows=rows.sort("finding_id"),
                new=rows.height - int(rows["is_continuing"].sum()),
            )
        )
    return tuple(sorted(groups, key=_most_serious_first))


def _most_serious_first(group: RuleGroup) -> tuple[int, int, str]:
    level = SEVERITIES.index(group.severity) if group.severity in SEVERITIES else len(SEVERITIES)
    return level, -group.count, group.rule_id


def spread_examples(groups: Sequence[RuleGroup], limit: int) -> list[int]:
    """How many examples each group shows: one in turn, most serious first, until ``limit``."""
    shown = [0] * len(groups)
    left = limit
    while left and any(shown[i] < group.count for i, group in enumerate(groups)):
        for i, group in enumerate(groups):
            if left and shown[i] < group.count:
                shown[i] += 1
                left -= 1
    return shown
