"""One folder of alerts: written aside, swapped in, readable by its owner only.

Belongs here: files, modes, the swap, and the small state that counts 第n次.
Does not belong here: what the files say.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.alerts.model import AlertError

STATE_NAME = ".state.json"
_LOCK_NAME = ".lock"
_LOCK_SECONDS = 60
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


@dataclass(frozen=True)
class State:
    """What a folder's alert says, in short, for those who send it.

    ``issue``: how often this month's content changed, from 1; ``content_hash``: SHA-256;
    ``due_on``: the date that the alert names, ISO (empty where an earlier version wrote the
    folder); ``brief``: the message of a messenger.
    """

    issue: int
    content_hash: str
    due_on: str
    brief: str = ""
    counts: dict[str, Any] = field(default_factory=dict)
    problem_keys: tuple[str, ...] = ()

    def count(self, name: str) -> int:
        """Return one of the counts; 0 where it is not recorded."""
        return int(self.counts.get(name, 0))


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can open, and return it."""
    path.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    path.chmod(_FOLDER_MODE)
    return path


@contextmanager
def only_one(alerts: Path) -> Iterator[None]:
    """Let one process at a time write or send alerts.

    Raises:
        AlertError: another one has been at it for a minute.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(private_folder(alerts) / _LOCK_NAME, _LOCK_SECONDS, mode=_FILE_MODE):
            yield
    except Timeout as error:
        raise AlertError("另一个程序正在生成或发送提醒，请等它结束后再试。") from error


def read_state(folder: Path) -> State | None:
    """Return the state of a folder; None when there is none or it cannot be understood."""
    _recover(folder)
    path = folder / STATE_NAME
    if not path.exists():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return State(
            issue=int(raw["issue"]),
            content_hash=str(raw["content_hash"]),
            due_on=date.fromisoformat(raw["due_on"]).isoformat() if "due_on" in raw else "",
            brief=str(raw.get("brief", "")),
            counts=dict(raw.get("counts", {})),
            problem_keys=tuple(map(str, raw.get("problem_keys", ()))),
        )
    except (OSError, ValueError, KeyError, TypeError):
        # Losing the count costs a wrong 第n次; stopping here would cost the alert.
        return None


def next_state(before: State | None, content_hash: str, due_on: date) -> State:
    """Return the state after writing this content: issue and date stay when nothing changed."""
    if before is None:
        return State(1, content_hash, due_on.isoformat())
    if before.content_hash == content_hash and before.due_on:
        return before
    return State(before.issue + 1, content_hash, due_on.isoformat())


def replace_folder(folder: Path, files: Mapping[str, bytes], state: State) -> None:
    """Write the files beside ``folder`` and put them in its place as a whole.

    Raises:
        AlertError: a file is open in another program (Windows), or the disk refuses.
    """
    private_folder(folder.parent)
    aside, old = _aside(folder), _old(folder)
    try:
        shutil.rmtree(aside, ignore_errors=True)
        private_folder(aside)
        text = json.dumps(asdict(state), ensure_ascii=False)
        for name, content in {**files, STATE_NAME: f"{text}\n".encode()}.items():
            (aside / name).touch(mode=_FILE_MODE)
            (aside / name).write_bytes(content)
        _swap(aside, folder, old)
    except OSError as error:
        raise AlertError(
            f"无法写入 {folder}：请关闭正在打开其中文件的 Excel 或 WPS，"
            "并检查磁盘空间和文件夹权限，然后重试。"
        ) from error


def _swap(aside: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _recover(folder: Path) -> None:
    """Finish or undo a swap that was cut off between its two renames."""
    old = _old(folder)
    if not old.exists():
        return
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(folder)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")
