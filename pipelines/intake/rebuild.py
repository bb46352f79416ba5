"""Past deliveries read once more from the archive into another home folder.

Belongs here: taking archived files in under the names and times that their manifests have. Does
not belong here: which deliveries a publication was made of (``trace.reproduce``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.intake.archive_file import INSIDE, Member
from pipelines.intake.delivery import Job
from pipelines.intake.files import private_folder, replace
from pipelines.intake.inbox import InboxFile
from pipelines.intake.layouts import load_layouts
from pipelines.intake.manifests import Manifest, write_manifest
from pipelines.intake.protected import passwords_path
from pipelines.intake.reference import Reference
from pipelines.intake.region_files import load_regions
from pipelines.intake.register import write_register
from pipelines.intake.store import ensure_empty_tables, object_path, secret_key
from pipelines.intake.version import reader_version
from pipelines.intake.withdrawals import Withdrawal, write_withdrawal
from pipelines.intake.workers import Readers
from pipelines.settings import Settings


def damaged_objects(settings: Settings, manifests: Iterable[Manifest]) -> list[str]:
    """Return what of the archived files is missing or not what was received, in Chinese."""
    found = []
    for manifest in manifests:
        path = object_path(settings, manifest.sha256)
        if not path.exists():
            found.append(f"{manifest.inbox_path}：归档中没有这个文件（{path}）")
            continue
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != manifest.sha256:
                found.append(f"{manifest.inbox_path}：归档的文件与收到时不同（{path}）")
    return found


def rebuild_intake(
    settings: Settings,
    scratch: Settings,
    manifests: list[Manifest],
    withdrawals: Iterable[Withdrawal],
    progress: Callable[[str], None],
) -> dict[str, Manifest]:
    """Take the archived files of ``manifests`` into ``scratch``; return delivery id -> manifest.

    The key of the keyed hash and the office's passwords are those of ``settings``.

    Raises:
        IntakeError: the key is unusable.
    """
    private_folder(scratch.vault)
    for source, target in (
        (settings.vault / "secret.key", scratch.vault / "secret.key"),
        (passwords_path(settings), passwords_path(scratch)),
    ):
        if source.exists():
            _copy(source, target)
    layouts = load_layouts(scratch.expectations)
    reference = Reference(layouts, load_regions(scratch.seeds, scratch.cities))
    ensure_empty_tables(scratch, layouts)
    secret, reader = secret_key(scratch), reader_version(scratch)
    jobs: dict[tuple[str, str, str], Job] = {}
    for manifest in manifests:
        target = object_path(scratch, manifest.sha256)
        if not target.exists():
            private_folder(target.parent)
            _link(object_path(settings, manifest.sha256), target)
        file, month = _as_received(scratch, manifest), manifest.report_month
        # a workbook of several tables is read once and gives all its deliveries
        jobs[month, file.inbox_path, file.sha256] = Job(
            scratch, month, file, reference, secret, reader
        )
    read = {}
    with Readers(scratch.workers) as readers:
        outcomes = readers.outcomes(list(jobs.values()))
        for number, (job, told) in enumerate(outcomes, start=1):
            for manifest in told:
                write_manifest(scratch, manifest)
                read[manifest.delivery_id] = manifest
            progress(f"（{number}/{len(jobs)}）{job.file.inbox_path}")
    for withdrawal in withdrawals:
        write_withdrawal(scratch, withdrawal)
    write_register(scratch)
    return read


def _as_received(scratch: Settings, manifest: Manifest) -> InboxFile:
    """Return the file as the inbox showed it; nothing lies in the scratch inbox."""
    inbox_path, whole = manifest.inbox_path, manifest.file_name
    if manifest.tables_in_file > 1:  # the sheets of one table are named last
        inbox_path, whole = inbox_path.rpartition(INSIDE)[0], whole.rpartition(INSIDE)[0]
    archive, inside, name = whole.partition(INSIDE)
    member = Member(name, (0,), manifest.sha256, manifest.size_bytes) if inside else None
    return InboxFile(
        path=Path(scratch.inbox / manifest.report_month / archive),
        inbox_path=inbox_path,
        county=manifest.folder_county_code,
        sha256=manifest.sha256,
        size_bytes=manifest.size_bytes,
        received_at=manifest.received_at,
        member=member,
    )


def _link(source: Path, target: Path) -> None:
    """Let both folders have the file; archived bytes are never written to."""
    try:
        target.hardlink_to(source)
    except OSError:
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    content = source.read_bytes()
    replace(target, lambda aside: aside.write_bytes(content), private=True)
