"""A month with every table goes through child processes into lake, bridge, vault and register."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.intake import Manifest, ensure_empty_tables, lake_schema, run_month
from pipelines.intake.schemas import values_schema
from pipelines.settings import Settings
from tests.intake_files import MONTH, drop, h1_row, h1_sheet, id_number, layouts, name, phone, xlsx
from tests.intake_tables import BOOKS

TABLES = sorted(BOOKS)
MULTI = [table for table in TABLES if layouts().tables[table].multi]


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Manifest]]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    for table, book in BOOKS.items():
        drop(settings.inbox, f"{MONTH}/{table}.xlsx", xlsx({"Sheet1": book.sheet()}))
    manifests = run_month(settings, MONTH).manifests
    assert len(manifests) == len(BOOKS)
    return settings, {manifest.table_name: manifest for manifest in manifests}


def lake_file(settings: Settings, manifest: Manifest, ending: str = "") -> Path:
    place = f"report_month={MONTH}/county_code={manifest.county_code}"
    folder = settings.lake / manifest.source / f"{manifest.table_name}{ending}" / place
    return folder / f"{manifest.delivery_id}.parquet"


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_stored_with_its_rows_accounted_for(table: str, taken_in: Any) -> None:
    settings, manifests = taken_in
    book, manifest = BOOKS[table], manifests[table]
    assert manifest.is_conformed, manifest.refusal_message
    assert (manifest.source, manifest.county_code) == (book.source, book.county)
    assert (manifest.rows_read, manifest.rows_data, manifest.rows_dropped) == (6, 2, 4)
    assert sum(json.loads(manifest.dropped).values()) == 4
    assert manifest.unknown_columns == ""
    lake = pl.read_parquet(lake_file(settings, manifest), hive_partitioning=False)
    assert dict(lake.schema) == lake_schema(table)
    assert lake["delivery_id"].unique().to_list() == [manifest.delivery_id]
    towns = lake["town_code"].fill_null("").value_counts().rows()
    assert json.loads(manifest.town_rows) == dict(towns)
    assert json.loads(manifest.sheets) == [
        {"name": "Sheet1", "rows_read": 6, "rows_data": 2, "last_row": 4}
    ]


@pytest.mark.parametrize("table", TABLES)
def test_the_vault_has_a_file_for_tables_of_persons_only(table: str, taken_in: Any) -> None:
    settings, manifests = taken_in
    manifest = manifests[table]
    folder = settings.vault / "identities" / f"report_month={MONTH}"
    path = folder / f"{manifest.delivery_id}.parquet"
    assert path.exists() == bool(BOOKS[table].persons)
    assert manifest.synthetic_rows == BOOKS[table].persons
    if path.exists():
        assert pl.read_parquet(path)["id_no"].drop_nulls().len() == BOOKS[table].persons


@pytest.mark.parametrize("table", TABLES)
def test_the_bridge_has_a_row_a_value(table: str, taken_in: Any) -> None:
    settings, manifests = taken_in
    path = lake_file(settings, manifests[table], "_values")
    assert path.exists() == (table in MULTI)
    if not path.exists():
        return
    values = pl.read_parquet(path, hive_partitioning=False)
    assert dict(values.schema) == values_schema()
    rows = values.select("row_no", "column_name", "value").rows()
    assert sorted(rows) == sorted(BOOKS[table].values)
    assert values["delivery_id"].unique().to_list() == [manifests[table].delivery_id]
    assert (values["person_key"].null_count() == 0) == bool(BOOKS[table].persons)


def test_a_bridge_is_read_beside_its_table_by_one_query(taken_in: Any) -> None:
    settings, _ = taken_in
    folder = settings.lake / "national_monitoring"
    query = f"""
        select value, count(*) from read_parquet('{folder}/T-N1_values/**/*.parquet',
            hive_partitioning = true, hive_types_autocast = false) as bridge
        join read_parquet('{folder}/T-N1/**/*.parquet',
            hive_partitioning = true, hive_types_autocast = false) as person
        using (delivery_id, sheet_name, row_no, person_key, town_code)
        where column_name = 'risk_kinds' and bridge.county_code = '220621' group by 1 order by 1
    """  # noqa: S608
    found = duckdb.sql(query).fetchall()
    assert found == [("因务工就业不稳", 1), ("因残", 1), ("因病", 1)]


def test_no_identity_leaves_the_vault_the_archive_and_the_inbox(taken_in: Any) -> None:
    settings, _ = taken_in
    own = [word for n in (1, 2) for word in (id_number(n), name(n), phone(n))]
    frames = [pl.read_parquet(path) for path in sorted(settings.lake.rglob("*.parquet"))]
    everything = "".join(frame.write_csv() for frame in frames)
    texts = [p.read_text(encoding="utf-8") for p in settings.archive.rglob("*.json")]
    assert len(texts) == len(BOOKS)
    for word in own:
        assert word not in everything
        assert not any(word in text for text in texts)


def test_every_table_has_a_typed_file_without_rows(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    ensure_empty_tables(settings)
    found = {}
    for path in settings.lake.rglob("empty.parquet"):
        frame = pl.read_parquet(path, hive_partitioning=False)
        assert frame.height == 0
        found[path.relative_to(settings.lake).parts[1]] = dict(frame.schema)
    wanted = {table: lake_schema(table) for table in TABLES}
    wanted |= {f"{table}_values": values_schema() for table in MULTI}
    assert found == wanted


def test_a_bridge_without_a_manifest_is_swept(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, workers=1)
    drop(settings.inbox, f"{MONTH}/a.xlsx", xlsx({"S": BOOKS["T-H5"].sheet()}))
    (manifest,) = run_month(settings, MONTH).manifests
    kept = lake_file(settings, manifest, "_values")
    stale = kept.with_name("T-H5-220600-202205-000000000000.parquet")
    half = kept.with_name(f".{kept.name}.0a1b2c3d.tmp")
    for path in (stale, half):
        path.write_bytes(kept.read_bytes())
    drop(settings.inbox, f"{MONTH}/b.xlsx", xlsx({"S": h1_sheet([h1_row(1)])}))
    run_month(settings, MONTH)
    assert kept.exists()
    assert not stale.exists()
    assert not half.exists()
