"""What lies in the inbox: months, files, junk, and what has not been archived yet.

Belongs here: looking at ``inbox/YYYY-MM/[<county folder>/]<file>``. Reads no cell of a file.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.intake.errors import IntakeError
from pipelines.intake.files import write_text
from pipelines.intake.manifests import UNKNOWN_COUNTY, Manifest, read_manifests
from pipelines.intake.regions import Regions, load_regions
from pipelines.intake.version import is_of_reader, reader_version
from pipelines.months import is_month
from pipelines.settings import Settings

_JUNK_NAMES = {"thumbs.db", "desktop.ini", "__macosx"}
_JUNK_STARTS = (".", "~$", "~")
_JUNK_ENDS = (".tmp", ".part", ".crdownload", ".download", ".partial", ".lnk")
_BLOCK = 1 << 20
_SETTLED_SECONDS = 3.0
"""A file changed less than this ago may change again within one tick of the file system's clock."""


@dataclass(frozen=True)
class InboxFile:
    """One file of a month. ``county`` is what its folder names, if it does."""

    path: Path
    inbox_path: str
    county: str | None
    sha256: str
    size_bytes: int
    received_at: str


def is_junk(name: str) -> bool:
    """Return whether a name is left behind by an office program or an operating system."""
    lower = name.lower()
    return lower in _JUNK_NAMES or lower.startswith(_JUNK_STARTS) or lower.endswith(_JUNK_ENDS)


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
    return [file.path for file in waiting(settings, month)]


def waiting(settings: Settings, month: str) -> list[InboxFile]:
    """Return the month's files without a manifest, one per folder county and content.

    A file whose manifest an older reader wrote (other layouts, other code) waits again.
    """
    files = inbox_files(settings, month)
    if not files:
        return []
    reader = reader_version(settings)
    manifests = [m for m in read_manifests(settings, month) if is_of_reader(m, reader)]
    done: set[tuple[str | None, str]] = {(m.county_code, m.sha256) for m in manifests}
    done |= {(None, m.sha256) for m in manifests if _would_be_same_without_folder(m)}
    found = []
    for file in files:
        identity = (file.county, file.sha256)
        if identity not in done:
            done.add(identity)
            found.append(file)
    return found


def inbox_files(settings: Settings, month: str) -> list[InboxFile]:
    """Return every file of the month with its hash, in order of their paths.

    Raises:
        IntakeError: the month is not written ``YYYY-MM``, or a file cannot be read.
    """
    if not is_month(month):
        raise IntakeError(f"月份应写成 2022-06 这样的形式（2021-01 起），现为“{month}”。")
    folder = settings.inbox / month
    paths = sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix())
    if not paths:
        return []
    regions = load_regions(settings.seeds)
    hashes = _Hashes(settings, month)
    files = []
    for path in paths:
        try:
            stat = path.stat()
            sha256 = hashes.of(path, stat.st_size, stat.st_mtime_ns)
        except OSError as error:
            raise IntakeError(
                f"收件目录中的 {path} 无法读取（可能正被其他程序打开或没有权限）。"
                "请关闭占用它的程序后重新运行。"
            ) from error
        received = datetime.fromtimestamp(int(stat.st_mtime), UTC)
        files.append(
            InboxFile(
                path=path,
                inbox_path=path.relative_to(settings.inbox).as_posix(),
                county=_folder_county(path.relative_to(folder).parts[:-1], regions),
                sha256=sha256,
                size_bytes=stat.st_size,
                received_at=received.strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
        )
    hashes.save()
    return files


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


class _Hashes:
    """SHA-256 of inbox files, remembered by path, size and time of change.

    Lives in the scratch folder: losing it costs only time.
    """

    def __init__(self, settings: Settings, month: str) -> None:
        self._inbox = settings.inbox
        self._path = settings.work / "intake" / f"hashes-{month}.json"
        self._old = self._load()
        self._new: dict[str, Any] = {}
        self._started = time.time()

    def of(self, path: Path, size: int, mtime_ns: int) -> str:
        """Return the file's hash, reading it only when it is new or has changed."""
        key = path.relative_to(self._inbox).as_posix()
        known = self._old.get(key)
        if isinstance(known, list) and len(known) == 3 and known[:2] == [size, mtime_ns]:
            self._new[key] = known
            return str(known[2])
        digest = sha256_of(path)
        if abs(self._started - mtime_ns / 1e9) > _SETTLED_SECONDS:
            self._new[key] = [size, mtime_ns, digest]
        return digest

    def save(self) -> None:
        """Keep what was hashed for the next look."""
        if self._new != self._old:
            write_text(self._path, json.dumps(self._new, ensure_ascii=False, sort_keys=True))

    def _load(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
