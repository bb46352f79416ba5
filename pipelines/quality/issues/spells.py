"""From the findings of month after month to issues: when each began, how long it lasted, its end.

Belongs here: the walk over the screened months, pure. One row a problem; a **spell** is the time
from its first finding, or from its last return, until a screening that could see it saw nothing.
Does not belong here: what people did meanwhile, but for what ends a spell (``states`` does).
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

import polars as pl

from pipelines.quality.issues.sight import Sight
from pipelines.quality.issues.tables import FOUND, GONE, UNCONFIRMED, issue_months_schema

NEWEST = (
    *("problem_key", "rule_id", "severity", "owner", "action", "county_code", "town_code"),
    *("source", "table_name", "finding_id", "report_month"),
)
"""What an issue takes from its newest finding."""
_ISSUE_ACTIONS = ("B", "Q", "F")
_SPELLS = pl.Schema(
    {name: pl.String() for name in NEWEST}
    | {
        "first_month": pl.String(),
        "months_found": pl.Int32(),
        "times_reopened": pl.Int32(),
        "gone_month": pl.String(),
        "is_covered": pl.Boolean(),
    }
)
_NOTHING = pl.DataFrame(schema=dict.fromkeys(NEWEST, pl.String()))
_OPEN = pl.col("gone_month").is_null()


@dataclass(frozen=True)
class Past:
    """What the walk needs to know of the months.

    ``findings``: of every screened month (``tables.findings_schema``); ``vanished``: those that an
    earlier screening of their month found, the newest does not, and somebody was told of.
    ``verdicts``: of every screened month. ``closures``: ``problem_key, report_month``.
    ``covers``: exemptions that were granted, ``problem_key, report_month, ended_on``.
    """

    findings: pl.DataFrame
    vanished: pl.DataFrame
    verdicts: pl.DataFrame
    closures: pl.DataFrame
    covers: pl.DataFrame


def walk(past: Past, sight: Sight) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the present spell of every problem, and what each month said about it.

    Returns:
        Spells: ``NEWEST``, first_month, months_found, times_reopened, gone_month (null: not gone),
        is_covered (an exemption covers the newest finding). And ``issue_months_schema``.
    """
    spells = pl.DataFrame(schema=_SPELLS)
    told = [pl.DataFrame(schema=issue_months_schema)]
    # parted once: each month would look through all months
    findings, vanished = _by_month(past.findings), _by_month(past.vanished)
    for month in past.verdicts["report_month"].unique().sort():
        found = _found(
            findings.get(month, _NOTHING), vanished.get(month, _NOTHING), past.covers, month
        )
        open_before = spells.filter(_OPEN).join(
            _closed_before(past.closures, month, spells), on="problem_key", how="anti"
        )
        spells = _step(spells, found, past, sight, month)
        told.append(_told(open_before, spells, found, past, month))
    return spells, pl.concat(told)


def last_day(month: str) -> dt.date:
    """Return the day as of which a report month (``YYYY-MM``) speaks."""
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def covered(covers: pl.DataFrame, month: str) -> pl.DataFrame:
    """Return the problems (``problem_key``) that an exemption covers in the month.

    It does from the month it was asked for on, while the month ends within its time.
    """
    return (
        covers.filter(
            pl.col("report_month") <= month,
            pl.col("ended_on") >= last_day(month),
        )
        .select("problem_key")
        .unique()
    )


