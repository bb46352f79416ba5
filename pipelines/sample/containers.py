"""What files are handed in inside of: archives, and workbooks with a password.

Belongs here: making both the same way every time. Does not belong here: the files (``books``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.sample.delivery import Delivery

_PACKED_AT = (2021, 1, 1, 0, 0, 0)
"""Archives carry dates; a real clock would change the bytes."""


def pack(deliveries: list[Delivery], inbox: Path) -> Path:
    """Put the files that were written for an archive into it; all ``deliveries`` are of it."""
    path = inbox / deliveries[0].archive
    folder = path.with_name(f"{path.name}.part")
    part = path.with_name(f"{path.name}.tmp")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, _PACKED_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    received = deliveries[0].received
    os.utime(part, (received, received))
    part.replace(path)
    shutil.rmtree(folder)
    return path


def lock(path: Path, password: str) -> None:
    """Encrypt a workbook in place; salts come from its content, so that the bytes repeat."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    plain = path.read_bytes()
    locked = path.with_name(f"{path.name}.locked")
    salts = _Salts(hashlib.sha256(plain).digest())
    with (
        path.open("rb") as source,
        locked.open("wb") as target,
        _repeatable(salts),
    ):
        OOXMLFile(source).encrypt(password, target)
    locked.replace(path)


@contextmanager
def _repeatable(salts: _Salts) -> Iterator[None]:
    """Have the library take its salts from ``salts`` and its clock from the archives meanwhile."""
    from msoffcrypto.method import ecma376_agile  # type: ignore[import-untyped]
    from msoffcrypto.method.container import ecma376_encrypted  # type: ignore[import-untyped]

    usual_salts, usual_clock = ecma376_agile._random_buffer, ecma376_encrypted.datetime2filetime
    ecma376_agile._random_buffer = salts
    ecma376_encrypted.datetime2filetime = lambda _: usual_clock(dt.datetime(*_PACKED_AT))
    try:
        yield
    finally:
        ecma376_agile._random_buffer = usual_salts
        ecma376_encrypted.datetime2filetime = usual_clock


class _Salts:
    """Bytes that follow from a seed, in place of random ones."""

    def __init__(self, seed: bytes) -> None:
        self._state = seed

    def __call__(self, size: int) -> bytes:
        drawn = b""
        while len(drawn) < size:
            self._state = hashlib.sha256(self._state).digest()
            drawn += self._state
        return drawn[:size]
