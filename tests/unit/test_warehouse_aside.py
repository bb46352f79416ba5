"""The file beside the published one: when it is copied, and when it takes its place."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.settings import Settings
from pipelines.warehouse import (
    BuildReport,
    WarehouseError,
    built_file,
    definitions_sha256,
    prepare,
    promote,
)
from pipelines.warehouse.project import views_sha256


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path)
    register = made.lake / "register" / "deliveries.parquet"
    register.parent.mkdir(parents=True)
    months = ["2022-01", "2022-02", "2022-03"]
    pl.DataFrame({"report_month": months}).write_parquet(register)
    return made


def publish(settings: Settings, definitions: str, months: tuple[str, ...]) -> None:
    settings.published.mkdir(exist_ok=True)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_build__inputs as"
            " select ? as definitions_sha256, ? as views_sha256",
            [definitions, views_sha256(settings, definitions)],
        )
        connection.execute("create table intermediate.int_month__reported (report_month date)")
        connection.executemany(
            "insert into intermediate.int_month__reported values ((? || '-01')::date)",
            [[month] for month in months],
        )


def today(settings: Settings) -> str:
    return definitions_sha256(settings.dbt_project)


def test_views_are_left_as_they_are_until_something_in_their_text_changes(
    settings: Settings,
) -> None:
    publish(settings, today(settings), ("2022-01", "2022-02"))
    assert prepare(settings, ["2022-02"]).views_stand
    elsewhere = replace(settings, cutoff_day=settings.cutoff_day + 1)
    assert not prepare(elsewhere, ["2022-02"]).views_stand
    assert not prepare(settings, None).views_stand


def test_a_published_month_is_kept_and_the_changed_one_rebuilt(settings: Settings) -> None:
    publish(settings, today(settings), ("2022-01", "2022-02", "2022-03"))
    prepared = prepare(settings, ["2022-03"])
    assert prepared.first_month == "2022-03"
    assert prepared.building_file.read_bytes() == settings.warehouse_file.read_bytes()


@pytest.mark.parametrize(
    ("published", "changed", "first"),
    [
        (("2022-01", "2022-02"), ["2022-03"], "2022-03"),
        (("2022-01",), ["2022-03"], "2022-02"),
        (("2022-01", "2022-02", "2022-03"), ["2022-03", "2022-02"], "2022-02"),
        (("2022-01", "2022-02", "2022-03"), ["2022-01"], None),
        (("2022-01", "2022-02", "2022-03"), [], None),
        (("2022-01", "2022-02", "2022-03"), None, None),
    ],
)
def test_the_first_month_is_the_first_that_changed_or_is_missing(
    settings: Settings, published: tuple[str, ...], changed: list[str] | None, first: str | None
) -> None:
    publish(settings, today(settings), published)
    prepared = prepare(settings, changed)
    assert prepared.first_month == first
    assert prepared.building_file.exists() == (first is not None)


def test_changed_definitions_rebuild_everything(settings: Settings) -> None:
    publish(settings, "of last year", ("2022-01", "2022-02", "2022-03"))
    assert prepare(settings, ["2022-03"]).first_month is None


def test_a_damaged_published_file_is_rebuilt_not_copied(settings: Settings) -> None:
    settings.published.mkdir()
    settings.warehouse_file.write_bytes(b"not a database")
    assert prepare(settings, ["2022-03"]).first_month is None


def test_what_a_killed_run_left_is_gone(settings: Settings) -> None:
    settings.work.mkdir()
    for name in ("warehouse.building.duckdb", "warehouse.building.duckdb.wal", "warehouse.duckdb"):
        (settings.work / name).write_bytes(b"half")
    prepare(settings, None)
    assert list(settings.work.glob("*.duckdb*")) == []


def test_without_a_register_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="请先把导出文件放入"):
        prepare(Settings(home=tmp_path), None)


def test_promotion_replaces_the_published_file_as_a_whole(settings: Settings) -> None:
    settings.work.mkdir()
    settings.published.mkdir()
    settings.warehouse_file.write_bytes(b"old")
    built_file(settings).write_bytes(b"new")
    report = BuildReport(built_file(settings), None, "abc", 1, 1, 0.1)
    promote(settings, report)
    assert settings.warehouse_file.read_bytes() == b"new"
    assert not built_file(settings).exists()


def test_promotion_without_a_build_is_refused(settings: Settings) -> None:
    with pytest.raises(WarehouseError, match="请先运行刷新"):
        promote(settings)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot stand in for a held file")
def test_a_published_file_that_cannot_be_replaced_is_a_sentence(settings: Settings) -> None:
    settings.work.mkdir()
    built_file(settings).write_bytes(b"new")
    (settings.warehouse_file / "held").mkdir(parents=True)
    with pytest.raises(WarehouseError, match="请关闭正在查看它的窗口"):
        promote(settings)
    assert built_file(settings).exists()
