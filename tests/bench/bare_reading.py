"""(a) Bare reading: every workbook of a month as text by fastexcel, on one core, nothing else.

Belongs here: the part and its work. Reading one workbook is ``intake_speed``'s.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from tests.bench import homes
from tests.bench.bench import Bench

NAME = "bare_reading"
LETTER = "a"
TITLE = "只读表格：一个月的全部工作簿，用 fastexcel 读成文字，单核，不做别的"


def run(bench: Bench) -> dict[str, Any]:
    """Read the month several times, each in a new process."""
    folder = homes.exports(bench, [bench.month]) / "inbox" / bench.month
    figures, read = bench.fresh("bare_reading", {"folder": str(folder)}, "只读表格", cold=True)
    return {**figures, **read}


def work(folder: str) -> dict[str, Any]:
    """Read the workbooks; the clock runs while they are read, not while Python starts."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["POLARS_MAX_THREADS"] = "1"
    import fastexcel  # noqa: F401  -- imported before the clock runs
    import polars  # noqa: F401

    from tests.bench.intake_speed import read_alone

    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    started = time.perf_counter()
    found = [size for path in paths if (size := read_alone(path))]
    return {
        "reading_seconds": round(time.perf_counter() - started, 3),
        "files": len(paths),
        "workbooks": len(found),
        "rows": sum(size.rows for size in found),
        "cells": sum(size.cells for size in found),
    }
