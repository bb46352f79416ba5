"""What every part is given: where to work, at what size, how often, and whom to tell.

Belongs here: the one record that is handed around, and repeating a job.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.machine import drop_file_cache
from tests.bench.measuring import Say, job, summary


@dataclass(frozen=True)
class Bench:
    """One run of the benchmark."""

    out: Path
    """The JSON and the page go here."""
    work: Path
    """Homes and lakes that are removed afterwards; on a disk with room."""
    scale: float
    month: str
    sample: Path | None
    """A folder that ``employment sample`` wrote, with ``month`` in its inbox."""
    repeats: int
    person_months: tuple[float, ...]
    """Sizes of the generated lake, in millions."""
    history: tuple[int, ...]
    tiny: bool
    drops_cache: bool
    """Whether the system's file cache is emptied before each cold try (root only)."""
    say: Say = field(default=print)

    def cool(self) -> None:
        """Empty the system's file cache, where that is wanted."""
        if self.drops_cache:
            drop_file_cache()

    def fresh(
        self, name: str, arguments: Mapping[str, Any], what: str, *, cold: bool = False
    ) -> tuple[dict[str, Any], Any]:
        """Run a job as often as is wanted, a new process each time; return figures and answer."""
        tries, answer = [], None
        for number in range(1, self.repeats + 1):
            self.say(f"{what}（第 {number} 次，共 {self.repeats} 次）")
            if cold:
                self.cool()
            took, answer = job(name, arguments, self.say, what)
            tries.append(took)
        return summary(tries), answer
