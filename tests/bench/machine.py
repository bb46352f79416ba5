"""On what the benchmark ran: processor, memory, disk, versions, commit.

Belongs here: asking the machine. Nothing that names its user or its owner is kept.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_DIR

_PACKAGES = (
    "duckdb", "polars", "fastexcel", "pyarrow", "dagster", "dagster-dbt", "dbt-core",
    "dbt-duckdb", "great-expectations", "plotly", "playwright",
)  # fmt: skip


def describe(disk: Path) -> dict[str, Any]:
    """Return what is known of the machine and the program; ``disk``: a folder on the disk used."""
    return {
        "processor": _after("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "cores_usable": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "memory_bytes": _memory(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "disk_free_bytes": shutil.disk_usage(disk).free,
        "disk_kind": _filesystem(disk),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "commit": commit(),
    }


def command_line() -> str:
    """Return the command as somebody else can type it."""
    return " ".join(["python", "-m", "tests.bench", *sys.argv[1:]])


def now() -> str:
    """Return the time, UTC, to the second."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def commit() -> str | None:
    """Return the commit that is measured, with ``+`` where files differ from it."""
    try:
        short, changed = (
            subprocess.run(
                ["git", *words], cwd=PROJECT_DIR, capture_output=True, text=True, check=True
            ).stdout.strip()
            for words in (("rev-parse", "--short", "HEAD"), ("status", "--porcelain"))
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{short}+" if changed else short


def drop_file_cache() -> bool:
    """Make the system forget what it read from disk; False where that is not allowed."""
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3", encoding="ascii")
    except (OSError, AttributeError):
        return False
    return True


def _after(path: str, entry: str) -> str | None:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(entry)), None)


def _memory() -> int | None:
    told = _after("/proc/meminfo", "MemTotal")
    return int(told.split()[0]) << 10 if told else None


def _filesystem(folder: Path) -> str | None:
    """Return the kind of the file system that holds a folder."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    mounts = [(line.split()[1], line.split()[2]) for line in lines]
    inside = [m for m in mounts if folder.resolve().is_relative_to(m[0])]
    return max(inside, key=lambda mount: len(mount[0]))[1] if inside else None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
