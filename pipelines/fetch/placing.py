"""A whole file into the inbox: under its name, or beside the one that has it.

Belongs here: the last step, which is one rename. A file of the inbox is never overwritten.
"""

from __future__ import annotations

import errno
import os
import shutil
from hashlib import file_digest
from pathlib import Path
from uuid import uuid4

from pipelines.fetch.names import numbered

_MOST_VERSIONS = 10_000


def place_file(part: Path, folder: Path, name: str, sha256: str) -> Path | None:
    """Move ``part`` into ``folder`` as ``name``, ``name (2)``, …; return where it is now.

    None: the folder has a file of that name with the same content; the part is left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    size = part.stat().st_size
    source = _on_this_disk(part, folder)
    for number in range(1, _MOST_VERSIONS):
        target = folder / (name if number == 1 else numbered(name, number))
        if target.exists():
            if _has_content(target, size, sha256):
                _forget(source, part)
                return None
            continue
        try:
            _rename_to_free_name(source, target)
        except FileExistsError:
            continue
        return target
    raise FileExistsError(errno.EEXIST, "too many versions of one name")


def _rename_to_free_name(part: Path, target: Path) -> None:
    if os.name == "nt":
        part.rename(target)
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: another program may only slip in between these lines.
        if target.exists():
            raise FileExistsError(errno.EEXIST, "taken") from None
        part.rename(target)
    else:
        part.unlink()


def _on_this_disk(part: Path, folder: Path) -> Path:
    if part.stat().st_dev == folder.stat().st_dev:
        return part
    hidden = folder / f".{uuid4().hex}.part"
    shutil.copy2(part, hidden)
    return hidden


def _forget(source: Path, part: Path) -> None:
    if source != part:
        source.unlink(missing_ok=True)


def _has_content(path: Path, size: int, sha256: str) -> bool:
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == sha256
