"""ZIP archives of exports: which files are in one, and the bytes of each.

Belongs here: listing and unpacking, names in UTF-8 or GBK, what makes an archive unfit. A
member is read to a path that this room chooses: its own name is only ever shown.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pipelines.intake import limits
from pipelines.intake.errors import UNREADABLE, Refusal
from pipelines.intake.junk import is_junk
from pipelines.intake.package_check import DAMAGED, incomplete, is_document

ZIP_START = b"PK"
INSIDE = "!"
"""Stands between an archive and the name of its member."""
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others allocate what the file tells them to."""
_BLOCK = 1 << 20
_ADVICE = "请解压后把里面的表（xls、xlsx、csv）放入收件目录。"


@dataclass(frozen=True)
class Member:
    """One file of an archive. ``at`` are its positions, one per archive it is inside of."""

    name: str
    at: tuple[int, ...]
    sha256: str
    size_bytes: int

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that the member lies in, archives in the archive among them."""
        return tuple(self.name.replace(INSIDE, "/").split("/")[:-1])


def members(path: Path) -> list[Member] | None:
    """Return the files of an archive in the order of their names, None for any other file.

    An archive that has to be refused is None too: its reader says why (``refusal_of``).
    """
    with path.open("rb") as stream:
        if stream.read(len(ZIP_START)) != ZIP_START:
            return None
        try:
            found = list(_listed(stream, path.name, ()))
        except (Refusal, *DAMAGED):
            return None
    return sorted(found, key=lambda member: (member.name, member.at)) or None


def refusal_of(content: bytes, file_name: str) -> Refusal | None:
    """Return why an archive is not opened; None when ``content`` is no archive of files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if is_document(set(archive.namelist())):
                return None
            found = _entries(archive, file_name)
            if not found:
                return _unfit(file_name, "压缩包，里面没有文件")
            for _, entry, _ in found:
                _digest(archive, entry)
    except Refusal as refusal:
        return refusal
    except DAMAGED:
        return incomplete(file_name)
    return _unfit(file_name, f"压缩包，套了超过 {limits.MAX_NESTING} 层")


def copy_member(path: Path, at: tuple[int, ...], target: Path) -> None:
    """Write the bytes of the member of ``path`` at the positions ``at`` to ``target``.

    Raises:
        OSError, zipfile.BadZipFile: the archive has changed since it was listed.
    """
    with path.open("rb") as stream:
        _copy(stream, at, target)


def _copy(stream: IO[bytes], at: tuple[int, ...], target: Path) -> None:
    with zipfile.ZipFile(stream) as archive:
        entry = archive.infolist()[at[0]]
        if len(at) > 1:
            _copy(io.BytesIO(archive.read(entry)), at[1:], target)
            return
        with archive.open(entry) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, _BLOCK)


def _listed(stream: IO[bytes], file_name: str, outer: tuple[int, ...]) -> Iterator[Member]:
    with zipfile.ZipFile(stream) as archive:
        if is_document(set(archive.namelist())):
            return
        for position, entry, name in _entries(archive, file_name):
            at = (*outer, position)
            inner = list(_inside(archive, entry, name, at))
            if inner:
                yield from inner
            else:
                yield Member(name, at, _digest(archive, entry), entry.file_size)


def _inside(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, at: tuple[int, ...]
) -> Iterator[Member]:
    """Yield the files of an archive inside an archive; nothing for any other file."""
    if len(at) >= limits.MAX_NESTING or entry.file_size > limits.MAX_INNER_ARCHIVE_BYTES:
        return
    with _inner_archive(archive, entry) as content:
        if content is None:
            return
        try:
            found = list(_listed(content, name, at))
        except (Refusal, *DAMAGED):
            return  # it becomes a delivery of its own, and is refused with its own reason
    for member in found:
        yield Member(f"{name}{INSIDE}{member.name}", member.at, member.sha256, member.size_bytes)


@contextmanager
def _inner_archive(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[io.BytesIO | None]:
    if not entry.filename.lower().endswith(".zip"):
        yield None
        return
    with io.BytesIO(archive.read(entry)) as content:
        yield content if content.getvalue().startswith(ZIP_START) else None


def _entries(archive: zipfile.ZipFile, file_name: str) -> list[tuple[int, zipfile.ZipInfo, str]]:
    """Return position, entry and readable name of every file, what programs leave aside."""
    entries = archive.infolist()
    if len(entries) > limits.MAX_MEMBERS:
        raise _unfit(file_name, f"压缩包，里面有 {len(entries):,} 个文件，太多了")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise _unfit(file_name, "设有密码的压缩包")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise _unfit(file_name, "用少见方式压缩的压缩包")
    _check_sizes(entries, file_name)
    found = []
    for position, entry in enumerate(entries):
        name = _name(entry)
        if _leads_out(name):
            raise _unfit(file_name, "压缩包，里面有指向包外的文件名，不安全")
        parts = PurePosixPath(name).parts
        if not entry.is_dir() and parts and not any(is_junk(part) for part in parts):
            found.append((position, entry, name))
    return found


def _check_sizes(entries: list[zipfile.ZipInfo], file_name: str) -> None:
    largest = max((entry.file_size for entry in entries), default=0)
    total = sum(entry.file_size for entry in entries)
    blown = any(
        entry.file_size > limits.RATIO_FROM_BYTES
        and entry.file_size > limits.MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if blown or largest > limits.MAX_MEMBER_BYTES or total > limits.MAX_ARCHIVE_BYTES:
        raise _unfit(file_name, "压缩包，解压后过大")


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the member's name: without the UTF-8 flag the bytes are UTF-8 or GBK all the same."""
    name = entry.orig_filename if not entry.flag_bits & _UTF8_NAME else entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", errors="replace")
    name = name.split("\0")[0].replace("\\", "/")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _unfit(file_name: str, what: str) -> Refusal:
    return Refusal(UNREADABLE, f"文件“{file_name}”是{what}。{_ADVICE}")
