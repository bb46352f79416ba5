"""The figures of the training book.

Belongs here: I02, I23, I25, I26, I28, I29. Does not belong here: who wished for a training
(``needs``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import counted, shares
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.snapshot import Past, Snapshot

ORDERED_MODES = ("订单", "定向", "顶岗")
FOLLOW_UP_DAYS = 30
PLACEMENT_DAYS = 90


def trainings(snapshot: Snapshot, past: Past) -> Measured:
    """Return the persons and seats of the year's classes, and what became of the trainees."""
    rows = sets.completed(snapshot)
    passed = rows.filter(pl.col("is_qualified").fill_null(False))
    leaders = rows.filter(pl.col("training_kind") == "致富带头人")
    return {
        "I02": counted(_persons(passed.filter(pl.col("trainee_groups").is_not_null()))),
        "I23": counted(rows),
        "I25a": _followed(snapshot, passed),
        "I25b": _placed(snapshot, passed),
        "I26": shares(rows, pl.col("training_mode").is_in(ORDERED_MODES)),
        "I28": counted(_persons(leaders)),
        "I29": _paid(snapshot, passed),
    }


def _persons(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row a person: of the first class."""
    ordered = sets.of_person(rows).sort("closed_date", *sets.FIRST_IN_FILE)
    return sets.first_of_each(ordered)


def _after(days: int) -> pl.Expr:
    return pl.col("closed_date") + pl.duration(days=days)


def _works_by(day: pl.Expr) -> pl.Expr:
    """Return whether the trainee works since ``day`` at the latest; since unknown: yes."""
    since = pl.col("employed_date")
    return pl.col("is_employed").fill_null(False) & (since.is_null() | (since <= day))


def _followed(snapshot: Snapshot, passed: pl.DataFrame) -> Counties:
    due = passed.filter(_after(FOLLOW_UP_DAYS) <= snapshot.as_of)
    due = due.filter(~_works_by(pl.col("closed_date"))).with_row_index("seat")
    calls = sets.of_person(snapshot.rows["T-H3"]).select("person", "service_date")
    in_time = pl.col("service_date").is_between(pl.col("closed_date"), _after(FOLLOW_UP_DAYS))
    called = due.join(calls, on="person").filter(in_time)["seat"].unique()
    return shares(due, pl.col("seat").is_in(called.implode()))


def _placed(snapshot: Snapshot, passed: pl.DataFrame) -> Counties:
    due = passed.filter(_after(PLACEMENT_DAYS) <= snapshot.as_of)
    return shares(due, _works_by(_after(PLACEMENT_DAYS)))


def _paid(snapshot: Snapshot, passed: pl.DataFrame) -> Counties:
    payments = sets.of_person(snapshot.rows["T-H8"]).filter(
        snapshot.in_year("subsidy_month"), pl.col("policy").str.contains("培训", literal=True)
    )
    return shares(passed, (pl.col("subsidy_cny") > 0).fill_null(False) | sets.is_among(payments))
