"""The rules on a real cluster say what they say here, also when one of its workers dies.

It is the cluster of ``make spark-up``, whose Thrift server is up at the same time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.quality import QualityError, RuleError, Screening, screen_month
from pipelines.quality import cluster as adapter
from pipelines.quality.cluster import on_cluster
from pipelines.quality.parts import PartsRunner, parts_of
from pipelines.quality.tables import findings_path
from pipelines.settings import Settings
from pipelines.spark import Cluster, Ports
from pipelines.spark.cluster import alive_workers
from pipelines.spark.commands import (
    HOST,
    MASTER_MEMORY,
    QUERY_CORES,
    WORKER_CORES,
    environment,
    worker_words,
)
from tests.spark.conftest import MONTHS

pytestmark = pytest.mark.spark

EVERY_CORE = {
    "spark.cores.max": str(3 * WORKER_CORES - 2 * QUERY_CORES),
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
}
"""Parts are given out when the executors of all three workers are there, not of the first."""

LAST = MONTHS[-1]


def wait_for(ready: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "not ready in time"
        time.sleep(0.05)


@dataclass(frozen=True)
class Worker:
    """One more worker of the cluster; ``scratch`` is where what its tasks spill lies."""

    process: subprocess.Popen[bytes]
    scratch: Path

    def parts(self) -> list[str]:
        """Return what says that a part is under way here."""
        return [path.name for path in self.scratch.glob("employment-*")]

    def kill(self) -> None:
        """End the worker and its executors at once: all are one group of processes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def worker(running: Cluster, tmp_path: Path) -> Iterator[Worker]:
    folder = Path(running.folder)
    before = alive_workers(running.page_port)
    ports = Ports(running.master_port, running.page_port, running.thrift_port)
    process = subprocess.Popen(
        worker_words(ports, folder),
        env={**environment(folder, MASTER_MEMORY), "TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    started = Worker(process, tmp_path)
    try:
        wait_for(lambda: alive_workers(running.page_port) > before)
        yield started
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.kill()


@pytest.fixture(scope="module")
def home(city: Settings) -> Settings:
    """Return a copy of the city's home, whose last month is screened again and again."""
    copied = city.home.with_name("rules")
    shutil.copytree(city.home, copied)
    return replace(city, home=copied)


def screened(
    settings: Settings, elsewhere: PartsRunner | None = None
) -> tuple[Screening, pl.DataFrame]:
    screening = screen_month(settings, LAST, elsewhere=elsewhere)
    return screening, pl.read_parquet(findings_path(settings, LAST), hive_partitioning=False)


def test_the_cluster_says_the_same_when_a_worker_dies_over_a_part(
    home: Settings, running: Cluster, worker: Worker
) -> None:
    whole, found = screened(home)
    killed: list[str] = []

    def kill_one_at_work() -> None:
        wait_for(lambda: bool(worker.parts()))
        worker.kill()
        killed.extend(worker.parts())

    killer = threading.Thread(target=kill_one_at_work)
    killer.start()
    on_spark, found_on_spark = screened(home, on_cluster(running.master, EVERY_CORE))
    killer.join()

    assert killed, "the worker was not at work when it died"
    assert found.height > 50
    assert found_on_spark.equals(found)
    assert on_spark.verdicts.equals(whole.verdicts)
    assert on_spark.outcomes == whole.outcomes


def test_a_cluster_that_nobody_answers_for_is_named(home: Settings) -> None:
    screened(home)
    before = findings_path(home, LAST).read_bytes()
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        nowhere = f"spark://{HOST}:{taken.getsockname()[1]}"
        with pytest.raises(QualityError, match=f"连不上 Spark 集群 {nowhere}（.*请确认"):
            screen_month(home, LAST, elsewhere=on_cluster(nowhere))
    assert findings_path(home, LAST).read_bytes() == before


def test_a_cluster_without_a_free_worker_is_not_waited_for(
    home: Settings, running: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "WORKER_SECONDS", 3.0)
    too_much = {"spark.executor.memory": "64g"}
    with pytest.raises(QualityError, match="没有空闲的工作节点"):
        screen_month(home, LAST, elsewhere=on_cluster(running.master, too_much))


def test_what_is_wrong_with_a_part_comes_back_in_its_own_words(
    home: Settings, running: Cluster
) -> None:
    path = next(home.lake.glob("jilin_employment/T-H1/report_month=2022-02/*/*.parquet"))
    kept = path.read_bytes()
    path.unlink()
    try:
        with pytest.raises(QualityError, match="数据湖中缺少") as caught:
            list(on_cluster(running.master)(parts_of(home, LAST, 6)))
        assert not isinstance(caught.value, RuleError)
    finally:
        path.write_bytes(kept)
