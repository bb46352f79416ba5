"""A master, its workers and a Thrift server on the loopback address, from the pyspark wheel alone.

Belongs here: the order in which they start and stop, and the record of what runs. Does not belong
here: how one of them is called (``commands``) and the words on the screen (``__main__``).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.ports import no_answer
from pipelines.spark.commands import (
    DRIVER_MEMORY,
    HOST,
    MASTER_MEMORY,
    Ports,
    SparkError,
    check_java,
    environment,
    master_words,
    thrift_words,
    worker_words,
    write_configuration,
)

RECORD = "cluster.json"
WAIT_SECONDS = 120
STOP_SECONDS = 20
KEPT = "logs"
"""What stays of a stopped cluster; everything else of its folder is made anew."""


@dataclass(frozen=True)
class Cluster:
    """A running cluster: where it answers, and the ids of its processes."""

    folder: str
    master_port: int
    page_port: int
    thrift_port: int
    master_pid: int
    worker_pids: tuple[int, ...]
    thrift_pid: int

    @property
    def host(self) -> str:
        """The address of all its ports."""
        return HOST

    @property
    def master(self) -> str:
        """The master's URL, as Spark wants it."""
        return f"spark://{HOST}:{self.master_port}"

    @property
    def pids(self) -> tuple[int, ...]:
        """All processes, the ones that use others first."""
        return (self.thrift_pid, *self.worker_pids, self.master_pid)


@contextlib.contextmanager
def cluster(folder: Path, workers: int = 2, ports: Ports | None = None) -> Iterator[Cluster]:
    """Run a cluster as long as the block lasts; any free ports unless told.

    Raises:
        SparkError: as ``start``.
    """
    running = start(folder, workers, ports or Ports(0, 0, 0))
    try:
        yield running
    finally:
        stop(folder)


def start(folder: Path, workers: int = 2, ports: Ports | None = None) -> Cluster:
    """Start a cluster in a folder and return when all of it answers.

    What a former cluster left in the folder is stopped and removed, its logs excepted.

    Raises:
        SparkError: Java or pyspark is missing, a port is taken, or a part does not come up; what
            had been started is stopped again.
    """
    check_java()
    folder = folder.resolve()
    stop(folder)
    chosen = (ports or Ports()).filled()
    _empty(folder)
    write_configuration(folder)
    begun: list[int] = []
    try:
        return _start_parts(folder, workers, chosen, begun)
    except BaseException:
        _stop_processes(reversed(begun))
        raise


def stop(folder: Path) -> bool:
    """Stop the cluster of a folder; return whether anything of it was running."""
    running = running_in(folder)
    if running is None:
        return False
    alive = [pid for pid in running.pids if _is_ours(pid, running.folder)]
    _stop_processes(alive)
    (folder / RECORD).unlink(missing_ok=True)
    return bool(alive)


def running_in(folder: Path) -> Cluster | None:
    """Return what was last started in a folder and not stopped; None when nothing was."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Cluster(**{**record, "worker_pids": tuple(record["worker_pids"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _start_parts(folder: Path, workers: int, ports: Ports, begun: list[int]) -> Cluster:
    master = _launch("master", master_words(ports), folder, begun)
    _wait(folder, master, "master", lambda: _answers(ports.page))
    worker = [
        _launch(f"worker-{number}", worker_words(ports, folder), folder, begun)
        for number in range(1, workers + 1)
    ]
    _wait(folder, worker[-1], f"worker-{workers}", lambda: alive_workers(ports.page) == workers)
    thrift = _launch("thrift", thrift_words(ports, folder, workers), folder, begun)
    _wait(folder, thrift, "thrift", lambda: _answers(ports.thrift))
    running = Cluster(
        str(folder), ports.master, ports.page, ports.thrift, master, tuple(worker), thrift
    )
    (folder / RECORD).write_text(json.dumps(asdict(running)), encoding="utf-8")
    return running


def _launch(name: str, words: list[str], folder: Path, begun: list[int]) -> int:
    """Start one part in a session of its own, so that it outlives the command that started it."""
    with (folder / KEPT / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            words,
            cwd=folder,
            env=environment(folder, DRIVER_MEMORY if name == "thrift" else MASTER_MEMORY),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    begun.append(process.pid)
    return process.pid


def _wait(folder: Path, pid: int, name: str, ready: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    log = folder / KEPT / f"{name}.log"
    while not ready():
        if _ended(pid):
            raise SparkError(f"Spark 的 {name} 没有启动。原因在日志 {log} 的末尾。")
        if time.monotonic() > end:
            raise SparkError(
                f"Spark 的 {name} 在 {WAIT_SECONDS} 秒内没有就绪。"
                f"请查看日志 {log}；内存不足时请先关闭别的程序再试。"
            )
        time.sleep(0.3)


def _answers(port: int) -> bool:
    return not no_answer(HOST, port)


def alive_workers(page: int) -> int:
    """Return how many workers the master with this page has; 0 while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{page}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except (OSError, ValueError, KeyError):
        return 0


def _empty(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.name != KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        (folder / KEPT).mkdir(exist_ok=True)
    except OSError as error:
        raise SparkError(f"不能使用文件夹 {folder}（{error.strerror}）。请换一个。") from error


def _is_ours(pid: int, folder: str) -> bool:
    """Whether a process is one of the cluster of a folder: ids are given out again."""
    told = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "org.apache.spark" in told.stdout and folder in told.stdout


def _ended(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # an ended child stays listed until it is asked for
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _stop_processes(pids: Iterable[int]) -> None:
    left = list(pids)
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        end = time.monotonic() + STOP_SECONDS
        while left and time.monotonic() < end:
            left = [pid for pid in left if not _ended(pid)]
            time.sleep(0.1)
        if not left:
            return
