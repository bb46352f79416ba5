"""The second of two identical refreshes: nothing is new, and the program says so.

Belongs here: the part.
"""

from __future__ import annotations

from typing import Any

from tests.bench import commands
from tests.bench.bench import Bench
from tests.bench.cold_refresh import refreshed_home
from tests.bench.measuring import summary

NAME = "again"
LETTER = "h"
TITLE = "再刷新一次：没有新的导出"


def run(bench: Bench) -> dict[str, Any]:
    """Refresh what was just refreshed, as often as is wanted; then the month once more by name."""
    home = refreshed_home(bench)
    commands.refresh(bench, home, None, "再刷新之前")
    tries = [commands.refresh(bench, home, None, "再刷新一次") for _ in range(bench.repeats)]
    if bench.tiny:  # it is one more whole refresh
        return summary(tries)
    by_name = commands.refresh(bench, home, bench.month, "指定月份再算一次")
    return {**summary(tries), "month_named_again": by_name.figures()}
