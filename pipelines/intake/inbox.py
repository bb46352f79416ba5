"""What lies in the inbox: months, files, junk, and what has not been archived yet.

Belongs here: looking at ``inbox/YYYY-MM/[<county folder>/]<file>``. Reads no cell of a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.intake.archive_file import INSIDE, Member
from pipelines.intake.errors import IntakeError
from pipelines.intake.fingerprints import Fingerprints, was_looked_at
from pipelines.intake.junk import is_junk
from pipelines.intake.manifests import UNKNOWN_COUNTY, Manifest, read_manifests
from pipelines.intake.region_files import load_regions
from pipelines.intake.regions import Regions
from pipelines.intake.version import is_settled, reader_version
from pipelines.months import is_month
from pipelines.settings import Settings


@dataclass(frozen=True)
class InboxFile:
    """One file of a month, or one file of an archive there, or the sheets of one table in it.

    ``county`` is what its folder names, if it does. ``path`` is the archive of a ``member``.
    """

    path: Path
    inbox_path: str
    county: str | None
    sha256: str
    size_bytes: int
    received_at: str
    member: Member | None = None
    sheets: str = ""

    @property
    def name(self) -> str:
        """The file's name; of a member: the archive's, then its own; of sheets: theirs last."""
        inner = (self.member.name if self.member else "", self.sheets)
        return INSIDE.join([self.path.name, *filter(None, inner)])

    @property
    def at(self) -> tuple[int, ...]:
        """Where in the archive the file is; empty: it is in none."""
        return self.member.at if self.member else ()

    def part(self, sheets: str) -> InboxFile:
        """Return one of several tables in the file, that of the ``sheets`` so called."""
        return replace(self, inbox_path=f"{self.inbox_path}{INSIDE}{sheets}", sheets=sheets)


def months_in_inbox(settings: Settings) -> list[str]:
    """Return the months (``YYYY-MM``) that have a folder with at least one file, in order."""
    return [
        entry.name
        for entry in _entries(settings.inbox)
        if entry.is_dir() and is_month(entry.name) and any(_files(entry))
    ]


def strange_inbox_entries(settings: Settings) -> list[Path]:
    """Return what lies directly in the inbox and is not a month's folder, junk aside."""
    return [
        entry
        for entry in _entries(settings.inbox)
        if not is_junk(entry.name) and not (entry.is_dir() and is_month(entry.name))
    ]


def waiting_files(settings: Settings, month: str) -> list[Path]:
    """Return the files of a month that have no manifest yet, in order of their paths."""
    return list(dict.fromkeys(file.path for file in waiting(settings, month)))


def waiting(settings: Settings, month: str) -> list[InboxFile]:
    """Return the month's files without a manifest, one per folder county and content.

    A file whose manifest an older reader wrote (other layouts, other code) waits again, and a
    locked one when the office's passwords have changed.
    """
    files = inbox_files(settings, month)
    if not files:
        return []
    reader = reader_version(settings)
    settled = [m for m in read_manifests(settings, month) if is_settled(settings, m, reader)]
    manifests = _whole(settled)
    done: set[tuple[str | None, str]] = {(m.county_code, m.sha256) for m in manifests}
    done |= {(None, m.sha256) for m in manifests if _would_be_same_without_folder(m)}
    found = []
    for file in files:
        identity = (file.county, file.sha256)
        if identity not in done:
            done.add(identity)
            found.append(file)
    return found


def is_new(settings: Settings, month: str) -> bool:
    """Tell whether nobody has looked at the month's files before, and there are some."""
    return (
        is_month(month)
        and not was_looked_at(settings, month)
        and any(_files(settings.inbox / month))
    )


def inbox_files(settings: Settings, month: str) -> list[InboxFile]:
    """Return every file of the month with its hash, in order of their paths.

    An archive is the files in it; one that cannot be opened is a file, to be refused.

    Raises:
        IntakeError: the month is not written ``YYYY-MM``, or a file cannot be read.
    """
    if not is_month(month):
        raise IntakeError(f"月份应写成 2022-06 这样的形式（2021-01 起），现为“{month}”。")
    folder = settings.inbox / month
    paths = sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix())
    if not paths:
        return []
    regions = load_regions(settings.seeds, settings.cities)
    fingerprints = Fingerprints(settings, month, reader_version(settings))
    files: list[InboxFile] = []
    for path in paths:
        try:
            stat = path.stat()
            found = fingerprints.of(path, stat.st_size, stat.st_mtime_ns)
        except OSError as error:
            raise IntakeError(
                f"收件目录中的 {path} 无法读取（可能正被其他程序打开或没有权限）。"
                "请关闭占用它的程序后重新运行。"
            ) from error
        received = datetime.fromtimestamp(int(stat.st_mtime), UTC)
        folders = path.relative_to(folder).parts[:-1]
        whole = InboxFile(
            path=path,
            inbox_path=path.relative_to(settings.inbox).as_posix(),
            county=_folder_county(folders, regions),
            sha256=found.sha256,
            size_bytes=stat.st_size,
            received_at=received.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        files += [_inside(whole, m, folders, regions) for m in found.members] or [whole]
    fingerprints.save()
    return files


def copies(files: list[InboxFile], manifests: list[Manifest]) -> dict[str, tuple[str, str]]:
    """Return inbox path -> (delivery id, first path) of files that are a delivery once more.

    The same bytes in the month's folder and in the county's, or under two names, are one delivery.
    """
    places: dict[str, list[str]] = {}
    known: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        known.setdefault(manifest.sha256, []).append(manifest)
    for file in files:
        for manifest in known.get(file.sha256, []):
            if file.county == manifest.county_code or (
                file.county is None and _would_be_same_without_folder(manifest)
            ):
                own = manifest.inbox_path == file.inbox_path
                listed = places.setdefault(manifest.delivery_id, [])
                listed.insert(0 if own else len(listed), file.inbox_path)
    return {
        path: (delivery, first) for delivery, (first, *others) in places.items() for path in others
    }


def _inside(
    archive: InboxFile, member: Member, folders: tuple[str, ...], regions: Regions
) -> InboxFile:
    return replace(
        archive,
        inbox_path=f"{archive.inbox_path}{INSIDE}{member.name}",
        county=_folder_county((*folders, *member.folders), regions),
        sha256=member.sha256,
        size_bytes=member.size_bytes,
        member=member,
    )


def _whole(manifests: list[Manifest]) -> list[Manifest]:
    """Leave out those of a file of several tables of which a killed run wrote only some."""
    there = Counter((m.sha256, m.folder_county_code) for m in manifests)
    return [m for m in manifests if there[m.sha256, m.folder_county_code] >= m.tables_in_file]


def _would_be_same_without_folder(manifest: Manifest) -> bool:
    return manifest.county_code == (manifest.content_county_code or UNKNOWN_COUNTY)


def _folder_county(folders: tuple[str, ...], regions: Regions) -> str | None:
    return next((code for folder in folders if (code := regions.county(folder))), None)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _files(folder: Path) -> Iterator[Path]:
    for entry in _entries(folder):
        if is_junk(entry.name):
            continue
        if entry.is_dir():
            yield from _files(entry)
        elif entry.is_file():
            yield entry
