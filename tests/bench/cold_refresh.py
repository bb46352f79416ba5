"""(b) The whole refresh of a month as the command line does it, cold.

Belongs here: the part. Cold: a home with one month's inbox and nothing else, new processes. The
parsed dbt project belongs to the installation, not to a home, and stays (``startup`` tells what it
costs once).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench import commands, homes, startup
from tests.bench.bench import Bench
from tests.bench.measuring import Took, summary

NAME = "cold_refresh"
LETTER = "b"
TITLE = "整月刷新：employment refresh，从空的工作目录开始"
_PLACE = "cold"


def run(bench: Bench) -> dict[str, Any]:
    """Refresh the month several times, each in a new home; the last one stays for other parts."""
    tries = []
    for number in range(1, bench.repeats + 1):
        bench.say(f"整月刷新（第 {number} 次，共 {bench.repeats} 次）")
        home, took = _refresh(bench)
        tries.append(took)
    return {
        **summary(tries),
        "file_cache_dropped": bench.drops_cache,
        **commands.rooms(bench, home, took),
        "startup": startup.measure(bench),
    }


def refreshed_home(bench: Bench) -> Path:
    """Return a home in which the month was refreshed."""
    home = bench.work / _PLACE
    return home if (home / "published" / "publication.json").is_file() else _refresh(bench)[0]


def _refresh(bench: Bench) -> tuple[Path, Took]:
    sample = homes.exports(bench, [bench.month])
    home = homes.new_home(bench, _PLACE, sample, [bench.month])
    bench.cool()
    return home, commands.refresh(bench, home, bench.month, "整月刷新")
