"""What lies in the inbox, and what of it has not been taken in."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake import (
    IntakeError,
    ensure_empty_tables,
    lake_schema,
    months_in_inbox,
    read_register,
    register_schema,
    strange_inbox_entries,
    waiting_files,
)
from pipelines.intake.assets import MONTHLY_TABLES, SOURCE_NAMES, TABLES
from pipelines.intake.inbox import copies, inbox_files
from pipelines.intake.junk import is_junk
from pipelines.intake.layouts import shipped_layouts
from pipelines.intake.store import secret_key
from pipelines.settings import Settings
from tests.intake_files import drop
from tests.intake_manifests import manifest


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", ".DS_Store", "~$抚松.xlsx", "抚松.xlsx.tmp", "a.part", "b.crdownload", ".hidden"],
)
def test_what_programs_leave_behind_is_junk(settings: Settings, name: str) -> None:
    assert is_junk(name)
    drop(settings.inbox, f"2022-05/{name}", b"x")
    assert months_in_inbox(settings) == []
    assert waiting_files(settings, "2022-05") == []


def test_months_are_folders_with_files_and_the_rest_is_strange(settings: Settings) -> None:
    drop(settings.inbox, "2022-06/抚松县/a.xlsx", b"a")
    drop(settings.inbox, "2022-05/a.xlsx", b"b")
    drop(settings.inbox, "2022年5月/a.xlsx", b"c")
    drop(settings.inbox, "2022-13/a.xlsx", b"d")
    drop(settings.inbox, "a.xlsx", b"e")
    drop(settings.inbox, "Thumbs.db", b"f")
    (settings.inbox / "2022-07").mkdir()
    assert months_in_inbox(settings) == ["2022-05", "2022-06"]
    strange = [path.name for path in strange_inbox_entries(settings)]
    assert strange == ["2022-13", "2022年5月", "a.xlsx"]


def test_an_inbox_that_does_not_exist_is_empty(settings: Settings) -> None:
    assert months_in_inbox(settings) == []
    assert strange_inbox_entries(settings) == []
    assert waiting_files(settings, "2022-05") == []
    assert read_register(settings).schema == pl.Schema(register_schema())


@pytest.mark.parametrize("month", ["2022-13", "202205", "5月", ""])
def test_a_month_that_is_none_is_refused(settings: Settings, month: str) -> None:
    with pytest.raises(IntakeError, match="2022-06"):
        waiting_files(settings, month)


@pytest.mark.parametrize(
    ("folder", "county"),
    [
        ("抚松县", "220621"),
        ("抚松", "220621"),
        ("220621", "220621"),
        ("八道江区", "220602"),
        ("白山市浑江区", "220602"),
        ("新建文件夹", None),
        ("白山市", None),
        ("补报/靖宇县", "220622"),
    ],
)
def test_a_county_folder_goes_by_any_of_its_names(
    settings: Settings, folder: str, county: str | None
) -> None:
    drop(settings.inbox, f"2022-05/{folder}/a.xlsx", b"a")
    (file,) = inbox_files(settings, "2022-05")
    assert file.county == county
    assert file.inbox_path == f"2022-05/{folder}/a.xlsx"


def test_the_same_bytes_wait_once_per_county_folder(settings: Settings) -> None:
    drop(settings.inbox, "2022-05/抚松县/a.xlsx", b"a")
    drop(settings.inbox, "2022-05/抚松县/a (1).xlsx", b"a")
    drop(settings.inbox, "2022-05/靖宇县/a.xlsx", b"a")
    waiting = [
        path.relative_to(settings.inbox).as_posix() for path in waiting_files(settings, "2022-05")
    ]
    assert waiting == ["2022-05/抚松县/a (1).xlsx", "2022-05/靖宇县/a.xlsx"]


def test_a_file_that_is_a_delivery_once_more_is_named_with_the_first(settings: Settings) -> None:
    for place in ("抚松县/a.xlsx", "抚松县/b.xlsx", "a.xlsx", "靖宇县/a.xlsx"):
        drop(settings.inbox, f"2022-05/{place}", b"a")
    files = inbox_files(settings, "2022-05")
    sha256 = files[0].sha256
    fusong = replace(
        manifest("x", "06-01", {}),
        delivery_id="T-H1-220621-202205-x",
        sha256=sha256,
        inbox_path="2022-05/抚松县/b.xlsx",
        folder_county_code="220621",
    )
    assert copies(files, [fusong]) == {
        "2022-05/抚松县/a.xlsx": (fusong.delivery_id, fusong.inbox_path),
        "2022-05/a.xlsx": (fusong.delivery_id, fusong.inbox_path),
    }
    of_another_content = replace(fusong, content_county_code="220622")
    assert list(copies(files, [of_another_content])) == ["2022-05/抚松县/a.xlsx"]
    moved = replace(fusong, inbox_path="2022-05/抚松县/不在了.xlsx")
    assert copies([file for file in files if file.inbox_path.endswith("b.xlsx")], [moved]) == {}


def test_a_changed_file_is_hashed_again_even_when_its_size_is_the_same(settings: Settings) -> None:
    path = drop(settings.inbox, "2022-05/a.xlsx", b"a")
    os.utime(path, (1_650_000_000, 1_650_000_000))
    (before,) = inbox_files(settings, "2022-05")
    (cached,) = inbox_files(settings, "2022-05")
    path.write_bytes(b"b")
    os.utime(path, (1_650_000_001, 1_650_000_001))
    (after,) = inbox_files(settings, "2022-05")
    assert before == cached
    assert after.sha256 != before.sha256
    assert before.received_at == "2022-04-15T05:20:00Z"


def test_a_file_changed_just_now_is_not_remembered(settings: Settings) -> None:
    path = drop(settings.inbox, "2022-05/a.xlsx", b"a")
    (before,) = inbox_files(settings, "2022-05")
    stat = path.stat()
    path.write_bytes(b"b")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (after,) = inbox_files(settings, "2022-05")
    assert after.sha256 != before.sha256


def test_a_damaged_hash_memory_costs_only_time(settings: Settings) -> None:
    path = drop(settings.inbox, "2022-05/a.xlsx", b"a")
    os.utime(path, (1_650_000_000, 1_650_000_000))
    before = inbox_files(settings, "2022-05")
    (settings.work / "intake" / "hashes-2022-05.json").write_text("{", encoding="utf-8")
    assert inbox_files(settings, "2022-05") == before


def test_empty_typed_files_are_there_for_every_table(settings: Settings) -> None:
    ensure_empty_tables(settings)
    ensure_empty_tables(settings)
    for source, table in (
        ("jilin_employment", "T-H1"),
        ("national_monitoring", "T-N1"),
        ("national_monitoring", "T-N2"),
    ):
        pattern = settings.lake / source / table / "report_month=*" / "county_code=*" / "*.parquet"
        frame = pl.read_parquet(pattern, hive_partitioning=False)
        assert frame.height == 0
        assert dict(frame.schema) == lake_schema(table)
    assert read_register(settings).height == 0


def test_a_file_without_rows_of_an_older_layout_is_renewed(settings: Settings) -> None:
    ensure_empty_tables(settings)
    folder = settings.lake / "jilin_employment/T-H1/report_month=0001-01/county_code=000000"
    pl.DataFrame({"old": [1]}).write_parquet(folder / "empty.parquet")
    ensure_empty_tables(settings)
    assert list(pl.read_parquet_schema(folder / "empty.parquet")) == list(lake_schema("T-H1"))


def test_the_secret_is_made_once_and_only_its_owner_reads_it(settings: Settings) -> None:
    secret = secret_key(settings)
    assert secret_key(settings) == secret
    assert len(secret) == 64
    if os.name == "posix":
        assert (settings.vault / "secret.key").stat().st_mode & 0o777 == 0o600
        assert settings.vault.stat().st_mode & 0o777 == 0o700


def test_a_lost_or_damaged_secret_is_not_silently_replaced(settings: Settings) -> None:
    secret_key(settings)
    (settings.vault / "secret.key").write_text("", encoding="ascii")
    with pytest.raises(IntakeError, match="备份"):
        secret_key(settings)
    (settings.vault / "secret.key").unlink()
    people = settings.vault / "identities" / "report_month=2022-05"
    people.mkdir(parents=True)
    (people / "T-H1-220621-202205-0123456789ab.parquet").write_bytes(b"x")
    with pytest.raises(IntakeError, match="备份"):
        secret_key(settings)


def test_a_damaged_manifest_is_named(settings: Settings) -> None:
    drop(settings.inbox, "2022-05/a.xlsx", b"a")
    path = settings.archive / "manifests" / "2022-05" / "T-H1-x.json"
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(IntakeError, match=r"T-H1-x\.json"):
        waiting_files(settings, "2022-05")


def test_the_lineage_knows_every_table_of_the_layouts_and_its_source() -> None:
    layouts = shipped_layouts()
    sources = {table: layouts.source_of[table].source for table in layouts.tables}
    assert sources == TABLES
    assert set(MONTHLY_TABLES) < set(TABLES)
    assert set(TABLES.values()) == set(SOURCE_NAMES)
