"""A cluster that does not answer, and one that is something else: Chinese, and nothing is lost."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.doctor import run_checks
from pipelines.settings import Settings
from pipelines.spark import Cluster, Ports, SparkError, start, stop
from pipelines.warehouse import WarehouseError, build
from pipelines.warehouse.cluster import ask

pytestmark = pytest.mark.spark


def test_nothing_answers_at_the_address(on_spark: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    nowhere = replace(on_spark, engine=replace(on_spark.engine, port=port))
    before = on_spark.warehouse_file.read_bytes() if on_spark.warehouse_file.exists() else b""
    with pytest.raises(WarehouseError, match="连不上 Spark 集群"):
        build(nowhere, None)
    after = on_spark.warehouse_file.read_bytes() if on_spark.warehouse_file.exists() else b""
    assert after == before


def test_the_address_is_the_masters_not_the_query_servers(
    on_spark: Settings, running: Cluster
) -> None:
    wrong = replace(on_spark, engine=replace(on_spark.engine, port=running.page_port))
    with pytest.raises(WarehouseError, match="Thrift"):
        build(wrong, None)


def test_the_doctor_says_whether_the_cluster_answers(on_spark: Settings) -> None:
    engine = on_spark.engine
    text = f"engine:\n  kind: spark\n  port: {engine.port}\n  master: {engine.master}\n"
    (on_spark.home / "settings.yml").write_text(text, encoding="utf-8")
    checks = {check.name: check for check in run_checks(on_spark.home)}
    assert checks["计算引擎"].state == "好"
    assert str(engine.port) in checks["计算引擎"].detail
    assert checks["分县筛查"].state == "好"
    assert engine.master in checks["分县筛查"].detail


def test_schemas_of_another_home_are_left_alone(on_spark: Settings, tmp_path: Path) -> None:
    theirs = replace(on_spark, engine=replace(on_spark.engine, schema="theirs"))
    ask(theirs, f"create schema theirs_marts location '{tmp_path}/theirs_marts'")
    with pytest.raises(WarehouseError, match=f"在 {tmp_path}/theirs_marts，不在 .*另一个数据目录"):
        build(theirs, None)
    assert ask(theirs, "show schemas like 'theirs_marts'") == [("theirs_marts",)]


def test_a_taken_port_is_told_and_nothing_is_left_running(running: Cluster, tmp_path: Path) -> None:
    with pytest.raises(SparkError, match=str(running.thrift_port)):
        start(tmp_path / "second", ports=Ports(0, 0, running.thrift_port))
    assert not stop(tmp_path / "second")


def test_without_java_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SparkError, match="openjdk-17-jre-headless"):
        start(tmp_path / "none")
