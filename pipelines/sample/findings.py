"""A finding of the answer key: which rule, where, and why it was planted.

Belongs here: the columns and the two ways to make one. Does not belong here: deciding when.
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.delivery import Delivery

FINDINGS_SCHEMA = {
    "rule_id": pl.String,
    "county_code": pl.String,
    "town_code": pl.String,
    "report_month": pl.String,
    "table_name": pl.String,
    "file": pl.String,
    "sheet_name": pl.String,
    "row_no": pl.Int32,
    "note": pl.String,
}
ALONG = "随其他问题出现"


def file_finding(
    rule: str, delivery: Delivery, town: str | None = None, file: str | None = None
) -> pl.DataFrame:
    """Return a finding about a whole file, or about one township (of it, or of ``file``)."""
    return _one(
        rule,
        delivery.county,
        town,
        delivery.month,
        delivery.table,
        file or delivery.path,
        delivery.notes.get(rule, ALONG),
    )


def missing_finding(table: str, county: str, month: str) -> pl.DataFrame:
    """Return the finding about an expected table that did not come."""
    return _one("R01", county, None, month, table, None, "没有报送")


def row_findings(rule: str, rows: pl.DataFrame, slot: Delivery) -> pl.DataFrame:
    """Return one finding a row of a slot of which ``slot`` is a delivery.

    ``rows`` has town_code, file, sheet_name, row_no and defect.
    """
    return rows.select(
        pl.lit(rule).alias("rule_id"),
        pl.lit(slot.county).alias("county_code"),
        "town_code",
        pl.lit(slot.month).alias("report_month"),
        pl.lit(slot.table).alias("table_name"),
        "file",
        "sheet_name",
        "row_no",
        pl.col("defect").fill_null(ALONG).alias("note"),
    )


def _one(
    rule: str,
    county: str,
    town: str | None,
    month: str,
    table: str,
    file: str | None,
    note: str,
) -> pl.DataFrame:
    values = (rule, county, town, month, table, file, None, None, note)
    return pl.DataFrame(
        {name: [value] for name, value in zip(FINDINGS_SCHEMA, values, strict=True)},
        schema=FINDINGS_SCHEMA,
    )
