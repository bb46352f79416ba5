"""How fast a month is conformed, against reading alone: the same files in as many processes.

    make bench        or        python -m tests.bench.intake_speed --sample FOLDER --month 2022-05

Belongs here: the measurements and how they are told. A shared machine changes its pace by the
minute, so the two take turns and only their ratio says something; where others work on the same
cores, that of the processor time. No test waits for it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pipelines.intake import Readers, load_layouts, load_regions, run_month
from pipelines.intake.delivery import Job, take_in
from pipelines.intake.inbox import waiting
from pipelines.intake.reference import Reference
from pipelines.intake.store import archive_bytes, secret_key
from pipelines.intake.version import reader_version
from pipelines.intake.workers import reading_pool
from pipelines.sample import generate
from pipelines.settings import Settings

WANTED_RATIO = 0.5
"""Conforming runs at least at half the speed of reading alone."""
MOST_BYTES = 2 << 30
_LARGEST = 4
"""So many of the largest files are conformed once more, each in a process of its own."""
_MIB = 1 << 20


class Size(NamedTuple):
    """What reading alone finds."""

    rows: int
    cells: int


def read_alone(path: Path) -> Size | None:
    """Read every sheet of a workbook as text and leave it there; None of what is no workbook."""
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        sheets = [
            book.load_sheet(at, header_row=None, skip_rows=0, dtypes="string").to_polars()
            for at in range(len(book.sheet_names))
        ]
    except fastexcel.FastExcelError:
        return None
    return Size(sum(s.height for s in sheets), sum(s.height * s.width for s in sheets))


def read_all_alone(
    paths: list[Path], workers: int, *, as_it_comes: bool = False
) -> dict[Path, Size | None]:
    """Read the files in processes like those of intake, the largest first as there.

    ``as_it_comes``: in processes without what intake tells the libraries about memory.
    """
    in_order = sorted(paths, key=lambda path: -path.stat().st_size)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn) if as_it_comes else reading_pool(workers) as pool:
        return dict(zip(in_order, pool.map(read_alone, in_order), strict=True))


def conform_all(settings: Settings, month: str) -> int:
    """Take the month in, from the inbox to the lake; return the rows that are there then."""
    with Readers(settings.workers) as readers:
        return run_month(settings, month, readers=readers).rows_data


def peaks(settings: Settings, month: str) -> dict[str, int]:
    """Return the most memory that a process takes for each of the largest files, in bytes."""
    reference = Reference(
        load_layouts(settings.expectations), load_regions(settings.seeds, settings.cities)
    )
    given = reference, secret_key(settings), reader_version(settings)
    found = {}
    for file in sorted(waiting(settings, month), key=lambda f: -f.size_bytes)[:_LARGEST]:
        archive_bytes(settings, file.path, file.sha256, file.at)
        with reading_pool(1) as pool:
            pool.submit(take_in, Job(settings, month, file, *given)).result()
            found[file.name] = pool.submit(_own_peak).result()
    return found


def _own_peak() -> int:
    # not ru_maxrss: a new process begins with that of the one that started it
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) << 10


@contextmanager
def _home(paths: list[Path], month_folder: Path, workers: int) -> Iterator[Settings]:
    """Give a new home whose inbox holds copies of ``paths`` under the same names."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), workers=workers)
        for path in paths:
            target = settings.inbox / month_folder.name / path.relative_to(month_folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        yield settings


class Took(NamedTuple):
    """Seconds on the clock, and of processor time in this process and its children."""

    clock: float
    processor: float


def _took(work: Callable[[], object]) -> Took:
    clock, processor = time.perf_counter(), _processor()
    work()
    return Took(time.perf_counter() - clock, _processor() - processor)


def _processor() -> float:
    return sum(os.times()[:4])


def _tell(what: str, took: list[Took], size: Size) -> None:
    clock = median(one.clock for one in took)
    each = " ".join(f"{one.clock:.1f}" for one in took)
    print(
        f"{what}: {clock:.1f} s ({each}), {size.rows / clock:,.0f} rows/s, "
        f"{size.cells / clock / 1e6:.2f} million cells/s, "
        f"{median(one.processor for one in took):.1f} s of processor time"
    )


def _ratio(
    reading: list[Took], conforming: list[Took], of: Callable[[list[float]], float], at: int
) -> float:
    return of([one[at] for one in reading]) / of([one[at] for one in conforming])


def measure(month_folder: Path, repeats: int, workers: int) -> None:
    """Print what reading and conforming the workbooks of a month take, and their ratio."""
    month = month_folder.name
    paths = [path for path in sorted(month_folder.rglob("*")) if path.is_file()]
    found = {path: size for path, size in read_all_alone(paths, workers).items() if size}
    books = list(found)
    size = Size(*(sum(each) for each in zip(*found.values(), strict=True)))
    print(
        f"{month}: {len(books)} workbooks, {size.rows:,} rows, {size.cells:,} cells, "
        f"{workers} processes; "
        f"{len(paths) - len(books)} other files (text, pages, archives, locked) left out"
    )
    bare: list[Took] = []
    reading: list[Took] = []
    conforming: list[Took] = []
    for _ in range(repeats):
        bare.append(_took(lambda: read_all_alone(books, workers, as_it_comes=True)))
        reading.append(_took(lambda: read_all_alone(books, workers)))
        with _home(books, month_folder, workers) as settings:
            conforming.append(_took(lambda home=settings: conform_all(home, month)))
    _tell("reader as it comes", bare, size)
    _tell("reader, tuned     ", reading, size)
    _tell("conforming        ", conforming, size)
    for what, alone in (("reader as it comes", bare), ("reader, tuned", reading)):
        print(
            f"ratio of speeds to the {what}, wanted {WANTED_RATIO}: "
            f"{_ratio(alone, conforming, median, 0):.2f} "
            f"(best to best {_ratio(alone, conforming, min, 0):.2f}); "
            f"of processor time {_ratio(alone, conforming, median, 1):.2f}"
        )
    if sys.platform == "linux":
        with _home(books, month_folder, workers) as settings:
            memory = peaks(settings, month)
        worst = max(memory, key=memory.__getitem__)
        print(
            f"most memory for a single file: {memory[worst] // _MIB:,} MiB "
            f"(wanted: under {MOST_BYTES // _MIB:,}), {worst}"
        )


def main() -> None:
    """Make a month of sample exports where none is given, and measure it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sample", type=Path, help="folder that `cli sample` wrote")
    parser.add_argument("--month", default="2022-05")
    parser.add_argument("--scale", type=float, default=0.3, help="of a sample made for this")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=min(8, os.cpu_count() or 1))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sample = given.sample or Path(folder)
        if given.sample is None:
            generate(sample, scale=given.scale, first=given.month, last=given.month)
        measure(sample / "inbox" / given.month, given.repeats, given.workers)


if __name__ == "__main__":
    main()
