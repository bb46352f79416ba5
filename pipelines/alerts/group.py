"""Put findings and verdicts together: by rule, by table, and how many of what.

Belongs here: pure grouping and counting. Does not belong here: for how long a problem has been
there (``standing``), reading files, wording.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import polars as pl

from pipelines.alerts.model import (
    MISSING,
    REFUSED,
    SEVERITIES,
    Counts,
    RuleGroup,
    Verdict,
)

QUARANTINE = "Q"


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


def group_by_rule(described: pl.DataFrame, rules: pl.DataFrame) -> tuple[RuleGroup, ...]:
    """Split findings by rule, most serious first, then most frequent, then by rule id.

    ``described`` has what :func:`identity.describe` and ``Standing.mark`` add.
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
                can_be_exempted=bool(rule.get("can_be_exempted", True)),
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
