"""The child processes that read files, and what happens when one of them dies.

Belongs here: the pool, its limits, and finding the file that killed a child. Does not belong
here: what is done with a file (``delivery``), the order of the steps (``run``).
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from types import TracebackType

from pipelines.intake.delivery import Job, died, take_in, warily_refused
from pipelines.intake.manifests import Manifest

CHILD_ADDRESS_BYTES = 3 << 30
"""Address space of a child: a full-size month takes 1.8 GB of it, most of it never touched."""
CHILD_MEMORY_BYTES = 1_700 << 20
"""What a child may write to; with the libraries' code it stays under 2 GB of memory."""
_UNDER_WAY = 2
"""Files handed out per child: enough that none waits, few enough to suspect them all."""
CHILD_CPU_SECONDS = 300
"""Processor time for one file: a full-size county takes under 30; a hostile one may never end."""
CHILD_WAIT_SECONDS = 900
"""Time on the clock for the largest file: a reader may wait for itself for ever."""
_WAIT_AT_LEAST, _WAIT_PER_MEGABYTE = 60, 20
"""Seconds on the clock for a smaller one: a full-size county, 10 MB, takes under 10 of its 260,
and a small file far under one, unless the machine has far more to do than it has cores."""
_SURROUNDINGS = {
    "POLARS_MAX_THREADS": "1",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
}
"""There are as many children as cores: threads of their own would only wait for one another. What
Polars and the reader have freed they keep for the next column (on Linux, the latter with glibc):
getting it anew took a tenth of the time.
"""
_NO_BACKTRACES = {"RUST_BACKTRACE": "0", "RUST_LIB_BACKTRACE": "0"}
"""A native reader out of memory that is to tell where takes memory again, and then waits for a
lock that it holds itself. Without a backtrace it ends at once."""


class Readers:
    """Child processes that take in files, started at first use and shared by many months.

    Starting a child costs more than reading a small file, so a refresh of many months opens
    one ``Readers`` and keeps it. A dead child breaks the pool; the next month gets a new one.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close(wait=kind is None)

    def begin(self) -> ProcessPoolExecutor:
        """Let the child processes start, so that they are there when the first file is."""
        if self._pool is None:
            self._pool = reading_pool(self._workers)
        return self._pool

    def outcomes(
        self, jobs: list[Job], make_ready: Callable[[Job], object] | None = None
    ) -> Iterator[tuple[Job, list[Manifest]]]:
        """Yield each job with its manifests, in order, whatever happens to a child process.

        ``make_ready`` is called with each before it is handed out, while others are being read.

        Large files start first, so that no worker is left alone with one at the end. A dead
        child does not say which file killed it: the few files under way are then read alone,
        one process each, and a file whose process dies again is the culprit.
        """
        waiting = iter(sorted(range(len(jobs)), key=lambda at: -jobs[at].file.size_bytes))
        running: dict[Future[list[Manifest]], int] = {}
        found: dict[int, list[Manifest]] = {}
        following = 0
        while following < len(jobs):
            for at in islice(waiting, _UNDER_WAY * self._workers - len(running)):
                if make_ready is not None:
                    make_ready(jobs[at])
                running[self._submit(jobs[at])] = at
            finished, suspects = self._finished(running)
            found |= finished
            found |= {at: _alone(jobs[at]) for at in suspects}
            while following in found:
                yield jobs[following], found.pop(following)
                following += 1

    def _submit(self, job: Job) -> Future[list[Manifest]]:
        pool = self.begin()
        try:
            return pool.submit(_take_in, job)
        except BrokenProcessPool as error:
            broken: Future[list[Manifest]] = Future()
            broken.set_exception(error)
            return broken

    def _finished(
        self, running: dict[Future[list[Manifest]], int]
    ) -> tuple[dict[int, list[Manifest]], list[int]]:
        """Wait for one of ``running`` and take out what is done, and what a death left undone."""
        done: dict[int, list[Manifest]] = {}
        suspects: list[int] = []
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            at = running.pop(future)
            try:
                done[at] = future.result()
            except BrokenProcessPool:
                suspects.append(at)
        if suspects:
            suspects += running.values()
            running.clear()
            self._close(wait=False)
        return done, sorted(suspects)

    def _close(self, *, wait: bool) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=not wait)
            self._pool = None


def _alone(job: Job) -> list[Manifest]:
    """Take in one file by itself, looked through first: it may be what killed a child."""
    try:
        with reading_pool(1) as pool:
            return pool.submit(_take_in_warily, job).result()
    except BrokenProcessPool:
        return [died(job)]


def reading_pool(workers: int) -> ProcessPoolExecutor:
    """Return processes that read files, limited in memory and gone when this one is."""
    # no max_tasks_per_child: with it Python 3.11's pool may wait for ever (CPython gh-115634)
    pool = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare_child,
    )
    with _environment(_SURROUNDINGS):
        for _ in range(workers):  # a task starts one process more while none is idle
            pool.submit(_start)
    return pool


@contextmanager
def _environment(words: dict[str, str]) -> Iterator[None]:
    """Let processes that are started within inherit ``words``: Polars looks when it is loaded."""
    before = {name: os.environ.get(name) for name in words}
    os.environ.update(words)
    try:
        yield
    finally:
        for name, word in before.items():
            if word is None:
                del os.environ[name]
            else:
                os.environ[name] = word


def _start() -> None:
    """Do nothing, in a child that is there then."""


def _prepare_child() -> None:
    """Let a child neither outlive the run that started it nor take the machine's memory."""
    os.environ.update(_NO_BACKTRACES)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _silence()
    _limit_memory()


def _silence() -> None:
    """Keep the last words of a crashing reader from the user: the manifest says it in Chinese."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.__stderr__.fileno() if sys.__stderr__ else 2)
    os.close(nowhere)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _take_in(job: Job) -> list[Manifest]:
    _limit_time(wait_seconds(job.file.size_bytes))
    try:
        return take_in(job)
    finally:
        _set_alarm(0)


def _take_in_warily(job: Job) -> list[Manifest]:
    _limit_time(wait_seconds(job.file.size_bytes))
    refused = warily_refused(job)
    return [refused] if refused else _take_in(job)


def wait_seconds(size_bytes: int) -> int:
    """Return how long a file of that size may take on the clock, the reading of it alone."""
    return min(CHILD_WAIT_SECONDS, _WAIT_AT_LEAST + _WAIT_PER_MEGABYTE * (size_bytes >> 20))


def _set_alarm(seconds: int) -> None:
    """Let the system end this process after ``seconds``, also when it only waits; 0: never."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)


def _limit_time(seconds: int) -> None:
    _set_alarm(seconds)
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = math.ceil(used.ru_utime + used.ru_stime) + CHILD_CPU_SECONDS
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_AS, CHILD_ADDRESS_BYTES),
            (resource.RLIMIT_DATA, CHILD_MEMORY_BYTES),
        ):
            _, hard = resource.getrlimit(what)
            limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
