"""(g) Publication: pages, pictures and files to hand on, made again of what is published.

Belongs here: the part.
"""

from __future__ import annotations

from typing import Any

from tests.bench import commands
from tests.bench.bench import Bench
from tests.bench.cold_refresh import refreshed_home
from tests.bench.measuring import summary

NAME = "publication"
LETTER = "g"
TITLE = "页面发布：employment publish"


def run(bench: Bench) -> dict[str, Any]:
    """Make the pages again, each time in a new process."""
    home = refreshed_home(bench)
    tries = [
        commands.employment(bench, "页面发布", "publish", "--home", home)
        for _ in range(bench.repeats)
    ]
    site = home / "published" / "site"
    files = [path for path in site.rglob("*") if path.is_file()]
    return {
        **summary(tries),
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "progress": commands.progress(tries[-1]),
    }
