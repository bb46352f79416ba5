"""One month's files into the lake: the order of steps, and what survives a crash.

Belongs here: archive bytes, conform in child processes, write manifests last, rewrite the
register. Does not belong here: anything about the content of a file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass

from filelock import FileLock

from pipelines.intake.delivery import Job
from pipelines.intake.inbox import copies, inbox_files, is_new, waiting
from pipelines.intake.layouts import load_layouts
from pipelines.intake.manifests import (
    Manifest,
    manifest_path,
    read_manifests,
    write_manifest,
)
from pipelines.intake.reference import Reference
from pipelines.intake.region_files import load_regions
from pipelines.intake.register import write_register
from pipelines.intake.store import archive_bytes, ensure_empty_tables, secret_key, sweep
from pipelines.intake.version import is_settled, reader_version
from pipelines.intake.workers import Readers
from pipelines.settings import Settings

Progress = Callable[[str], None]


@dataclass(frozen=True)
class MonthIntake:
    """The outcome of taking in a month: every manifest of the month, and which are new."""

    report_month: str
    manifests: tuple[Manifest, ...]
    new_ids: frozenset[str]
    file_count: int
    """Files that lie in the month's inbox, those taken in before included."""

    @property
    def new(self) -> tuple[Manifest, ...]:
        """The manifests written by this run."""
        return tuple(m for m in self.manifests if m.delivery_id in self.new_ids)

    @property
    def conformed_count(self) -> int:
        """Deliveries of the month whose rows are in the lake."""
        return sum(m.is_conformed for m in self.manifests)

    @property
    def refused_count(self) -> int:
        """Deliveries of the month that could not be conformed."""
        return len(self.manifests) - self.conformed_count

    @property
    def rows_data(self) -> int:
        """Rows of the month in the lake."""
        return sum(m.rows_data for m in self.manifests)


def run_month(
    settings: Settings,
    month: str,
    progress: Progress | None = None,
    readers: Readers | None = None,
) -> MonthIntake:
    """Take in every file of ``inbox/<month>`` that has no manifest yet.

    Running it again does nothing; running it after a crash gives the same tables. ``readers``
    are the child processes to use; None starts and ends some for this month alone.

    Raises:
        IntakeError: the month is wrongly written, or a file, the key or reference data is unusable.
        LayoutError: a layout file has a mistake.
    """
    say = progress or (lambda _: None)
    with _locked(settings, month):
        new = _take_in_waiting(settings, month, say, readers)
        manifests = read_manifests(settings, month)
        write_register(settings)
        there = inbox_files(settings, month)
        for path, (_, first) in copies(there, manifests).items():
            say(f"{path}：与 {first} 是同一个文件，只算一份")
        return MonthIntake(month, tuple(manifests), new, len(there))


@contextmanager
def reading_ahead(settings: Settings, month: str, progress: Progress | None) -> Iterator[None]:
    """Take in the files of ``month`` in the background of the block.

    While the rest of the program is still loading, a core would be idle. ``run_month`` waits for
    it and finds nothing left to read; whatever was wrong is found again there and told.
    ``progress`` is called from another thread.
    """

    def read() -> None:
        with suppress(Exception), _locked(settings, month):
            _take_in_waiting(settings, month, progress or (lambda _: None), None)

    thread = threading.Thread(target=read, name="reading-ahead", daemon=True)
    thread.start()
    yield
    thread.join()


def _locked(settings: Settings, month: str) -> FileLock:
    lock = settings.work / "intake" / f"{month}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(lock)


def _take_in_waiting(
    settings: Settings, month: str, say: Progress, readers: Readers | None
) -> frozenset[str]:
    """Take in what waits, under the month's lock; return the new deliveries."""
    with nullcontext(readers) if readers else Readers(settings.workers) as hands:
        if is_new(settings, month):  # they start while its files are hashed
            hands.begin()
        files = waiting(settings, month)
        if files:
            hands.begin()
        layouts = load_layouts(settings.expectations)
        ensure_empty_tables(settings, layouts)
        forget(settings, month, {file.sha256 for file in files})
        known = {manifest.delivery_id for manifest in read_manifests(settings, month)}
        sweep(settings, layouts, month, known)
        if not files:
            return frozenset()
        say(f"{month}：共 {len(files)} 个新文件")
        reference = Reference(layouts, load_regions(settings.seeds, settings.cities))
        secret, reader = secret_key(settings), reader_version(settings)
        jobs = [Job(settings, month, file, reference, secret, reader) for file in files]
        return _take_in_all(jobs, settings, say, hands)


def forget(settings: Settings, month: str, hashes: set[str]) -> None:
    """Remove the manifests, no longer settled, whose files are about to be read again."""
    reader = reader_version(settings)
    for manifest in read_manifests(settings, month):
        if manifest.sha256 in hashes and not is_settled(settings, manifest, reader):
            manifest_path(settings, manifest).unlink()


def _take_in_all(
    jobs: list[Job], settings: Settings, say: Progress, hands: Readers
) -> frozenset[str]:
    def archive(job: Job) -> None:
        archive_bytes(settings, job.file.path, job.file.sha256, job.file.at)

    new: set[str] = set()
    for number, (_, manifests) in enumerate(hands.outcomes(jobs, archive), start=1):
        for manifest in manifests:
            words = "与另一个文件内容相同"
            # the same bytes in the month's folder and in the county's are one delivery
            if not manifest_path(settings, manifest).exists():
                write_manifest(settings, manifest)
                new.add(manifest.delivery_id)
                words = _outcome_words(manifest)
            say(f"（{number}/{len(jobs)}）{manifest.inbox_path}：{words}")
    return frozenset(new)


def _outcome_words(manifest: Manifest) -> str:
    if manifest.is_conformed:
        return f"{manifest.table_name}，{manifest.rows_data:,} 行"
    return f"未能收取。{manifest.refusal_message}"
