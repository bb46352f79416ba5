"""What the office wrote into papers is not lost: files changed by hand are told from our own.

Belongs here: the record of what was written, and which files are no longer that. Does not belong
here: writing or swapping papers.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

LOCKS = ("~$", ".~lock")
"""What Word and LibreOffice put beside a file that is open."""


def changed(folder: Path) -> list[str]:
    """Return the names of files in ``folder`` that a person changed or put there."""
    try:
        written = json.loads(_record(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        written = {}
    return [name for name, digest in _digests(folder).items() if written.get(name) != digest]


def record(folder: Path) -> None:
    """Remember what stands in ``folder`` as written by this program."""
    text = json.dumps(_digests(folder), ensure_ascii=False, indent=2, sort_keys=True)
    new = _record(folder).with_suffix(".json.new")
    new.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    new.replace(_record(folder))


def _record(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(LOCKS)
    }
