"""One build from start to end: aside, dbt, tests, ready. Everybody builds through here.

Belongs here: the order of the steps and the progress lines. The command line drains it, the
Dagster asset streams it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING

from pipelines.warehouse.aside import finish, prepare
from pipelines.warehouse.batches import batches_of
from pipelines.warehouse.claim import check_place, claimed
from pipelines.warehouse.cluster import begin, check_cluster
from pipelines.warehouse.report import BuildReport, NodeResult

if TYPE_CHECKING:
    from pipelines.settings import Settings

Progress = Callable[[str], None]

STEPS_PER_LINE = 50
"""One progress line for so many seeds, models and tests."""


def build(
    settings: Settings,
    months: Sequence[str] | None,
    full_refresh: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Build and test the warehouse beside the published one, which stays as it is.

    Args:
        settings: the home folder.
        months: months that changed (``YYYY-MM``); all later ones are rebuilt too. None: all.
        full_refresh: start from nothing even where the published tables could be kept.
        progress: receives Chinese lines.

    Raises:
        WarehouseError: nothing to build from, or a model or test failed.
    """
    steps = stream(settings, months, full_refresh, progress)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            report: BuildReport = stop.value
            return report


def stream(
    settings: Settings,
    months: Sequence[str] | None,
    full_refresh: bool = False,
    progress: Progress | None = None,
) -> Generator[NodeResult, None, BuildReport]:
    """Do what ``build`` does, yielding each dbt node as it finishes; return the report."""
    with claimed(settings):
        return (yield from _stream(settings, months, full_refresh, progress))


def _stream(
    settings: Settings,
    months: Sequence[str] | None,
    full_refresh: bool,
    progress: Progress | None,
) -> Generator[NodeResult, None, BuildReport]:
    from pipelines.warehouse.dbt import run_build

    started = time.monotonic()
    say = progress or (lambda _line: None)
    prepared = prepare(settings, months, full_refresh)
    if settings.engine.is_spark:
        check_cluster(settings)
        check_place(settings)
        prepared = begin(settings, prepared)
    whole = prepared.first_month is None
    say("数据仓库：计算全部月份" if whole else f"数据仓库：从 {prepared.first_month} 起重新计算")
    counts = {"model": 0, "seed": 0, "test": 0}
    *earlier, newest = batches_of(settings, prepared)
    for batch in earlier:
        say(f"数据仓库：数据量大，分批计算，先到 {batch.until}")
        for _node in run_build(settings, batch):
            pass
    for node in run_build(settings, newest):
        counts[node.kind] = counts.get(node.kind, 0) + 1
        done = sum(counts.values())
        if done % STEPS_PER_LINE == 0:
            say(f"数据仓库：已完成 {done} 步，共 {node.total} 步")
        yield node
    work_file = finish(settings, prepared)
    seconds = time.monotonic() - started
    say(
        f"数据仓库：{counts['model']} 个模型、{counts['test']} 项检验全部通过，"
        f"用时 {seconds:.0f} 秒"
    )
    return BuildReport(
        work_file=work_file,
        first_month=prepared.first_month,
        definitions_sha256=prepared.definitions_sha256,
        models=counts["model"],
        tests=counts["test"],
        seconds=seconds,
    )
