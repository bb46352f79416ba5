"""A command measured from outside: seconds, processor time, memory of its whole tree.

Belongs here: starting a process and watching it and all that it starts. Memory and what becomes of
grandchildren are read from ``/proc`` (Linux); elsewhere memory is not measured and says so.
Does not belong here: what is measured (one module each), and what it means (``goals``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from pipelines.settings import PROJECT_DIR

_PROC = Path("/proc")
_EVERY_SECONDS = 0.2
_TELL_EVERY_SECONDS = 30.0
_TAIL = 15
Say = Callable[[str], None]


class BenchError(Exception):
    """A part cannot be measured here; the message is Chinese and says why."""


@dataclass
class Took:
    """What one command took.

    Seconds on the clock and of processor time (all processes of the tree that ended); bytes:
    ``largest`` is the most that any one process ever held (VmHWM), ``together`` the most that all
    of them held at a time (sum of PSS: a page that two share is counted once), both None where
    there is no ``/proc``.
    """

    seconds: float
    processor: float | None
    largest: int | None
    together: int | None
    status: int
    lines: list[tuple[float, str]] = field(default_factory=list)
    """What it printed, each with the seconds since its start."""

    def figures(self) -> dict[str, Any]:
        """Return the numbers, as they stand in the JSON."""
        return {
            "wall_seconds": round(self.seconds, 3),
            "processor_seconds": None if self.processor is None else round(self.processor, 3),
            "peak_bytes_largest_process": self.largest,
            "peak_bytes_together": self.together,
        }


def run(
    words: Sequence[str | Path],
    say: Say,
    what: str,
    *,
    environment: Mapping[str, str] | None = None,
    wanted: Sequence[int] = (0,),
) -> Took:
    """Run a command to its end and watch it.

    Args:
        words: the command.
        say: receives a line every half a minute.
        what: the words for that line.
        environment: beside what is there.
        wanted: exit statuses that are no mistake.

    Raises:
        BenchError: it ended with another status; the last lines that it printed are told.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in words],
        cwd=PROJECT_DIR,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "200", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    watch = _Watch(process, started, say, what)
    with process:
        watch.until_the_end()
    took = watch.took()
    if took.status not in wanted:
        tail = "\n".join(line for _, line in took.lines[-_TAIL:])
        raise BenchError(f"{what}没有完成（退出码 {took.status}）：\n{tail}")
    return took


def job(name: str, arguments: Mapping[str, Any], say: Say, what: str) -> tuple[Took, Any]:
    """Run ``tests.bench.<name>`` as a process of its own with JSON arguments; return its answer.

    The module's ``work(**arguments)`` returns something that JSON can hold.

    Raises:
        BenchError: it did not end well.
    """
    took = run([sys.executable, "-m", "tests.bench.job", name, json.dumps(arguments)], say, what)
    return took, json.loads(took.lines[-1][1])


def summary(tries: Sequence[Took]) -> dict[str, Any]:
    """Return the median of several tries by its wall seconds, with each try and the spread."""
    clocks = [one.seconds for one in tries]
    middle = min(tries, key=lambda one: abs(one.seconds - median(clocks)))
    return {
        **middle.figures(),
        "wall_seconds": round(median(clocks), 3),
        "repeats": [one.figures() for one in tries],
        "wall_spread_seconds": round(max(clocks) - min(clocks), 3),
    }


class _Watch:
    def __init__(self, process: subprocess.Popen[str], started: float, say: Say, what: str) -> None:
        self._process, self._started = process, started
        self._say, self._what = say, what
        self._largest = self._together = 0
        self._lines: list[tuple[float, str]] = []
        self._status = 0
        self._usage: Any = None

    def until_the_end(self) -> None:
        from threading import Event, Thread

        over = Event()
        watcher = Thread(target=self._look, args=(over,), daemon=True)
        watcher.start()
        if self._process.stdout is None:
            raise AssertionError("a pipe was asked for")
        for line in self._process.stdout:
            self._lines.append((time.perf_counter() - self._started, line.rstrip("\n")))
        self._wait()
        self._seconds = time.perf_counter() - self._started
        over.set()
        watcher.join()

    def took(self) -> Took:
        usage = self._usage
        return Took(
            seconds=self._seconds,
            processor=None if usage is None else usage.ru_utime + usage.ru_stime,
            largest=self._largest or None,
            together=self._together or None,
            status=self._status,
            lines=self._lines,
        )

    def _wait(self) -> None:
        if not hasattr(os, "wait4"):
            self._status = self._process.wait()
            return
        # with what all its children used that it waited for
        _, status, self._usage = os.wait4(self._process.pid, 0)
        self._status = self._process.returncode = os.waitstatus_to_exitcode(status)

    def _look(self, over: Any) -> None:
        told = self._started
        while not over.wait(_EVERY_SECONDS):
            now = time.perf_counter()
            if now - told >= _TELL_EVERY_SECONDS:
                told = now
                last = self._lines[-1][1].strip() if self._lines else ""
                self._say(f"{self._what}：已 {now - self._started:.0f} 秒  {last[:80]}")
            held = [memory for pid in _tree(self._process.pid) if (memory := _memory(pid))]
            self._largest = max([self._largest, *(most for most, _ in held)])
            self._together = max(self._together, sum(now for _, now in held))


def _tree(root: int) -> list[int]:
    """Return a process and all that come from it; nothing where there is no ``/proc``."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for children in _PROC.glob(f"{pid}/task/*/children"):
            try:
                waiting += map(int, children.read_text(encoding="ascii").split())
            except OSError:
                continue
    return found


def _memory(pid: int) -> tuple[int, int] | None:
    """Return the most bytes that a process ever held, and its share of what it holds now."""
    try:
        status = (_PROC / str(pid) / "status").read_text(encoding="utf-8")
        held = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
        return _kilobytes(status, "VmHWM:"), _kilobytes(held, "\nPss:")
    except (OSError, IndexError):
        return None  # it ended meanwhile


def _kilobytes(text: str, entry: str) -> int:
    return int(text.split(entry, 1)[1].split()[0]) << 10
