"""Parts of a month on the executors of a Spark cluster, DuckDB and Great Expectations inside.

The only module that knows Spark here, and it knows the master's address only. Spark hands out
the parts and gives a lost worker's part to another. The executors run the Python of this
environment and see the lake under the same path; archive and vault stay with the driver.
Does not belong here: what a part is (``parts``), starting a cluster.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pipelines.errors import EmploymentError, describe
from pipelines.ports import no_answer
from pipelines.quality.errors import QualityError
from pipelines.quality.parts import Part, PartsRunner, judge_part
from pipelines.quality.stages import Told

WORKER_SECONDS = 120.0
_CHECK = "请确认 settings.yml 中 engine 的 master 正确、集群已经启动、网络相通"
_LOCAL = "也可以先删去这一项，在本机筛查，结果相同，只是慢些。"


def on_cluster(master: str, options: Mapping[str, str] | None = None) -> PartsRunner:
    """Return what works on parts as tasks of a cluster, e.g. ``spark://10.0.0.5:7077``.

    ``options``: further settings of Spark for this driver. The returned function raises
    ``QualityError`` when the cluster cannot be reached, has no worker, or a part cannot be judged.
    """

    def run(parts: Sequence[Part]) -> Iterator[Told]:
        check_master(master)
        with _driver(master, parts[0], options or {}) as context:
            yield from _collect(context, parts, master)

    return run


def check_master(master: str) -> None:
    """Make sure that a cluster answers and that what asks it is installed.

    Spark itself would try for minutes.

    Raises:
        QualityError: it does not, or the optional packages are missing.
    """
    host, port = _address(master)
    if why := no_answer(host, port):
        raise QualityError(f"连不上 Spark 集群 {master}（{why}）。{_CHECK}，再重新筛查；{_LOCAL}")
    _pyspark()


def _address(master: str) -> tuple[str, int]:
    host, _, port = master.removeprefix("spark://").partition(":")
    return host, int(port)


def _collect(context: Any, parts: Sequence[Part], master: str) -> list[Told]:
    try:
        tasks = context.parallelize(parts, len(parts)).map(_attempt)
        answers: list[Told | str] = tasks.collect()
    except Exception as error:  # what a task prints may quote a cell
        raise QualityError(
            f"Spark 集群 {master} 没有做完分县筛查（{type(error).__name__}）。"
            f"请查看集群的日志，确认各节点都能读到数据湖，再重新筛查；{_LOCAL}"
        ) from error
    refused = dict.fromkeys(answer for answer in answers if isinstance(answer, str))
    if refused:
        raise QualityError("\n".join(refused))
    return [answer for answer in answers if isinstance(answer, Told)]


def _attempt(part: Part) -> Told | str:
    """Judge a part where it has arrived; what is wrong with it comes back in its own words."""
    try:
        return judge_part(part)
    except EmploymentError as error:
        return describe(error)


@contextmanager
def _driver(master: str, part: Part, options: Mapping[str, str]) -> Iterator[Any]:
    spark = _pyspark()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.log.level": "OFF",
        "spark.executorEnv.PYTHONPATH": str(part.settings.project_dir),
        **_answered_at(master),
        **options,
    }
    configuration = spark.SparkConf().setMaster(master).setAppName(f"employment {part.month}")
    try:
        context = spark.SparkContext(conf=configuration.setAll(list(settings.items())))
    except Exception as error:
        raise QualityError(
            f"不能在 Spark 集群 {master} 上开始分县筛查（{type(error).__name__}）。"
            f"{_CHECK}，本机装有 Java 17 或更新的版本；{_LOCAL}"
        ) from error
    try:
        _must_have_workers(context, master)
        yield context
    finally:
        context.stop()


def _answered_at(master: str) -> dict[str, str]:
    """Return where executors find this driver if the cluster is this machine's: nowhere else."""
    host, _ = _address(master)
    if host not in ("127.0.0.1", "localhost"):
        return {}
    return {"spark.driver.host": host, "spark.driver.bindAddress": host}


def _pyspark() -> Any:
    try:
        return importlib.import_module("pyspark")
    except ImportError as error:
        raise QualityError(
            "没有安装 Spark 的可选组件（pyspark），不能在集群上筛查。"
            f"请在项目的环境中安装与集群同一版本的 pyspark；{_LOCAL}"
        ) from error


def _must_have_workers(context: Any, master: str) -> None:
    """Refuse a cluster that gives nobody to work: Spark itself would wait for ever."""
    end = time.monotonic() + WORKER_SECONDS
    while context._jsc.sc().getExecutorMemoryStatus().size() < 2:  # the driver is one of them
        if time.monotonic() > end:
            raise QualityError(
                f"Spark 集群 {master} 有回应，但 {WORKER_SECONDS:.0f} 秒内没有空闲的工作节点。"
                "请在集群的页面上查看工作节点是否启动、核心是否被别的任务占满，再重新筛查；"
                + _LOCAL
            )
        time.sleep(0.2)
