"""One cluster of processes and one small city, intaken and screened once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipelines.engine_settings import Engine
from pipelines.intake import run_month
from pipelines.quality import screen_month
from pipelines.settings import Settings
from pipelines.spark import Cluster, cluster
from pipelines.warehouse import build, promote
from pipelines.warehouse.build import stream

MONTHS = ("2021-01", "2022-01", "2022-02")
"""The same month of the frozen year, one whose roster was refused, one with a township again."""


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a home with a lake and verdicts, built by nobody yet."""
    home = tmp_path_factory.mktemp("白山市 it's") / "duckdb"
    words = ["sample", "--out", str(home), "--scale", "0.005", "--to", MONTHS[-1]]
    subprocess.run([sys.executable, "-m", "pipelines.cli", *words], check=True, capture_output=True)
    settings = Settings(home=home, workers=2)
    for month in MONTHS:
        run_month(settings, month)
        screen_month(settings, month)
    return settings


@pytest.fixture(scope="session")
def on_spark(city: Settings, running: Cluster) -> Settings:
    """Return a copy of that home, whose warehouse the cluster calculates."""
    home = city.home.with_name("spark")
    shutil.copytree(city.home, home)
    engine = Engine(
        kind="spark", host=running.host, port=running.thrift_port, master=running.master
    )
    return replace(city, home=home, engine=engine)


KILLED_AFTER = 60
"""Steps of the build that are done when the worker is killed; there are five times as many."""


@dataclass(frozen=True)
class Built:
    """A warehouse as each engine built it from everything."""

    duckdb: Path
    spark: Path
    killed: bool


@pytest.fixture(scope="session")
def built(city: Settings, on_spark: Settings, running: Cluster) -> Built:
    """Build on both; the one worker of the cluster is killed in the middle."""
    build(city, None)
    promote(city)
    killed = False
    for number, _ in enumerate(stream(on_spark, None)):
        if number == KILLED_AFTER:
            os.kill(running.worker_pids[0], signal.SIGKILL)
            killed = True
    promote(on_spark)
    return Built(city.warehouse_file, on_spark.warehouse_file, killed)
