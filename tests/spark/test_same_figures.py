"""Spark's marts are DuckDB's, also by an increment and with a worker killed in the middle."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.refresh import RefreshPlan, run_refresh
from pipelines.settings import Settings
from pipelines.spark import Cluster
from pipelines.warehouse.cluster import ask
from pipelines.warehouse.dbt import manifest_file
from tests.spark.compare import difference, tables
from tests.spark.conftest import Built

pytestmark = pytest.mark.spark

OF_ISSUES = {
    "fct_issue", "fct_issue_count", "fct_issue_problem", "fct_key_problem", "fct_quality_score",
}  # fmt: skip
"""Marts that tell of problems as they are followed up: a build alone follows none up."""


def test_every_mart_has_the_same_rows(built: Built) -> None:
    marts = tables(built.duckdb, "marts")
    assert "fct_indicator" in marts
    assert tables(built.spark, "marts") == marts
    found = [difference(built.duckdb, built.spark, "marts", mart) for mart in marts]
    assert [line for line in found if line] == []


def test_the_comparison_is_not_of_empty_tables(built: Built) -> None:
    with duckdb.connect(str(built.spark), read_only=True) as connection:
        row = connection.execute(
            "select count(*), count(value), count(baseline_value) from marts.fct_indicator"
        ).fetchone()
        carried = connection.execute(
            "select count(*) from marts.fct_indicator where data_state = '沿用'"
        ).fetchone()
    assert row is not None
    assert all(count > 100 for count in row)
    assert carried is not None
    assert carried[0] > 0


def test_what_later_rooms_read_of_the_models_is_there(built: Built) -> None:
    for schema in ("seeds", "intermediate"):
        names = set(tables(built.duckdb, schema))
        assert names - set(tables(built.spark, schema)) == set()
    with duckdb.connect(str(built.spark), read_only=True) as connection:
        views = connection.execute(
            "select schema_name || '.' || view_name from duckdb_views() where not internal"
        ).fetchall()
        for (view,) in views:
            connection.execute(f"select * from {view} limit 1").fetchall()
        described = connection.execute(
            "select count(comment) from duckdb_columns() where schema_name = 'marts'"
        ).fetchone()
    assert len(views) > 30
    assert described is not None
    assert described[0] > 100


def test_the_build_went_on_without_the_killed_worker(built: Built, running: Cluster) -> None:
    assert built.killed
    ended = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(running.worker_pids[0])],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    assert ended in ("", "Z", "Zs")


def test_a_refresh_of_one_month_gives_what_the_whole_build_gave(
    built: Built, on_spark: Settings
) -> None:
    """From the inbox to the pages; a month that should not be there any more goes."""
    before = shutil.copy(built.spark, built.spark.with_name("before.duckdb"))
    months = f"{on_spark.engine.schema}_intermediate.int_person_month__rural_labour"
    ask(
        on_spark,
        f"insert into {months} select * except (report_month), date'2022-03-01' from {months}"
        " where report_month = date'2022-01-01'",
    )
    said: list[str] = []
    plan = RefreshPlan(("2022-02",), "试")
    result = run_refresh(replace(on_spark, forms=frozenset()), plan, said.append)
    assert result.failures == ()
    assert "数据仓库：从 2022-02 起重新计算" in said
    assert (on_spark.site / "index.html").exists()
    marts = tables(built.duckdb, "marts")
    found = [
        difference(Path(before), on_spark.warehouse_file, "marts", mart)
        for mart in marts
        if mart not in OF_ISSUES
    ]
    person = difference(built.duckdb, on_spark.warehouse_file, "marts", "fct_indicator")
    assert [line for line in [*found, person] if line] == []
    left = ask(on_spark, f"select count(*) from {months} where report_month > date'2022-02-01'")
    assert left == [(0,)]


def test_the_assets_are_called_the_same_on_both_engines(city: Settings, on_spark: Settings) -> None:
    from pipelines.warehouse.translator import EmploymentDbtTranslator

    def keys(settings: Settings) -> set[str]:
        nodes = json.loads(manifest_file(settings).read_text(encoding="utf-8"))["nodes"].values()
        told = EmploymentDbtTranslator()
        kinds = ("model", "seed")
        return {
            told.get_asset_key(node).to_user_string()
            for node in nodes
            if node["resource_type"] in kinds
        }

    assert keys(on_spark) == keys(city)
