"""The rules about single rows, and persons listed twice, worked out from the generator's frames.

Belongs here: which rows they leave out, and R61. Does not belong here: the conditions (``rules``),
whole files (``file_rules``), rules across systems (``cross``).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample.delivery import Delivery
from pipelines.sample.findings import row_findings
from pipelines.sample.handwriting import tells_birth
from pipelines.sample.rules import Cells, completeness, consistency, validity
from pipelines.sample.twice import in_two_states

QUARANTINES = frozenset({"R13", "R14", "R22", "R23", "R24", "R25", "R39", "R43"})


def month_end(month: str) -> dt.date:
    """Return the last day of ``YYYY-MM``."""
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)


def row_rules(delivery: Delivery, rows: pl.DataFrame) -> tuple[list[pl.DataFrame], pl.Series]:
    """Return the findings of all row rules, of R61 and R65, and which rows are quarantined.

    ``delivery`` is any of the slot, ``rows`` those that count.
    """
    bad = pl.Series("bad", [False]).new_from_index(0, rows.height)
    found: list[pl.DataFrame] = []
    cells = Cells(delivery, rows.columns)
    conditions = completeness(cells) | validity(cells) | consistency(cells)
    born = pl.when(tells_birth(pl.col("id_form"))).then("id_birth_date").alias("id_birth_date")
    hits = rows.with_columns(born).select(
        condition.fill_null(False).alias(rule) for rule, condition in conditions.items()
    )
    for rule in sorted(conditions):
        hit = hits[rule]
        if hit.any():
            found.append(row_findings(rule, rows.filter(hit), delivery))
            bad = (bad | hit) if rule in QUARANTINES else bad
    if delivery.table == "T-H1":
        differing = in_two_states(rows.filter(~bad))
        if differing.height:
            found.append(row_findings("R65", differing, delivery))
    if delivery.table != "T-N2":
        again = _duplicates(rows.filter(~bad), delivery.table)
        if again.height:
            found.append(row_findings("R61", again, delivery))
            key = pl.struct("file", "sheet_name", "row_no")
            taken = again.select(key.alias("k")).to_series()
            bad = bad | rows.select(key.is_in(taken.implode())).to_series()
    return found, bad


def working_age(day: dt.date) -> pl.Expr:
    """Return whether a row's person is 16 to 59 on ``day``; unknown birth dates are not."""
    born = pl.col("id_birth_date")
    return (born.dt.offset_by("16y") <= day) & (born.dt.offset_by("60y") > day)


def _duplicates(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return all but the kept row of every person: kept is the newest, then the first."""
    if table == "T-H1":
        order = rows.sort(
            "updated_date",
            "file",
            "sheet_name",
            "row_no",
            descending=[True, False, False, False],
            nulls_last=True,
        )
    else:
        order = rows.sort("file", "sheet_name", "row_no")
    return order.filter(pl.col("person").is_duplicated() & ~pl.col("person").is_first_distinct())
