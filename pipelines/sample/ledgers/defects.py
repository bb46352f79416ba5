"""What goes wrong in a few rows of a book: numbers that cannot be used, names that are missing.

Belongs here: choosing rows and cells, and which rules they break. Never more than one row in
twenty, so that no book is held. Does not belong here: whole files (``habits``, ``key``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.ledgers.columns import TABLES
from pipelines.sample.ledgers.ledger import Ledger
from pipelines.sample.ledgers.world import draws

MUST_NAME = frozenset({"T-H2", "T-H3", "T-H6", "T-H7", "T-N3", "T-N6a", "T-C1"})
"""Tables in which a blank number or name is a problem."""
CHECKS_NUMBERS = MUST_NAME | {"T-H8", "T-N4", "T-S1"}
ROWS_PER_DEFECT = 21
NOTES = {
    "R13": "身份证号没有填",
    "R14": "姓名没有填",
    "R22": "身份证号少一位",
    "R23": "身份证号校验位不对",
    "R24": "身份证号存成了数字",
    "R25": "身份证号中的出生日期不存在",
}
FORMS = {"R13": "blank", "R22": "short", "R23": "checksum", "R24": "number", "R25": "birth"}
UNASKED = "计划外出，没有填服务需求"
"""What a plan without needs is called: R20."""


def plant(ledger: Ledger, seed: int) -> None:
    """Damage some rows of the book, which has its rows and no defect yet."""
    frame = ledger.frame
    rules = [r for r in NOTES if r not in ("R13", "R14") or ledger.table in MUST_NAME]
    room = frame.height // ROWS_PER_DEFECT if ledger.table in CHECKS_NUMBERS else 0
    persons = np.flatnonzero(frame["person"].is_not_null().to_numpy())
    forms: list[str | None] = [None] * frame.height
    defects: list[str | None] = [None] * frame.height
    names = frame["has_name"].to_list()
    key = int(ledger.month[:4]) * 12 + int(ledger.month[5:]) + int(ledger.county)
    first = key % len(rules)
    order = persons[np.argsort(draws(persons, seed, 91, key), kind="stable")]
    # a number cell cannot hold a letter, and a text file has no number cells
    for turn in range(min(room, len(rules), len(order))):
        rule = rules[(first + turn) % len(rules)]
        row = _row_for(rule, order[turn :: len(rules)], frame["id_no"])
        if row is None or (rule == "R24" and ledger.habit.kind == "csv"):
            continue
        defects[row] = NOTES[rule]
        if rule == "R14":
            names[row] = False
        else:
            forms[row] = FORMS[rule]
    ledger.frame = frame.with_columns(
        pl.Series("id_form", forms, dtype=pl.String),
        pl.Series("defect", defects, dtype=pl.String),
        pl.Series("has_name", names, dtype=pl.Boolean),
    )
    if ledger.table == "T-N3":
        _unasked(ledger)
    if ledger.habit.numbers:
        ledger.frame = ledger.frame.with_columns(
            pl.col(ledger.habit.numbers).str.strip_chars_start("0")
        )
    if ledger.habit.has_error and ledger.habit.kind != "csv":
        _error(ledger)


def _row_for(rule: str, rows: np.ndarray, numbers: pl.Series) -> int | None:
    fit = [int(r) for r in rows if len(numbers[int(r)]) == 18]
    if rule == "R24":
        fit = [r for r in fit if numbers[r].isdigit()]
    return fit[0] if fit else None


def _unasked(ledger: Ledger) -> None:
    """Let the last of those who plan to leave, and have no other defect, tell no needs."""
    can = pl.col("plans_to_work").fill_null(False) & pl.col("defect").is_null()
    turn = pl.int_range(pl.len())
    hit = can & (turn == turn.filter(can).max()) & (can.sum() > 1)
    ledger.frame = ledger.frame.with_columns(
        pl.when(~hit.fill_null(False)).then("service_needs").alias("service_needs"),
        pl.when(hit.fill_null(False)).then(pl.lit(UNASKED)).otherwise("defect").alias("defect"),
    )


def _error(ledger: Ledger) -> None:
    """One cell that may be empty shows an error; a reader finds nothing in it."""
    columns = [c for c in TABLES[ledger.table].columns if c.kind in ("count", "date", "code")]
    optional = [c.name for c in columns if not c.required]
    row = ledger.frame.height // 2
    if not optional or not ledger.is_conformed:
        return
    name = optional[-1]
    hit = pl.int_range(pl.len()) == row
    ledger.errors.append((name, row))
    ledger.frame = ledger.frame.with_columns(pl.when(~hit).then(pl.col(name)).alias(name))
