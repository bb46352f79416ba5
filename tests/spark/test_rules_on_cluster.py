"""The rules on a real cluster say what they say here, also when one of its workers dies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake import run_month
from pipelines.quality import QualityError, RuleError, Screening, screen_month
from pipelines.quality import cluster as adapter
from pipelines.quality.cluster import on_cluster
from pipelines.quality.tables import findings_path
from pipelines.sample import generate
from pipelines.settings import Settings

pytestmark = pytest.mark.spark
HOST = "127.0.0.1"
MONTHS = ("2021-01", "2022-01", "2022-02")
HERE = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
}
"""How a driver of this machine is reached, and how little the small city needs."""


@dataclass
class Loopback:
    """A master and workers of one core each, without anything else that would hold the cores."""

    folder: Path
    port: int
    page: int
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def master(self) -> str:
        """Where a driver asks for workers."""
        return f"spark://{HOST}:{self.port}"

    def scratch(self, worker: int) -> Path:
        """Where what a worker's tasks spill lies: a file there says that a part is under way."""
        return self.folder / f"scratch-{worker}"

    def alive(self) -> int:
        """Return how many workers the master has; -1 while it does not answer."""
        address = f"http://{HOST}:{self.page}/json/"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return int(json.load(answer)["aliveworkers"])
        except (OSError, ValueError, KeyError):
            return -1

    def kill(self, worker: int) -> None:
        """End a worker and its executors at once: all are one group of processes."""
        os.killpg(self.workers[worker].pid, signal.SIGKILL)
        self.workers[worker].wait()


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind((HOST, 0))
        return int(bound.getsockname()[1])


def wait_for(ready: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "not ready in time"
        time.sleep(0.05)


@pytest.fixture
def loopback(tmp_path: Path) -> Iterator[Loopback]:
    import pyspark

    running = Loopback(tmp_path, free_port(), free_port())
    program = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    roles = "org.apache.spark.deploy"
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str, **extra: str) -> subprocess.Popen[bytes]:
        surroundings = {**os.environ, "SPARK_LOCAL_IP": HOST, "SPARK_NO_DAEMONIZE": "1", **extra}
        with (tmp_path / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [program, *words],
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(process)
        return process

    try:
        ports = ["--port", str(running.port), "--webui-port", str(running.page)]
        start("master", f"{roles}.master.Master", "--host", HOST, *ports)
        wait_for(lambda: running.alive() == 0)
        for number in range(2):
            running.scratch(number).mkdir()
            options = ["--host", HOST, "--cores", "1", "--memory", "1g", "--webui-port", "0"]
            place = ["--work-dir", str(tmp_path / f"work-{number}"), running.master]
            scratch = str(running.scratch(number))
            worker = start(f"worker-{number}", f"{roles}.worker.Worker", *options, *place,
                           TMPDIR=scratch)  # fmt: skip
            running.workers.append(worker)
        wait_for(lambda: running.alive() == len(running.workers))
        yield running
    finally:
        for process in reversed(started):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a home whose last month is taken in and not screened yet."""
    settings = Settings(home=tmp_path_factory.mktemp("白山市 it's") / "home", workers=2)
    generate(settings.home, scale=0.005, last=MONTHS[-1])
    for month in MONTHS:
        run_month(settings, month)
    for month in MONTHS[:-1]:
        screen_month(settings, month)
    return settings


def screened(settings: Settings, **how: object) -> tuple[Screening, pl.DataFrame]:
    screening = screen_month(settings, MONTHS[-1], **how)  # type: ignore[arg-type]
    return screening, pl.read_parquet(findings_path(settings, MONTHS[-1]), hive_partitioning=False)


def test_the_cluster_says_the_same_when_a_worker_dies_over_a_part(
    city: Settings, loopback: Loopback
) -> None:
    whole, found = screened(city)
    killed: list[str] = []

    def kill_one_at_work() -> None:
        scratch = loopback.scratch(0)
        wait_for(lambda: any(scratch.glob("employment-*")))
        loopback.kill(0)
        killed.extend(path.name for path in scratch.glob("employment-*"))

    killer = threading.Thread(target=kill_one_at_work)
    killer.start()
    on_spark, found_on_spark = screened(city, elsewhere=on_cluster(loopback.master, HERE))
    killer.join()

    assert killed, "the worker was not at work when it died"
    wait_for(lambda: loopback.workers[0].poll() is not None)
    assert found.height > 50
    assert found_on_spark.equals(found)
    assert on_spark.verdicts.equals(whole.verdicts)
    assert on_spark.outcomes == whole.outcomes


def test_a_cluster_that_nobody_answers_for_is_named(city: Settings) -> None:
    screened(city)
    before = findings_path(city, MONTHS[-1]).read_bytes()
    nowhere = f"spark://{HOST}:{free_port()}"
    with pytest.raises(QualityError, match=f"连不上 Spark 集群 {nowhere}。请确认"):
        screen_month(city, MONTHS[-1], elsewhere=on_cluster(nowhere, HERE))
    assert findings_path(city, MONTHS[-1]).read_bytes() == before


def test_a_cluster_without_a_free_worker_is_not_waited_for(
    city: Settings, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "WORKER_SECONDS", 3.0)
    for number in range(len(loopback.workers)):
        loopback.kill(number)
    with pytest.raises(QualityError, match="没有空闲的工作节点"):
        screen_month(city, MONTHS[-1], elsewhere=on_cluster(loopback.master, HERE))


def test_what_is_wrong_with_a_part_comes_back_in_its_own_words(
    city: Settings, loopback: Loopback
) -> None:
    path = next(city.lake.glob("jilin_employment/T-H1/report_month=2022-02/*/*.parquet"))
    kept = path.read_bytes()
    path.unlink()
    try:
        with pytest.raises(QualityError, match="数据湖中缺少") as caught:
            list(on_cluster(loopback.master, HERE)(_parts(city)))
        assert not isinstance(caught.value, RuleError)
    finally:
        path.write_bytes(kept)


def _parts(city: Settings) -> list[object]:
    from pipelines.quality.parts import parts_of

    return parts_of(city, MONTHS[-1], 6)  # type: ignore[return-value]
