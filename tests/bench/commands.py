"""The project's own command line in a home, as a user starts it, and what the run records.

Belongs here: the words of a command, its progress lines, the seconds of each room.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from tests.bench.bench import Bench
from tests.bench.measuring import Took, job, run

HELD_BACK = 3
"""Exit status of a refresh that went through and held something back."""
_PROGRESS = re.compile(r"^\[\s*([\d.]+)秒\] (.*)$")


def employment(bench: Bench, what: str, *words: str | Path) -> Took:
    """Run ``employment WORDS`` in a new process, to its end."""
    return run(
        [sys.executable, "-m", "pipelines.cli", *words], bench.say, what, wanted=(0, HELD_BACK)
    )


def refresh(bench: Bench, home: Path, month: str | None, what: str) -> Took:
    """Refresh a home, from ``month`` on or what has something new."""
    chosen = ("--month", month) if month else ()
    return employment(bench, what, "refresh", "--home", home, *chosen)


def rooms(bench: Bench, home: Path, took: Took) -> dict[str, Any]:
    """Return where the seconds of a refresh went: by room, and outside of all rooms."""
    _, told = job("rooms", {"home": str(home)}, bench.say, "各环节用时")
    steps = told["steps"]
    return {
        "rooms": steps,
        "outside_rooms_seconds": round(took.seconds - sum(step["seconds"] for step in steps), 3),
        "progress": progress(took),
    }


def progress(took: Took) -> list[list[Any]]:
    """Return the lines that a command printed with its own clock: seconds and words."""
    found = (_PROGRESS.match(line) for _, line in took.lines)
    return [[float(match[1]), match[2]] for match in found if match]
