"""The models' own unit tests, calculated by Spark: the same files as on DuckDB."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.settings import Settings
from pipelines.warehouse.dbt import read_manifest
from pipelines.warehouse.project import arguments, run_variables
from tests.spark.conftest import Built

pytestmark = pytest.mark.spark


def test_every_unit_test_holds(built: Built, on_spark: Settings) -> None:
    from dbt.cli.main import dbtRunner

    manifest: Any = read_manifest(on_spark)
    wanted = len(manifest.unit_tests)
    options = ("--select", "test_type:unit", "--no-write-json")
    words = arguments(on_spark, "test", run_variables(on_spark, None, ""), *options)
    outcome = dbtRunner(manifest=manifest).invoke(words)
    results: Any = getattr(outcome.result, "results", [])
    told = {
        result.node.name: str(result.message)[:500]
        for result in results
        if result.status not in ("pass", "success")
    }
    assert told == {}
    assert sum(result.node.resource_type == "unit_test" for result in results) == wanted > 90
