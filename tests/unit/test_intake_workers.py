"""A reading process that only waits is ended by the system."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

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
