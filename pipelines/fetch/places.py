"""What every place can do: tell its files, look at one again, read one from an offset.

Belongs here: the common part over an fsspec file system, and choosing the place of a source.
Does not belong here: what is particular to one kind of place (``*_place``), what to take.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pipelines.fetch.errors import PlaceError
from pipelines.fetch.kinds import FolderSource, HttpsSource, S3Source, SftpSource, SmbSource, Source
from pipelines.fetch.names import DEEPEST
from pipelines.fetch.reasons import is_absent, is_denied

T = TypeVar("T")

BLOCK = 1 << 20
"""Bytes of one read: what a broken line loses, and what a slow one must bring to seem alive."""
MOST_ENTRIES = 200_000
"""A listing longer than this is not a folder of exports; reading on would never end."""


@dataclass(frozen=True)
class Entry:
    """One file at a place. ``path`` is relative to the source's root and as the server says.

    ``address``: how the place itself calls the file, where that is not the path.
    """

    path: str
    size: int | None
    modified: float | None
    etag: str | None = None
    address: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    def is_same(self, size: Any, modified: Any, etag: Any) -> bool:
        """Return whether these are the size, time and mark of this state of the file."""
        both = self.etag and etag
        return self.size == size and self.modified == modified and (not both or self.etag == etag)


class Reader(Protocol):
    """An open file of a place."""

    def read(self, count: int, /) -> bytes:
        """Return at most ``count`` bytes; none at the end."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...


class Place(ABC):
    """A connection to one source. ``unreadable``: folders that could not be listed."""

    def __init__(self) -> None:
        self.unreadable: list[str] = []

    def listed(self, folder: str, is_root: bool, work: Callable[[], T]) -> T | None:
        """Return what ``work`` lists; None for a folder that is gone or may not be read.

        The root must be readable: its refusal is the source's.
        """
        try:
            return work()
        except Exception as error:
            if is_root or not (is_absent(error) or is_denied(error)):
                raise
            self.unreadable += [folder] if is_denied(error) else []
            return None

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Return every file below the root, in no order."""

    @abstractmethod
    def look(self, entry: Entry) -> Entry:
        """Return the file's state now."""

    @abstractmethod
    def open(self, entry: Entry, offset: int) -> Reader:
        """Return the file opened at ``offset``."""

    @abstractmethod
    def probe(self) -> None:
        """List the root once, to see that the place can be reached."""

    @abstractmethod
    def close(self) -> None:
        """End the connection; never raises."""


class TreePlace(Place):
    """A place whose folders an fsspec file system lists one by one."""

    def __init__(self, fs: Any, root: str) -> None:
        super().__init__()
        self.fs = fs
        self.root = root.rstrip("/")

    def entries(self) -> Iterator[Entry]:
        """Return every file below the root; links are not followed."""
        waiting = [("", 0)]
        count = 0
        while waiting:
            folder, depth = waiting.pop()
            found = self.listed(folder, not folder, partial(self._ls, folder))
            for info in found or []:
                count += 1
                if count > MOST_ENTRIES:
                    raise PlaceError(
                        f"目录中超过 {MOST_ENTRIES} 项。请在 sources.yml 中写更具体的目录。"
                    )
                name = str(info["name"]).rstrip("/").rpartition("/")[2]
                path = f"{folder}/{name}" if folder else name
                if self.is_folder(info):
                    if depth < DEEPEST and name not in ("", ".", ".."):
                        waiting.append((path, depth + 1))
                elif self.is_file(info):
                    yield self.entry(path, info)

    def _ls(self, folder: str) -> list[dict[str, Any]]:
        return list(self.fs.ls(self.full(folder) or "/", detail=True))

    def look(self, entry: Entry) -> Entry:
        """Return the file's state now."""
        return self.entry(entry.path, self.fs.info(self.full(entry.path)))

    def open(self, entry: Entry, offset: int) -> Reader:
        """Return the file opened at ``offset``."""
        file: Any = self.fs.open(self.full(entry.path), "rb")
        file.seek(offset)
        return file  # type: ignore[no-any-return]

    def probe(self) -> None:
        """List the root once."""
        self.fs.ls(self.root or "/", detail=True)

    def close(self) -> None:
        """End nothing: no connection stays open."""

    def full(self, path: str) -> str:
        """Return the file system's own name of ``path``."""
        return f"{self.root}/{path}" if path else self.root

    def is_folder(self, info: dict[str, Any]) -> bool:
        """Return whether a listed thing is a folder to look into."""
        return bool(info["type"] == "directory")

    def is_file(self, info: dict[str, Any]) -> bool:
        """Return whether a listed thing is a file."""
        return bool(info["type"] == "file")

    def entry(self, path: str, info: dict[str, Any]) -> Entry:
        """Return what the file system says of a file as an ``Entry``."""
        return Entry(path, info["size"], seconds(info.get("mtime") or info.get("LastModified")))


class FolderPlace(TreePlace):
    """A folder of this computer."""

    def is_folder(self, info: dict[str, Any]) -> bool:
        """Leave links out: one may lead round in circles or out of the folder."""
        return super().is_folder(info) and not info.get("islink")

    def is_file(self, info: dict[str, Any]) -> bool:
        """Leave links out: one may lead out of the folder."""
        return super().is_file(info) and not info.get("islink")


def seconds(when: Any) -> float | None:
    """Return a time of any file system as seconds since the epoch."""
    if when is None:
        return None
    if isinstance(when, datetime):
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    return float(when)


def open_place(source: Source, home: Path) -> Place:
    """Connect to a source; the libraries of its kind are imported only now.

    Raises:
        PlaceError, SecretError: a secret is missing or the server cannot be trusted.
        Exception: whatever its library raises; ``reasons`` puts it into words.
    """
    if isinstance(source, FolderSource):
        return _open_folder(source, home)
    if isinstance(source, SmbSource):
        from pipelines.fetch.smb_place import open_smb

        return open_smb(source, home)
    if isinstance(source, SftpSource):
        from pipelines.fetch.sftp_place import open_sftp

        return open_sftp(source, home)
    if isinstance(source, HttpsSource):
        from pipelines.fetch.https_place import open_https

        return open_https(source, home)
    if isinstance(source, S3Source):
        from pipelines.fetch.s3_place import open_s3

        return open_s3(source, home)
    raise PlaceError(f"不认识的来源种类 {source.kind}。")


def _open_folder(source: FolderSource, home: Path) -> Place:
    from fsspec.implementations.local import LocalFileSystem

    root = (home / Path(source.path).expanduser()).resolve()
    if not root.is_dir():
        raise PlaceError(f"目录 {root} 不存在或没有连接。请检查路径，网络盘请先连接。")
    return FolderPlace(LocalFileSystem(skip_instance_cache=True), root.as_posix())


def close_quietly(thing: Any) -> None:
    """Close ``thing``; a connection that is gone already is closed too."""
    with suppress(Exception):
        thing.close()
