"""Which engine calculates: one section of settings.yml, and what is told of mistakes in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.engine_settings import Engine
from pipelines.settings import Settings, SettingsError, load_settings
from pipelines.warehouse import WarehouseError, check_cluster
from pipelines.warehouse.dbt import manifest_file
from pipelines.warehouse.project import profile_text

CLUSTER = "engine:\n  kind: spark\n  host: 10.0.0.5\n  port: 10009\n  schema: baishan\n"


def written(home: Path, text: str) -> Settings:
    (home / "settings.yml").write_text(text, encoding="utf-8")
    return load_settings(home)


def test_without_the_section_this_machine_calculates(tmp_path: Path) -> None:
    assert not written(tmp_path, "cutoff_day: 3\n").engine.is_spark


def test_the_section_names_the_cluster(tmp_path: Path) -> None:
    settings = written(tmp_path, CLUSTER)
    assert settings.engine == Engine("spark", "10.0.0.5", 10009, schema="baishan")
    output = json.loads(profile_text(settings, tmp_path / "x.duckdb"))["employment"]["outputs"][
        "main"
    ]
    assert (output["type"], output["host"], output["port"]) == ("spark", "10.0.0.5", 10009)
    assert output["schema"] == "baishan"


def test_the_clusters_folder_is_the_homes_unless_told(tmp_path: Path) -> None:
    assert written(tmp_path, CLUSTER).spark_tables == tmp_path.resolve() / "work" / "spark"
    told = written(tmp_path, f"{CLUSTER}  folder: ../share\n")
    assert told.spark_tables == tmp_path.resolve().parent / "share"


@pytest.mark.parametrize(
    ("entry", "line", "words"),
    [
        ("  kind: hive\n", 3, "duckdb"),
        ("  port: 99999\n", 3, "65535"),
        ("  port: '10000'\n", 3, "整数"),
        ("  schema: 白山\n", 3, "schema"),
        ("  hots: x\n", 3, "不认识的项“hots”"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, entry: str, line: int, words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        written(tmp_path, f"cutoff_day: 3\nengine:\n{entry}")
    assert f"第 {line} 行" in str(raised.value)
    assert words in str(raised.value)


def test_a_section_that_is_no_section_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="名称: 值"):
        written(tmp_path, "engine: spark\n")


def test_a_cluster_cannot_be_asked_without_the_optional_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.warehouse.cluster.find_spec", lambda _name: None)
    settings = Settings(home=tmp_path, engine=Engine("spark"))
    with pytest.raises(WarehouseError, match="make spark-install"):
        check_cluster(settings)
    with pytest.raises(WarehouseError, match="make spark-install"):
        manifest_file(settings)
