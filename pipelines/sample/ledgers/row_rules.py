"""The rules about single rows of a ledger, from the contract, independently of the rooms tested.

Belongs here: the conditions. Does not belong here: posts held twice (``rules``), whole books
(``key``).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample.handwriting import tells_birth
from pipelines.sample.identity import is_unknown
from pipelines.sample.ledgers.columns import TABLES
from pipelines.sample.ledgers.defects import CHECKS_NUMBERS, FORMS, MUST_NAME
from pipelines.sample.ledgers.ledger import Ledger

QUARANTINING = ("R13", "R14", "R22", "R23", "R24", "R25")
MAY_LIE_AHEAD = {
    *(("T-H2", "closed_date"), ("T-H7", "contract_end"), ("T-N3", "planned_month")),
    *(("T-N6a", "end_date"), ("T-M1", "period_month")),
}
"""Dates that say what is planned."""
_EARLIEST = dt.date(1990, 1, 1)
_NEVER = pl.lit(False)


def row_rules(ledger: Ledger) -> dict[str, pl.Expr]:
    """Return rule -> which rows break it."""
    rules = {rule: _damaged(rule, ledger.table) for rule in FORMS}
    rules["R14"] = ~pl.col("has_name") if ledger.table in MUST_NAME else _NEVER
    if ledger.table in CHECKS_NUMBERS:
        sound = pl.col("id_form").is_null() & pl.col("id_no").is_not_null()
        rules["R28"] = sound & is_unknown(pl.col("id_no"))
    days = [
        column.name for column in TABLES[ledger.table].columns if column.kind in ("date", "month")
    ]
    if days:
        rules["R35"] = pl.any_horizontal([_odd_day(ledger, name) for name in days])
    if ledger.table == "T-N3":
        needs = pl.col("service_needs")
        rules["R20"] = pl.col("plans_to_work") & needs.is_null() & needs.is_not_null().any()
    if ledger.table == "T-N6a":
        rules |= _posts(ledger)
    return {rule: condition.fill_null(False) for rule, condition in rules.items()}


def _damaged(rule: str, table: str) -> pl.Expr:
    """Return whose number is damaged; where a book may leave persons out, blanks are fine."""
    covered = MUST_NAME if rule == "R13" else CHECKS_NUMBERS
    return pl.col("id_form") == FORMS[rule] if table in covered else _NEVER


def _odd_day(ledger: Ledger, column: str) -> pl.Expr:
    day = pl.col(column)
    early = day < _EARLIEST
    if (ledger.table, column) in MAY_LIE_AHEAD:
        return early
    return early | (day > _last_day(ledger) + dt.timedelta(days=3))


def _posts(ledger: Ledger) -> dict[str, pl.Expr]:
    """Return who is too old, or too young, for the post they hold this month, as the IDs tell."""
    last = _last_day(ledger)
    start, end = pl.col("start_date"), pl.col("end_date")
    held = (start.is_null() | (start <= last)) & (end.is_null() | (end >= last.replace(day=1)))
    known = tells_birth(pl.col("id_form"))
    born = pl.when(known).then(pl.col("id_no").str.slice(6, 8).str.to_date("%Y%m%d", strict=False))
    return {
        "R49": held & (born.dt.offset_by("70y") <= last),
        "R49b": held & (born.dt.offset_by("16y") > last),
    }


def _last_day(ledger: Ledger) -> dt.date:
    year, number = int(ledger.month[:4]), int(ledger.month[5:])
    return dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
