"""The real build of the warehouse over a lake, with a memory limit; each model's seconds.

Belongs here: the work of one process (``tests.bench.job``). Does not belong here: making the lake.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event, Thread
from typing import Any

from pipelines.settings import Settings
from pipelines.warehouse import project, promote
from pipelines.warehouse.build import stream

_LOOK_EVERY_SECONDS = 0.5


def work(home: str, months: list[str] | None, memory: str) -> dict[str, Any]:
    """Build from the first of ``months`` on (None: everything), promote, and tell what it took."""
    project.MEMORY_LIMIT = memory
    settings = Settings(home=Path(home))
    spill = project.dbt_folder(settings) / "spill"
    shutil.rmtree(spill, ignore_errors=True)
    over, most = Event(), [0]
    watcher = Thread(target=_watch, args=(spill, over, most), daemon=True)
    watcher.start()
    nodes = []
    steps = stream(settings, months, months is None, lambda line: print(line, flush=True))
    while True:
        try:
            nodes.append(next(steps))
        except StopIteration as stop:
            report = stop.value
            break
    over.set()
    watcher.join()
    promote(settings, report)
    return {
        "first_month": report.first_month,
        "models": report.models,
        "tests": report.tests,
        "build_seconds": round(report.seconds, 3),
        "spill_bytes": most[0],
        "warehouse_bytes": settings.warehouse_file.stat().st_size,
        "nodes": sorted(
            ([node.kind, node.name, round(node.seconds, 3)] for node in nodes),
            key=lambda node: -float(node[2]),
        ),
    }


def _watch(folder: Path, over: Event, most: list[int]) -> None:
    """Keep the most bytes that lay in ``folder``."""
    while not over.wait(_LOOK_EVERY_SECONDS):
        held = 0
        for path in folder.rglob("*"):
            try:
                held += path.stat().st_size
            except OSError:
                continue  # gone meanwhile
        most[0] = max(most[0], held)
