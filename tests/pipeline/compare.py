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
    "fct_finding_count",
    "fct_delivery",
    "fct_delivery_count",
    "fct_comparison",
    "fct_comparison_published",
    "fct_composition",
    "fct_composition_published",
    "fct_area_count",
    "fct_duty",
    "fct_duty_count",
    "fct_milestone",
    "fct_indicator_problem",
    "fct_indicator_published",
    "fct_indicator_town",
    "fct_indicator_town_published",
    "fct_screening",
)
NUMBERS = ("numerator", "denominator", "value", "baseline_value", "target_value")


def mart(home: Path, name: str) -> pl.DataFrame:
    """Return one published mart, every row, in an order of its own."""
    with duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(f"select * from marts.{name} order by all").pl()  # noqa: S608


def key(home: Path, name: str, folder: str = "answer_key") -> pl.DataFrame:
    """Return one sheet of an answer key, every column text."""
    return pl.read_csv(home / folder / f"{name}.csv", infer_schema=False)


def indicators(home: Path, folder: str = "answer_key") -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return (published, expected) indicator rows with the same columns and order.

    Only of the indicators and areas that the answer key knows.
    """
    keys = ["indicator_id", "county_code", "report_month"]
    told = key(home, "indicators", folder)
    known, areas = (told[name].unique() for name in keys[:2])
    published = (
        mart(home, "fct_indicator")
        .filter(pl.col("indicator_id").is_in(known.implode()))
        .filter(pl.col("county_code").is_in(areas.implode()))
        .with_columns(pl.col("report_month").dt.strftime("%Y-%m"))
        .with_columns(pl.col(n).cast(pl.Float64).round(9) for n in NUMBERS)
        .sort(keys)
    )
    expected = (
        told.with_columns(pl.col("report_month").str.slice(0, 7))
        .with_columns(pl.col(n).cast(pl.Float64).round(9) for n in NUMBERS)
        .select(published.columns)
        .sort(keys)
    )
    return published, expected


def findings(
    home: Path, folder: str = "answer_key"
) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return (published, expected) findings as (rule, county, month, table, file, sheet, row).

    Only of the areas that the answer key knows.
    """
    areas = key(home, "indicators", folder)["county_code"].unique()
    register = pl.read_parquet(home / "lake" / "register" / "deliveries.parquet")
    found = (
        mart(home, "fct_finding")
        .filter(pl.col("county_code").is_in(areas.implode()))
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
        key(home, "findings", folder)
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


def stored_rows(home: Path) -> dict[str, list[str]]:
    """Return, by table, how the lake differs from what an ideal reader stores; empty: nowhere.

    Every stored column of every row of every file is compared. Differences name file, sheet, row
    and column, never a value.
    """
    register = pl.read_parquet(home / "lake" / "register" / "deliveries.parquet")
    differences: dict[str, list[str]] = {}
    for path in sorted((home / "answer_key" / "rows").glob("*/*.parquet")):
        expected = pl.read_parquet(path)
        place = pl.col("table_name") == path.parent.name, pl.col("report_month") == path.stem
        of_month = register.filter(*place, pl.col("intake_state") == "conformed")
        files = [
            home / "lake" / row["source"] / row["table_name"]
            / f"report_month={row['report_month']}" / f"county_code={row['county_code']}"
            / f"{row['delivery_id']}.parquet"
            for row in of_month.to_dicts()
        ]  # fmt: skip
        stored = pl.concat([pl.read_parquet(f, hive_partitioning=False) for f in files])
        named = of_month.select("delivery_id", pl.col("inbox_path").alias("file"))
        found = _row_differences(stored.join(named, on="delivery_id"), expected)
        if found:
            differences.setdefault(path.parent.name, []).extend(found)
    return differences


def _row_differences(stored: pl.DataFrame, expected: pl.DataFrame) -> list[str]:
    keys = ["file", "sheet_name", "row_no"]
    found = [f"no column {name}" for name in expected.columns if name not in stored.columns]
    names = [name for name in expected.columns if name in stored.columns and name not in keys]
    both = expected.join(stored.select(*keys, *names), on=keys, how="full", suffix="_stored")
    unmatched = both.filter(pl.col("file").is_null() | pl.col("file_stored").is_null())
    found += [
        f"{row['file'] or row['file_stored']} {row['sheet_name'] or row['sheet_name_stored']}"
        f" {row['row_no'] or row['row_no_stored']}: only on one side"
        for row in unmatched.to_dicts()
    ]
    matched = both.filter(pl.col("file").is_not_null() & pl.col("file_stored").is_not_null())
    for name in names:
        ours, theirs = pl.col(f"{name}_stored"), pl.col(name).cast(stored.schema[name])
        if stored.schema[name].is_float():
            ours, theirs = ours.round(6), theirs.round(6)
        wrong = matched.filter(ours.ne_missing(theirs))
        found += [f"{r['file']} {r['sheet_name']} {r['row_no']}: {name}" for r in wrong.to_dicts()]
    return found


def fingerprint(home: Path) -> dict[str, str]:
    """Return a hash per mart and per published or alerted file: what a reader could see.

    Without the past issues: they tell by which way a home came here.
    """
    marks = {
        name: hashlib.sha256(mart(home, name).write_csv().encode()).hexdigest() for name in MARTS
    }
    past = home / "published" / "site" / "past"
    for folder in ("published/site", "alerts"):
        for path in sorted((home / folder).rglob("*")):
            # When an alert was written or sent is no content of it.
            if path.is_file() and path.parent.name != "outbox" and past not in path.parents:
                relative = path.relative_to(home).as_posix()
                marks[relative] = hashlib.sha256(path.read_bytes()).hexdigest()
    return marks
