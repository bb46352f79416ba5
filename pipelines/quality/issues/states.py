"""From spells and records to the state of every issue on a given day.

Belongs here: the lifecycle 新增 … 已关闭 of the contract, section 4.1, pure.
Does not belong here: what was found when (``spells``).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.quality.issues.records import APPROVED, Records, as_rows
from pipelines.quality.issues.sight import Sight
from pipelines.quality.issues.spells import Past, walk
from pipelines.quality.issues.tables import (
    CLOSED,
    CORRECTED,
    EXEMPT,
    IN_HAND,
    NEW,
    OVERDUE,
    REQUESTED,
    SENT,
    issues_schema,
)

_KEY = pl.col("problem_key")
_TEXT, _DATE = pl.String(), pl.Date()


def derive_issues(
    findings: pl.DataFrame,
    vanished: pl.DataFrame,
    verdicts: pl.DataFrame,
    records: Records,
    sight: Sight,
    today: dt.date,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the issues as they stand on ``today``, and what each month said about them.

    Args:
        findings: of every screened month, ``tables.findings_schema``.
        vanished: findings that a month's newest screening no longer has, the same columns. They
            count where a record says that somebody was told of them.
        verdicts: of every screened month, ``tables.verdicts_schema``.
        records: what people did.
        sight: what each rule looks at.
        today: the day on which deadlines and exemptions are looked at.

    Returns:
        Frames of ``issues_schema`` (by county, rule and number) and ``issue_months_schema``.
    """
    past = Past(
        findings=findings,
        vanished=_known_to_somebody(vanished, records),
        verdicts=verdicts,
        closures=_frame(
            as_rows(records.closures, "problem_key", "report_month"),
            {"problem_key": _TEXT, "report_month": _TEXT},
        ),
        covers=_covers(records),
    )
    spells, told = walk(past, sight)
    spells = _ended_meanwhile(spells, past.covers, today)
    issues = _with_records(spells, past.closures, records)
    newest = verdicts["report_month"].max()
    retired = [
        rule
        for rule in issues["rule_id"].unique()
        if rule not in sight.gazes or not sight.gazes[rule].is_in_force(str(newest))
    ]
    return _stated(issues, retired, today), told


