"""Hashes of inbox files and of the members of archives, remembered between looks.

Belongs here: hashing and the memory of it. The memory lives in the scratch folder: losing it
costs only time.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.intake.archive_file import Member, members
from pipelines.intake.files import write_text
from pipelines.settings import Settings

_BLOCK = 1 << 20
_SETTLED_SECONDS = 3.0
"""A file changed less than this ago may change again within one tick of the file system's clock."""


@dataclass(frozen=True)
class Fingerprint:
    """A file's hash, and the files in it where it is an archive."""

    sha256: str
    members: tuple[Member, ...] = ()


class Fingerprints:
    """The fingerprints of a month's files, by path, size and time of change.

    ``reader`` is the version of the code that looked into the archives.
    """

    def __init__(self, settings: Settings, month: str, reader: str) -> None:
        self._inbox = settings.inbox
        self._path = _path(settings, month)
        self._reader = reader
        self._old = self._load()
        self._new: dict[str, Any] = {}
        self._started = time.time()

    def of(self, path: Path, size: int, mtime_ns: int) -> Fingerprint:
        """Return the file's fingerprint, reading it only when it is new or has changed."""
        key = path.relative_to(self._inbox).as_posix()
        stamp = [size, mtime_ns, self._reader]
        known = self._old.get(key)
        if isinstance(known, list) and len(known) == 5 and known[:3] == stamp:
            self._new[key] = known
            return Fingerprint(known[3], tuple(_member(entry) for entry in known[4]))
        found = Fingerprint(sha256_of(path), tuple(members(path) or ()))
        if abs(self._started - mtime_ns / 1e9) > _SETTLED_SECONDS:
            self._new[key] = [*stamp, found.sha256, [asdict(m) for m in found.members]]
        return found

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


def was_looked_at(settings: Settings, month: str) -> bool:
    """Tell whether fingerprints of the month are kept."""
    return _path(settings, month).exists()


def _path(settings: Settings, month: str) -> Path:
    return settings.work / "intake" / f"hashes-{month}.json"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _member(entry: dict[str, Any]) -> Member:
    return Member(entry["name"], tuple(entry["at"]), entry["sha256"], entry["size_bytes"])
