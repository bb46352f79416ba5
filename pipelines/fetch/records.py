"""What was taken from a source: ``archive/fetched/<source>.json``.

Belongs here: that record, and the scratch note of files seen but not yet settled.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from pipelines.fetch.errors import PlaceError
from pipelines.fetch.places import Entry
from pipelines.settings import Settings

_SAVE_EVERY = 2.0
"""Seconds. A record lost with the last seconds costs a second copy that is recognised as such."""


class Record:
    """Every state of every file that was taken, by its path at the source."""

    def __init__(self, settings: Settings, source: str) -> None:
        self.path = settings.archive / "fetched" / f"{source}.json"
        self.files: dict[str, list[dict[str, Any]]] = _read(self.path)
        self._saved = time.monotonic()

    def has(self, entry: Entry) -> bool:
        """Return whether this state of the file was taken."""
        return any(
            entry.is_same(seen.get("size"), seen.get("modified"), seen.get("etag"))
            for seen in self.files.get(entry.path, [])
        )

    def holds(self, entry: Entry, sha256: str) -> bool:
        """Return whether the file was taken with this content, at whatever time."""
        return any(seen.get("sha256") == sha256 for seen in self.files.get(entry.path, []))

    def add(self, entry: Entry, sha256: str, inbox_path: str | None) -> None:
        """Note that the file was taken."""
        self.files.setdefault(entry.path, []).append(
            {
                "size": entry.size,
                "modified": entry.modified,
                "etag": entry.etag,
                "sha256": sha256,
                "inbox_path": inbox_path,
                "fetched_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            }
        )
        if time.monotonic() - self._saved > _SAVE_EVERY:
            self.save()

    def save(self) -> None:
        """Write the record whole."""
        write_json(self.path, {"files": self.files})
        self._saved = time.monotonic()


class Sightings:
    """Since when a file has looked as it looks now; may be lost without harm."""

    def __init__(self, settings: Settings, source: str) -> None:
        self.path = settings.work / "fetch" / f"{source}.seen.json"
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            self.seen = dict(content["seen"])
        except (OSError, ValueError, KeyError, TypeError):
            self.seen = {}

    def since(self, entry: Entry, now: float) -> float:
        """Return when the file was first seen like this; now, if it was not."""
        size, modified, etag, when = self.seen.get(entry.path, (None, None, None, now))
        same = entry.is_same(size, modified, etag) and when <= now
        first = float(when) if same else now
        self.seen[entry.path] = (entry.size, entry.modified, entry.etag, first)
        return first

    def keep(self, paths: list[str]) -> None:
        """Write down what is still waited for."""
        self.seen = {path: self.seen[path] for path in paths if path in self.seen}
        write_json(self.path, {"seen": self.seen})


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file of the owner's alone, under another name first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1, sort_keys=True)
    scratch.replace(path)


def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    if not path.exists():
        return {}
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        if all(isinstance(seen, list) for seen in files.values()):
            return dict(files)
        raise TypeError
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise PlaceError(
            f"收取记录 {path} 损坏。请从备份恢复；没有备份时删除它再运行："
            "全部文件会重新取一遍，内容相同的不会重复放入。"
        ) from None
