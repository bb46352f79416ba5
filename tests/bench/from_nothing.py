"""(e) Eighteen months from nothing: a first installation with all its exports.

Belongs here: the part. Once, as it is long.
"""

from __future__ import annotations

from typing import Any

from pipelines.months import month_range
from tests.bench import commands, homes
from tests.bench.bench import Bench

NAME = "from_nothing"
LETTER = "e"
TITLE = "从零开始：18 个月的导出一次刷新"
_FIRST, _LAST = "2021-01", "2022-06"
_TINY_LAST = "2021-02"


def run(bench: Bench) -> dict[str, Any]:
    """Refresh all months in one command."""
    months = month_range(_FIRST, _TINY_LAST if bench.tiny else _LAST)
    sample = homes.exports(bench, months)
    home = homes.new_home(bench, "from-nothing", sample, months)
    bench.say(f"从零开始：{len(months)} 个月")
    took = commands.refresh(bench, home, None, "从零开始")
    return {"months": len(months), **took.figures(), **commands.rooms(bench, home, took)}
