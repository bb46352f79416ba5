"""Reading a refreshed home folder and its answer key side by side."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import polars as pl

MARTS = (
    "dim_county",
    "dim_month",
    "dim_indicator",
    "dim_rule",
    "fct_indicator",
    "fct_finding",
    "fct_delivery",
    "fct_comparison",
    "fct_screening",
)
NUMBERS = ("numerator", "denominator", "value", "baseline_value", "target_value")


def mart(home: Path, name: str) -> pl.DataFrame:
    """Return one published mart, every row, in an order of its own."""
    with duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(f"select * from marts.{name} order by all").pl()  # noqa: S608


def key(home: Path, name: str) -> pl.DataFrame:
    """Return one sheet of the answer key, every column text."""
    return pl.read_csv(home / "answer_key" / f"{name}.csv", infer_schema=False)


def indicators(home: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return (published, expected) indicator rows with the same columns and order."""
    keys = ["indicator_id", "county_code", "report_month"]
    published = (
        mart(home, "fct_indicator")
        .with_columns(pl.col("report_month").dt.strftime("%Y-%m"))
        .with_columns(pl.col(n).cast(pl.Float64).round(9) for n in NUMBERS)
        .sort(keys)
    )
    expected = (
        key(home, "indicators")
        .with_columns(pl.col("report_month").str.slice(0, 7))
        .with_columns(pl.col(n).cast(pl.Float64).round(9) for n in NUMBERS)
        .select(published.columns)
        .sort(keys)
    )
    return published, expected


def findings(home: Path) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return (published, expected) findings as (rule, county, month, table, file, sheet, row)."""
    register = pl.read_parquet(home / "lake" / "register" / "deliveries.parquet")
    found = (
        mart(home, "fct_finding")
        .join(register.select("delivery_id", "inbox_path"), on="delivery_id", how="left")
        .select(
            "rule_id",
            "county_code",
            pl.col("report_month").dt.strftime("%Y-%m"),
            "table_name",
            "inbox_path",
            "sheet_name",
            pl.col("row_no").cast(pl.String),
            "town_code",
        )
        .fill_null("")
    )
    planted = (
        key(home, "findings")
        .select(
            "rule_id",
            "county_code",
            pl.col("report_month").str.slice(0, 7),
            "table_name",
            "file",
            "sheet_name",
            "row_no",
            "town_code",
        )
        .fill_null("")
    )
    return set(found.rows()), set(planted.rows())


def fingerprint(home: Path) -> dict[str, str]:
    """Return a hash per mart and per published or alerted file: what a reader could see."""
    marks = {
        name: hashlib.sha256(mart(home, name).write_csv().encode()).hexdigest() for name in MARTS
    }
    for folder in ("published/site", "alerts"):
        for path in sorted((home / folder).rglob("*")):
            if path.is_file():
                relative = path.relative_to(home).as_posix()
                marks[relative] = hashlib.sha256(path.read_bytes()).hexdigest()
    return marks
