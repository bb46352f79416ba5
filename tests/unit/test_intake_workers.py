"""A reading process that only waits is ended by the system."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time

import pytest

from pipelines.intake.reference import Reference
from pipelines.intake.workers import reading_pool, wait_seconds
from tests.intake_files import layouts, regions

READERS = 2
HANGS = """
import threading
from pipelines.intake.workers import _set_alarm
_set_alarm(1)
threading.Lock().acquire() and threading.Event().wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarms")
def test_a_process_that_waits_for_ever_is_ended() -> None:
    ended = subprocess.run([sys.executable, "-c", HANGS], check=False, timeout=60)
    assert ended.returncode == -signal.SIGALRM


SAYS_ITS_BACKTRACE = """
import os
from pipelines.intake.workers import _prepare_child
_prepare_child()
print(os.environ["RUST_BACKTRACE"], os.environ["RUST_LIB_BACKTRACE"])
"""


def test_no_native_reader_may_look_for_its_backtrace() -> None:
    """Out of memory it takes more for that, and then waits for a lock that it holds itself."""
    told = {**os.environ, "RUST_BACKTRACE": "1", "RUST_LIB_BACKTRACE": "1"}
    said = subprocess.run(
        [sys.executable, "-c", SAYS_ITS_BACKTRACE],
        check=True,
        timeout=60,
        env=told,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == ["0", "0"]


def test_a_small_file_is_waited_for_less_long_than_a_large_one() -> None:
    assert wait_seconds(9_728) == 60
    assert wait_seconds(6 << 20) == 180
    assert wait_seconds(500 << 20) == 900


def test_layouts_and_places_reach_a_child_process_once() -> None:
    sent = pickle.dumps(Reference(layouts(), regions()))
    one, other = (pickle.loads(sent) for _ in range(2))  # noqa: S301  our own
    assert one is other
    assert one.regions == regions()
    assert one.layouts.tables.keys() == layouts().tables.keys()


def _process_and_threads(_: int) -> tuple[int, str | None]:
    time.sleep(0.2)  # so that nobody takes all the tasks
    return os.getpid(), os.environ.get("POLARS_MAX_THREADS")


def test_every_reader_starts_with_what_is_set_for_readers() -> None:
    with reading_pool(READERS) as pool:
        told = dict(pool.map(_process_and_threads, range(5 * READERS)))
    assert len(told) == READERS
    assert set(told.values()) == {"1"}
