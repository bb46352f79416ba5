"""Which engine calculates: one section of settings.yml, and what is told of mistakes in it."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from pipelines.doctor import run_checks
from pipelines.engine_settings import Engine
from pipelines.settings import Settings, SettingsError, load_settings
from pipelines.warehouse import WarehouseError, build, check_cluster
from pipelines.warehouse.claim import claimed
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


def test_two_builds_on_the_same_schemas_are_told_of_each_other(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    one, other = (
        written(tmp_path / name, f"{CLUSTER}  folder: ../tables\n") for name in ("one", "other")
    )
    with claimed(one), pytest.raises(WarehouseError) as caught:
        build(other, None)
    assert str(one.home) in str(caught.value)
    assert "10.0.0.5:10009 上以 baishan 开头的库" in str(caught.value)
    with pytest.raises(WarehouseError, match="还没有整理入库"):
        build(other, None)
    with claimed(one):
        assert len(list((tmp_path / "tables").iterdir())) == 2


def test_the_doctor_says_that_the_judging_cluster_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        (tmp_path / "settings.yml").write_text(
            f"engine:\n  kind: spark\n  master: {master}\n", encoding="utf-8"
        )
        checks = {check.name: check for check in run_checks(tmp_path)}
    assert checks["分县筛查"].state == "坏"
    assert f"连不上 Spark 集群 {master}" in checks["分县筛查"].detail
