"""The answers about ledgers: findings, verdicts, lines of the file list, rows.

Belongs here: the rules about whole ledgers, written from the contract and independently of the
rooms that are tested against it. Does not belong here: rules about rows (``row_rules``), writing
the answers (``answer_key``).
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import polars.selectors as cs

from pipelines.sample.file_rules import LIMITS
from pipelines.sample.findings import ALONG, FINDINGS_SCHEMA
from pipelines.sample.ledgers.columns import TABLES
from pipelines.sample.ledgers.ledger import Ledger
from pipelines.sample.ledgers.row_rules import QUARANTINING, row_rules

QUARANTINE_LIMIT = 0.05
WHERE = ("file", "sheet_name", "row_no")
PLACE = ("home_county_code", "town_code", "village_name")


def findings_of(ledger: Ledger) -> list[pl.DataFrame]:
    """Return the findings about the file and its rows."""
    if not ledger.is_conformed:
        return [_file_finding("R01", ledger, "缺少必需列")]
    found = []
    if ledger.habit.has_new_column:
        found.append(_file_finding("R02", ledger, "有不认识的列"))
    filled = [s for s in ledger.plan() if s.data_rows]
    if {filled[-1].data_rows, filled[-1].last_row} & set(LIMITS):
        found.append(_file_finding("R07", ledger, "行数恰为导出上限"))
    dropped = ledger.count().dropped
    if dropped["total"] + dropped["footer"]:
        found.append(_file_finding("R10", ledger, "有合计行和签字行"))
    if ledger.errors:
        found.append(_file_finding("R11", ledger, "单元格是公式错误值"))
    for rule, broken in row_rules(ledger).items():
        hit = ledger.frame.filter(broken)
        if hit.height:
            found.append(findings_about(rule, hit, ledger))
    return found


def verdict_of(ledger: Ledger) -> dict[str, object]:
    """Return the line of ``verdicts.csv``."""
    rows = ledger.frame.height if ledger.is_conformed else 0
    bad = int(quarantined(ledger).sum()) if rows else 0
    held = bad > QUARANTINE_LIMIT * rows
    state = "refused" if not ledger.is_conformed else "held" if held else "accepted"
    return {
        "report_month": ledger.month,
        "county_code": ledger.county,
        "table_name": ledger.table,
        "file": ledger.path,
        "state": state,
        "blocking_rules": {"refused": "R01", "held": "Q5"}.get(state),
        "is_lead": True,
        "rows_data": rows,
        "rows_accepted": rows - bad,
        "rows_quarantined": bad,
    }


def quarantined(ledger: Ledger) -> pl.Series:
    """Return which rows of a readable ledger are left out of every figure."""
    hit = pl.any_horizontal(
        [broken for rule, broken in row_rules(ledger).items() if rule in QUARANTINING]
    )
    return ledger.frame.select(hit.alias("bad")).to_series()


def file_row_of(ledger: Ledger) -> dict[str, object]:
    """Return the line of ``files.csv``."""
    count = ledger.count()
    return {
        "file": ledger.path,
        "table_name": ledger.table,
        "county_code": ledger.county,
        "report_month": ledger.month,
        "rows_read": count.rows_read,
        "rows_data": count.rows_data,
        "rows_superseded": 0,
        "standing": "counts" if ledger.is_conformed else "refused",
        "is_lead": True,
        "replaced_towns": "",
        "dropped": json.dumps(count.dropped, sort_keys=True),
    }


def rows_of(ledgers: list[Ledger]) -> pl.DataFrame:
    """Return the rows of readable ledgers of one table as a reader stores them."""
    table = TABLES[ledgers[0].table]
    frames = []
    for ledger in ledgers:
        frame = ledger.frame.select(*WHERE, *PLACE, *table.types())
        if table.table == "T-N6a":
            column = next(c for c in table.columns if c.name == "monthly_pay_cny")
            header = column.headers[ledger.habit.wording % len(column.headers)]
            form = pl.lit("换算" if header.startswith("年") else "数值")
            known = pl.col("monthly_pay_cny").is_not_null()
            frame = frame.with_columns(pl.when(known).then(form).alias("monthly_pay_form"))
        frames.append(frame)
    plain = cs.string() - cs.by_name(WHERE)
    return pl.concat(frames).sort(WHERE).with_columns(plain.str.normalize("NFKC"))


def write_ledger_rows(folder: Path, ledgers: list[Ledger]) -> None:
    """Write the rows of a month's readable ledgers to ``<table>/<month>.parquet``."""
    for table in dict.fromkeys(ledger.table for ledger in ledgers):
        own = [ledger for ledger in ledgers if ledger.table == table and ledger.is_conformed]
        if own:
            path = folder / table / f"{own[0].month}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            rows_of(own).write_parquet(path)


def _file_finding(rule: str, ledger: Ledger, note: str) -> pl.DataFrame:
    values = (rule, ledger.county, None, ledger.month, ledger.table, ledger.path, None, None, note)
    return pl.DataFrame(
        {name: [value] for name, value in zip(FINDINGS_SCHEMA, values, strict=True)},
        schema=FINDINGS_SCHEMA,
    )


def findings_about(rule: str, rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return one finding a row of the ledger."""
    return rows.select(
        pl.lit(rule).alias("rule_id"),
        pl.lit(ledger.county).alias("county_code"),
        "town_code",
        pl.lit(ledger.month).alias("report_month"),
        pl.lit(ledger.table).alias("table_name"),
        *WHERE,
        pl.col("defect").fill_null(ALONG).alias("note"),
    )
