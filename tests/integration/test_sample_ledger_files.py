"""The ledgers of a small city as files: every reader finds the rows the answer key tells."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake import Manifest, run_month
from pipelines.sample import generate
from pipelines.sample.ledgers.columns import TABLES
from pipelines.settings import Settings, load_settings

MONTHS = ("2022-05", "2022-06")
WHERE = ["file", "sheet_name", "row_no"]


def key(home: Path, name: str) -> pl.DataFrame:
    frame = pl.read_csv(home / "answer_key" / f"{name}.csv", infer_schema=False)
    return frame.filter(pl.col("table_name").is_in(list(TABLES)))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ledgers")
    generate(out, scale=0.01, first="2022-01", last="2022-06", seed=3, workers=1)
    for path in (out / "inbox").rglob("*"):
        table = {row["file"] for row in key(out, "files").to_dicts()}
        if path.is_file() and path.relative_to(out / "inbox").as_posix() not in table:
            path.unlink()
    return out


@pytest.fixture(scope="module")
def taken_in(home: Path) -> tuple[Settings, list[Manifest]]:
    settings = load_settings(home)
    return settings, [m for month in MONTHS for m in run_month(settings, month).manifests]


def test_every_book_is_told_apart(home: Path, taken_in: tuple[Settings, list[Manifest]]) -> None:
    columns = ("inbox_path", "table_name", "county_code", "rows_read", "rows_data")
    found = {tuple(str(getattr(m, name)) for name in columns) for m in taken_in[1]}
    files = key(home, "files").filter(pl.col("report_month").is_in(list(MONTHS)))
    names = ("file", *columns[1:])
    assert found == set(files.select(names).rows())
    assert {table for _, table, *_ in found} == set(TABLES)


def test_unknown_columns_and_refusals_are_those_planted(
    home: Path, taken_in: tuple[Settings, list[Manifest]]
) -> None:
    findings = key(home, "findings").filter(pl.col("report_month").is_in(list(MONTHS)))

    def planted(rule: str) -> set[str]:
        return set(findings.filter(pl.col("rule_id") == rule)["file"])

    assert {m.inbox_path for m in taken_in[1] if m.unknown_columns} == planted("R02") != set()
    assert {m.inbox_path for m in taken_in[1] if m.intake_state != "conformed"} == planted("R01")


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_lake_holds_what_an_ideal_reader_stores(
    home: Path, taken_in: tuple[Settings, list[Manifest]], table: str
) -> None:
    settings, manifests = taken_in
    own = [m for m in manifests if m.table_name == table and m.intake_state == "conformed"]
    paths = {
        manifest.inbox_path: settings.lake
        / manifest.source
        / table
        / f"report_month={manifest.report_month}"
        / f"county_code={manifest.county_code}"
        / f"{manifest.delivery_id}.parquet"
        for manifest in own
    }
    stored = pl.concat(
        pl.read_parquet(path, hive_partitioning=False).with_columns(pl.lit(file).alias("file"))
        for file, path in paths.items()
    )
    expected = pl.concat(
        pl.read_parquet(path)
        for month in MONTHS
        if (path := home / "answer_key" / "rows" / table / f"{month}.parquet").exists()
    ).sort(WHERE)
    told = stored.select(expected.columns).sort(WHERE)
    assert told.schema == expected.schema
    wrong = [name for name in expected.columns if not told[name].equals(expected[name])]
    assert not wrong


def test_numbers_of_classes_that_were_typed_as_numbers_are_counted(
    home: Path, taken_in: tuple[Settings, list[Manifest]]
) -> None:
    counted = {}
    for manifest in taken_in[1]:
        kinds = json.loads(manifest.cell_problems).get("class_no", {})
        if manifest.table_name == "T-H2":
            counted[manifest.inbox_path] = kinds.get("number_cell", 0)
    rows = pl.concat(
        pl.read_parquet(home / "answer_key" / "rows" / "T-H2" / f"{month}.parquet")
        for month in MONTHS
    )
    lost = rows.group_by("file").agg((~pl.col("class_no").str.starts_with("0")).sum().alias("n"))
    assert counted == dict(lost.rows())
    assert sum(counted.values()) > 1
    assert 0 in counted.values()


def test_the_same_seed_gives_the_same_bytes_whoever_writes(home: Path, tmp_path: Path) -> None:
    generate(
        tmp_path, scale=0.01, first="2022-01", last="2022-06", seed=3, workers=2,
        months_to_write=["2022-06"],
    )  # fmt: skip
    files = key(home, "files").filter(pl.col("report_month") == "2022-06")["file"]

    def marks(folder: Path) -> list[str]:
        return [
            hashlib.sha256((folder / "inbox" / file).read_bytes()).hexdigest() for file in files
        ]

    assert marks(home) == marks(tmp_path)
    assert key(home, "findings").equals(key(tmp_path, "findings"))
