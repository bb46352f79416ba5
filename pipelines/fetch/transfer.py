"""One file into ``work/fetch/``: in blocks, resumed where an earlier try ended, checked.

Belongs here: the part file. Does not belong here: which file, and where it goes in the inbox.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.fetch.errors import ChangedError, PlaceError
from pipelines.fetch.places import BLOCK, Entry, Place, Reader, close_quietly
from pipelines.fetch.records import write_json

_OVERLAP = 64 << 10
"""Bytes fetched again when resuming: a file replaced under the same size and time shows here."""
_SPARE = 200 << 20
"""Bytes that stay free on the disk for the refresh itself."""


class _OtherError(Exception):
    """The part does not end as the file there does: it is of another one."""


Watch = Callable[[int], None]


@dataclass(frozen=True)
class Part:
    """A half-fetched file: ``<key>.part`` and what it is of, ``<key>.json``."""

    folder: Path
    key: str

    @classmethod
    def of(cls, folder: Path, entry: Entry) -> Part:
        """Return the part file of ``entry``."""
        return cls(folder, sha256(entry.path.encode("utf-8", "surrogatepass")).hexdigest()[:20])

    @property
    def path(self) -> Path:
        """The bytes so far."""
        return self.folder / f"{self.key}.part"

    @property
    def note(self) -> Path:
        """Which state of the file they are of."""
        return self.folder / f"{self.key}.json"

    def drop(self) -> None:
        """Forget the part."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def size(self) -> int:
        """Return how many bytes have come so far."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


def download(place: Place, entry: Entry, part: Part, watch: Watch) -> str:
    """Fetch ``entry`` into ``part`` and return its SHA-256.

    ``watch`` gets the number of bytes there are after each block, and may raise to stop.

    Raises:
        ChangedError: the file is not the one that was listed any more.
        PlaceError: the disk has no room.
        Exception: whatever the place's library raises; what has come so far is kept.
    """
    part.folder.mkdir(parents=True, exist_ok=True)
    offset = _resume_at(part, entry)
    size = entry.size or 0
    if shutil.disk_usage(part.folder).free < size - offset + _SPARE:
        more = (size - offset) >> 20
        raise PlaceError(f"本机磁盘空间不够（还需 {more} MB）。请腾出空间后再运行。")
    try:
        digest = _read_into(place, entry, part, offset, watch)
    except _OtherError:
        part.drop()
        digest = _read_into(place, entry, part, _resume_at(part, entry), watch)
    now = place.look(entry)
    if not now.is_same(entry.size, entry.modified, entry.etag) or part.size() != size:
        part.drop()
        raise ChangedError("收取时文件又变了")
    return digest


def _resume_at(part: Part, entry: Entry) -> int:
    """Return how far an earlier try came with this very state of the file; else begin anew."""
    state = {"size": entry.size, "modified": entry.modified, "etag": entry.etag}
    there = part.size()
    told_apart = entry.modified is not None or entry.etag is not None
    if there and told_apart and there <= (entry.size or 0) and _noted(part) == state:
        return there
    part.drop()
    write_json(part.note, state)
    os.close(os.open(part.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    return 0


def _noted(part: Part) -> Any:
    try:
        return json.loads(part.note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _read_into(place: Place, entry: Entry, part: Part, offset: int, watch: Watch) -> str:
    """Append what is missing to the part; return the SHA-256 of all of it."""
    digest = sha256()
    overlap = min(offset, _OVERLAP)
    watch(offset)
    with part.path.open("r+b") as file:
        while data := file.read(BLOCK):
            digest.update(data)
        file.seek(offset - overlap)
        ours = file.read(overlap)
        have = offset
        reader = place.open(entry, offset - overlap)
        try:
            data = _beyond(reader, ours)
            while data or (have < (entry.size or 0) and (data := reader.read(BLOCK))):
                file.write(data)
                digest.update(data)
                have += len(data)
                data = b""
                watch(have)
        finally:
            close_quietly(reader)
    return digest.hexdigest()


def _beyond(reader: Reader, ours: bytes) -> bytes:
    """Return what the reader gave after ``ours``, with which it must begin."""
    theirs = b""
    while len(theirs) < len(ours) and (data := reader.read(len(ours) - len(theirs))):
        theirs += data
    if theirs[: len(ours)] != ours:
        raise _OtherError
    return theirs[len(ours) :]
