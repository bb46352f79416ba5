"""The rules about single rows, and persons listed twice, worked out from the generator's frames.

Belongs here: R13 to R61, written from the contract and independently of the rooms that are tested
against it. Does not belong here: whole files (``file_rules``), rules across systems (``cross``).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample.delivery import Delivery
from pipelines.sample.findings import row_findings
from pipelines.sample.twice import in_two_states

_ID_RULES = {
    "blank": "R13",
    "placeholder": "R13",
    "short": "R22",
    "checksum": "R23",
    "number": "R24",
}


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
    for rule, (condition, quarantines) in _conditions(delivery).items():
        hit = rows.select(condition.fill_null(False).alias("hit")).to_series()
        if hit.any():
            found.append(row_findings(rule, rows.filter(hit), delivery))
            bad = (bad | hit) if quarantines else bad
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


def _conditions(delivery: Delivery) -> dict[str, tuple[pl.Expr, bool]]:
    """Return rule -> (which rows fail, whether they are quarantined)."""
    table, month = delivery.table, int(delivery.month[5:])
    rules: dict[str, tuple[pl.Expr, bool]] = {"R14": (~pl.col("has_name"), True)}
    for rule in sorted(set(_ID_RULES.values())):
        forms = [form for form, of in _ID_RULES.items() if of == rule]
        rules[rule] = (pl.col("id_form").is_in(forms), True)
    if table in ("T-H1", "T-N1"):
        rules["R39"] = (pl.col("months_worked") > month, True)
    if table == "T-N1":
        return rules
    state = pl.col("employment_state") if table == "T-H1" else pl.col("has_worked")
    employed = state == "已就业" if table == "T-H1" else state
    start = pl.col("start_date") if table == "T-H1" else pl.col("start_month").dt.month_end()
    wage = pl.col("wage_cny")
    rules["R15"] = (state.is_null() & working_age(month_end(delivery.month)), False)
    rules["R33"] = (employed & ((wage < 100) | (wage > 30_000)), False)
    rules["R43"] = (start < pl.col("id_birth_date").dt.offset_by("16y"), True)
    if table == "T-H1":
        worked = (pl.col("months_worked") > 0) & pl.col("return_date").is_null()
        idle = state.is_in(["未就业", "无就业意愿"])
        signs = (wage > 0).fill_null(False) | pl.col("has_employer") | worked.fill_null(False)
        rules["R37"] = (idle & signs, False)
    else:
        rules["R37"] = (~state & ((wage > 0).fill_null(False) | pl.col("has_employer")), False)
    return rules


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
