"""How long all rules take over one month, the import of Great Expectations apart.

    python -m tests.bench.rules_speed --home HOME --month 2022-05
    python -m tests.bench.rules_speed --scale 1

The first measures in a home that was refreshed; the second makes a city for it: the month, half a
year before it, and nothing of 2021 (with ``--first 2021-01`` that, too). Belongs here: the
measurement and how it is told. Screening a month again leaves what it found. On a machine that
others use, only the least of several tries and the processor time say something. No test waits
for it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from pipelines.intake import Readers, read_register, run_month
from pipelines.months import shift
from pipelines.quality import screen_month
from pipelines.sample import generate
from pipelines.settings import Settings

MOST_SECONDS = 15.0
"""All rules over a full-size month, on two cores."""
_MONTHS_BACK = 6
_GX = "import pipelines.quality, time; a = time.perf_counter(), time.process_time()\n" \
    "import pipelines.quality.gx\n" \
    "print(time.perf_counter() - a[0], time.process_time() - a[1])"  # fmt: skip


class Took(NamedTuple):
    """Seconds on the clock, and of processor time in this process."""

    clock: float
    processor: float


def prepare(home: Path, scale: float, first: str, month: str, workers: int) -> None:
    """Make a city, take all its months in, screen those before ``month``."""
    settings = Settings(home=home, workers=workers)
    generate(home, scale=scale, first=first, last=month)
    months = sorted(path.name for path in settings.inbox.iterdir())
    with Readers(workers) as readers:
        for each in months:
            run_month(settings, each, readers=readers)
    for each in months:
        if each < month:
            screen_month(settings, each)


def import_took() -> Took:
    """Return what importing Great Expectations takes in a new process."""
    answer = subprocess.run(
        [sys.executable, "-c", _GX], capture_output=True, text=True, check=True
    ).stdout
    return Took(*map(float, answer.split()))


def screening_took(settings: Settings, month: str) -> tuple[Took, list[tuple[Took, str]]]:
    """Screen the month; return what it took, and what it had taken as each stage was over."""
    stages: list[tuple[Took, str]] = []
    clock, processor = time.perf_counter(), time.process_time()

    def so_far() -> Took:
        return Took(time.perf_counter() - clock, time.process_time() - processor)

    screen_month(settings, month, lambda line: stages.append((so_far(), line)))
    return so_far(), stages


def rows_of(settings: Settings, month: str) -> int:
    """Return how many rows of the month count."""
    register = read_register(settings).filter(report_month=month, standing="counts")
    return int(register["rows_data"].sum())


def measure(settings: Settings, month: str, repeats: int) -> None:
    """Print what the import and the screening take, each try and the least."""
    imports = [import_took() for _ in range(repeats)]
    import pipelines.quality.gx  # noqa: F401  -- its import is not part of what follows

    tries = [screening_took(settings, month) for _ in range(repeats)]
    print(f"{month}: {rows_of(settings, month):,} rows, {settings.workers} threads")
    _tell("import of Great Expectations", imports)
    least = _tell("screening, all rules", [took for took, _ in tries])
    for over, line in min(tries, key=lambda one: one[0].clock)[1]:
        print(f"  after {over.clock:5.1f} s ({over.processor:.1f} s)  {line}")
    print(f"wanted: under {MOST_SECONDS:.0f} s; {'met' if least < MOST_SECONDS else 'missed'}")


def _tell(what: str, took: list[Took]) -> float:
    least = min(took)
    each = " ".join(f"{one.clock:.1f}" for one in took)
    processor = min(one.processor for one in took)
    print(f"{what}: {least.clock:.1f} s ({each}), {processor:.1f} s of processor time")
    return least.clock


def main() -> None:
    """Make a city where none is given, and measure one month of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, help="a home folder that was refreshed")
    parser.add_argument("--month", default="2022-05")
    parser.add_argument("--first", help="first month of a city made for this")
    parser.add_argument("--scale", type=float, default=0.3, help="of a city made for this")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=min(8, os.cpu_count() or 1))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        if given.home is None:
            first = given.first or shift(given.month, -_MONTHS_BACK)
            prepare(home, given.scale, first, given.month, given.workers)
        measure(Settings(home=home, workers=given.workers), given.month, given.repeats)


if __name__ == "__main__":
    main()