def _frame(rows: list[dict[str, object]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema)


def _covers(records: Records) -> pl.DataFrame:
    rows = [
        {"problem_key": it.problem_key, "report_month": it.report_month, "ended_on": it.ended_on}
        for it in records.exemptions
        if it.ended_on is not None
    ]
    return _frame(rows, {"problem_key": _TEXT, "report_month": _TEXT, "ended_on": _DATE})


def _known_to_somebody(vanished: pl.DataFrame, records: Records) -> pl.DataFrame:
    of_digests = [(key, it.report_month) for it in records.dispatches for key in it.problem_keys]
    of_replies = [(row.problem_key, it.report_month) for it in records.replies for row in it.rows]
    by_hand = [(it.problem_key, it.report_month) for it in records.exemptions]
    by_hand += [(it.problem_key, it.report_month) for it in records.closures]
    known = pl.DataFrame(
        sorted({*of_digests, *of_replies, *by_hand}),
        schema={"problem_key": _TEXT, "report_month": _TEXT},
        orient="row",
    )
    return vanished.join(known, on=["problem_key", "report_month"], how="semi")


def _ended_meanwhile(spells: pl.DataFrame, covers: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """Begin a new spell where the newest finding was exempt and its exemption has run out.

    Adds ``ended_on``: the last day of the exemption after which the spell began.
    """
    last = covers.group_by("problem_key").agg(pl.col("ended_on").max())
    is_over = pl.col("is_covered") & pl.col("gone_month").is_null() & (pl.col("ended_on") < today)
    return spells.join(last, on="problem_key", how="left").with_columns(
        first_month=pl.when(is_over).then("report_month").otherwise("first_month"),
        months_found=pl.when(is_over).then(1).otherwise("months_found"),
        times_reopened=pl.col("times_reopened") + is_over.fill_null(value=False).cast(pl.Int32),
        is_covered=pl.col("is_covered") & ~is_over.fill_null(value=False),
        ended_on=pl.when(is_over).then("ended_on"),
    )


def _with_records(spells: pl.DataFrame, closures: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Add what people did in the present spell.

    ``sent_on, due_on, is_replied, is_closed, exemption_id, exempt_until, requested_on``.
    """
    of_spell = pl.col("record_month") >= pl.col("first_month")
    spell = spells.select("problem_key", "first_month", "report_month", "ended_on")
    sent = (
        spell.join(_dispatches(records), on="problem_key")
        .filter(
            of_spell,
            pl.col("ended_on").is_null() | (pl.col("sent_on") > pl.col("ended_on")),
        )
        .sort("sent_on", "due_on")
        .unique("problem_key", keep="first", maintain_order=True)
        .select("problem_key", "sent_on", "due_on")
    )
    replied = (
        spell.join(_corrected(records), on="problem_key")
        .filter(of_spell)
        .select("problem_key")
        .unique()
    )
    closed = (
        spell.join(closures.rename({"report_month": "record_month"}), on="problem_key")
        .filter(pl.col("record_month") >= pl.col("report_month"))
        .select("problem_key")
        .unique()
    )
    return (
        spells.join(sent, on="problem_key", how="left")
        .join(_exemptions(spell, spells, records), on="problem_key", how="left")
        .with_columns(
            is_replied=_KEY.is_in(replied["problem_key"].implode()),
            is_closed=_KEY.is_in(closed["problem_key"].implode()),
        )
    )


def _dispatches(records: Records) -> pl.DataFrame:
    frames = [
        pl.DataFrame(
            {"problem_key": list(it.problem_keys)}, schema={"problem_key": _TEXT}
        ).with_columns(
            record_month=pl.lit(it.report_month),
            sent_on=pl.lit(it.sent_on),
            due_on=pl.lit(it.due_on),
        )
        for it in records.dispatches
    ]
    empty = _frame(
        [], {"problem_key": _TEXT, "record_month": _TEXT, "sent_on": _DATE, "due_on": _DATE}
    )
    return pl.concat([empty, *frames])


def _corrected(records: Records) -> pl.DataFrame:
    rows: list[dict[str, object]] = [
        {"problem_key": row.problem_key, "record_month": it.report_month}
        for it in records.replies
        for row in it.rows
        if row.kind == "corrected"
    ]
    return _frame(rows, {"problem_key": _TEXT, "record_month": _TEXT})


def _exemptions(spell: pl.DataFrame, spells: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Return the exemption that holds, else the request of the spell that waits."""
    rows: list[dict[str, object]] = [
        {
            "problem_key": it.problem_key,
            "exemption_id": it.exemption_id,
            "record_month": it.report_month,
            "exempt_until": it.expires_on if it.decision == APPROVED else None,
            "requested_on": it.requested_on if it.decision is None else None,
        }
        for it in records.exemptions
        if it.decision in (None, APPROVED)
    ]
    schema = {
        "problem_key": _TEXT,
        "exemption_id": _TEXT,
        "record_month": _TEXT,
        "exempt_until": _DATE,
        "requested_on": _DATE,
    }
    holds = pl.col("is_covered") & pl.col("exempt_until").is_not_null()
    waits = pl.col("requested_on").is_not_null() & (pl.col("record_month") >= pl.col("first_month"))
    return (
        spell.join(spells.select("problem_key", "is_covered"), on="problem_key")
        .join(_frame(rows, schema), on="problem_key")
        .filter(holds | waits)
        .sort(holds, "exempt_until", "exemption_id", descending=[True, True, True], nulls_last=True)
        .unique("problem_key", keep="first", maintain_order=True)
        .select("problem_key", "exemption_id", "exempt_until", "requested_on")
    )


def _stated(issues: pl.DataFrame, retired: list[str], today: dt.date) -> pl.DataFrame:
    is_late = pl.col("due_on") < today
    asked_in_time = pl.col("requested_on").is_not_null() & (
        pl.col("due_on").is_null() | (pl.col("requested_on") <= pl.col("due_on"))
    )
    state = (
        pl.when("is_closed")
        .then(pl.lit(CLOSED))
        .when(pl.col("gone_month").is_not_null())
        .then(pl.lit(CORRECTED))
        .when(pl.col("rule_id").is_in(retired))
        .then(pl.lit(CLOSED))
        .when("is_covered")
        .then(pl.lit(EXEMPT))
        .when(asked_in_time)
        .then(pl.lit(REQUESTED))
        .when(is_late)
        .then(pl.lit(OVERDUE))
        .when(pl.col("is_replied") | (pl.col("months_found") > 1))
        .then(pl.lit(IN_HAND))
        .when(pl.col("sent_on").is_not_null())
        .then(pl.lit(SENT))
        .otherwise(pl.lit(NEW))
    )
    late_days = (pl.lit(today) - pl.col("due_on")).dt.total_days()
    return (
        issues.with_columns(state=state, last_month="report_month", closed_month="gone_month")
        .with_columns(overdue_days=pl.when(pl.col("state") == OVERDUE).then(late_days).otherwise(0))
        .select(pl.col(name).cast(kind) for name, kind in issues_schema.items())
        .sort("county_code", "rule_id", "finding_id", "problem_key", nulls_last=True)
    )