def _by_month(findings: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return ``report_month`` -> ``NEWEST`` of its findings that are issues."""
    issues = findings.filter(pl.col("action").is_in(_ISSUE_ACTIONS)).select(NEWEST)
    parts = issues.partition_by("report_month", as_dict=True, maintain_order=True)
    return {month: part for (month,), part in parts.items()}


def _found(
    now: pl.DataFrame, before: pl.DataFrame, covers: pl.DataFrame, month: str
) -> pl.DataFrame:
    """Return the month's problems; ``is_vanished``: told of, and no longer found by it."""
    before = before.join(now, on="problem_key", how="anti")
    return pl.concat(
        [now.with_columns(is_vanished=False), before.with_columns(is_vanished=True)]
    ).with_columns(
        is_covered=pl.col("problem_key").is_in(covered(covers, month)["problem_key"].implode())
    )


def _closed_before(closures: pl.DataFrame, month: str, spells: pl.DataFrame) -> pl.DataFrame:
    """Problems that were closed by hand when the month came, and not found since."""
    last = spells.select("problem_key", pl.col("report_month").alias("last_month"))
    return (
        closures.filter(pl.col("report_month") < month)
        .join(last, on="problem_key")
        .filter(pl.col("report_month") >= pl.col("last_month"))
        .select("problem_key")
        .unique()
    )


def _step(
    spells: pl.DataFrame, found: pl.DataFrame, past: Past, sight: Sight, month: str
) -> pl.DataFrame:
    """Return the spells after one more month."""
    closed = _closed_before(past.closures, month, spells)["problem_key"].implode()
    before = spells.select(
        "problem_key",
        "first_month",
        "months_found",
        "times_reopened",
        is_back=~_OPEN | pl.col("problem_key").is_in(closed),
        was_covered="is_covered",
    )
    is_new = pl.col("first_month").is_null()
    # An exemption that held for the last finding and not for this one has run out.
    is_back = pl.col("is_back") | (pl.col("was_covered") & ~pl.col("is_covered"))
    starts = is_new | is_back
    again = (
        found.join(before, on="problem_key", how="left")
        .with_columns(
            first_month=pl.when(starts).then(pl.lit(month)).otherwise("first_month"),
            months_found=pl.when(starts).then(1).otherwise(pl.col("months_found") + 1),
            times_reopened=pl.when(is_new)
            .then(0)
            .otherwise(pl.col("times_reopened") + is_back.cast(pl.Int32)),
            gone_month=pl.lit(None, pl.String),
        )
        .with_columns(pl.col("months_found", "times_reopened").cast(pl.Int32))
    )
    silent = spells.join(found, on="problem_key", how="anti")
    vanished = again.filter("is_vanished").select(spells.columns)
    again = again.filter(~pl.col("is_vanished")).select(spells.columns)
    seen = _gone(pl.concat([silent, vanished]), past.verdicts, sight, month)
    return pl.concat([again, seen])


def _gone(silent: pl.DataFrame, verdicts: pl.DataFrame, sight: Sight, month: str) -> pl.DataFrame:
    """Put the month as their end to the problems that it could have found again."""
    asked = ["rule_id", "county_code", "table_name"]
    of_month = verdicts.filter(pl.col("report_month") == month)
    seen = sight.seen(month, of_month, silent.filter(_OPEN).select(asked).unique())
    return (
        silent.join(
            seen.with_columns(is_seen=True),
            on=asked,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .with_columns(
            gone_month=pl.when(_OPEN & pl.col("is_seen").fill_null(value=False))
            .then(pl.lit(month))
            .otherwise("gone_month")
        )
        .drop("is_seen")
    )


def _told(
    open_before: pl.DataFrame, after: pl.DataFrame, found: pl.DataFrame, past: Past, month: str
) -> pl.DataFrame:
    """Say of every problem that was open before the month, or found in it, what came of it.

    Told of and mended within the month: it was open before the screening that saw it gone.
    """
    was_open = pl.concat(
        [open_before.select("problem_key"), found.filter("is_vanished").select("problem_key")]
    )["problem_key"].implode()
    now_found = found.filter(~pl.col("is_vanished"))["problem_key"].implode()
    covered_now = covered(past.covers, month)["problem_key"].implode()
    key = pl.col("problem_key")
    return (
        after.with_columns(was_open=key.is_in(was_open), is_found=key.is_in(now_found))
        .filter(pl.col("was_open") | pl.col("is_found"))
        .with_columns(
            report_month=pl.lit(month),
            is_exempt=key.is_in(covered_now),
            outcome=pl.when("is_found")
            .then(pl.lit(FOUND))
            .when(pl.col("gone_month") == month)
            .then(pl.lit(GONE))
            .otherwise(pl.lit(UNCONFIRMED)),
        )
        .select(issue_months_schema.names())
    )
