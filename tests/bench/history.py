"""(d) One month's refresh beside a short and a long history.

Belongs here: the part. Two months of exports are made. The first is refreshed for real; its lake,
register, findings and identities are then copied to earlier months (``history_months``), the
warehouse and the pages are made of all of them by the real command, and the second month's exports
come into the inbox. What is measured is the real refresh of that month.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench import commands, homes
from tests.bench.bench import Bench
from tests.bench.measuring import job, summary

NAME = "history"
LETTER = "d"
TITLE = "历史长短：已有 3、18、120 个月时，刷新一个新的月份"
BEFORE, NEWEST = "2030-11", "2030-12"
"""So late that 120 months lie between the first month that the program knows and this one."""


def run(bench: Bench) -> dict[str, Any]:
    """Measure each length of history; the newest month is counted in it."""
    sample = homes.exports(bench, [BEFORE, NEWEST])
    template = homes.new_home(bench, "history-one", sample, [BEFORE])
    commands.refresh(bench, template, BEFORE, "历史：样板月份")
    return {
        "lengths": [_measure(bench, sample, template, length) for length in bench.history],
        "how": "历史月份由样板月份的整理结果、登记、问题和身份库逐月前移复制而成",
    }


def _measure(bench: Bench, sample: Path, template: Path, length: int) -> dict[str, Any]:
    home = bench.work / f"history-{length}"
    copied, told = job(
        "history_months",
        {"template": str(template), "home": str(home), "month": BEFORE, "months": length - 1},
        bench.say,
        f"历史：复制到 {length - 1} 个月",
    )
    built = commands.refresh(bench, home, BEFORE, f"历史：{length - 1} 个月的仓库和页面")
    homes.add_month(home, sample, NEWEST)
    tries = []
    for number in range(1, bench.repeats + 1):
        bench.say(f"历史 {length} 个月，刷新最新一个月（第 {number} 次，共 {bench.repeats} 次）")
        tried = homes.twin(home, bench.work / "history-try")
        took = commands.refresh(bench, tried, NEWEST, f"历史 {length} 个月")
        tries.append(took)
    return {
        "months": length,
        **told,
        "copy_seconds": round(copied.seconds, 3),
        "first_build_seconds": round(built.seconds, 3),
        **summary(tries),
        **commands.rooms(bench, tried, took),
    }
