"""A reading process that only waits is ended by the system."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from pipelines.intake.workers import wait_seconds

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
    assert wait_seconds(9_728) == 30
    assert wait_seconds(6 << 20) == 150
    assert wait_seconds(500 << 20) == 900
