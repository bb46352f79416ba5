"""What happened to the alerts: ``alerts/outbox/journal.jsonl``, one line an event.

Belongs here: the record that ``employment alerts log`` shows. No address in full, no secret and no
person is in it. Does not belong here: what still has to be sent (``outbox``).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pipelines.alerts.due import CHINA
from pipelines.alerts.folder import private_folder

OUTBOX, JOURNAL_NAME = "outbox", "journal.jsonl"
QUIET, DELIVERED, FAILED, REPLACED = "与上次相同", "已送达", "没有送到", "不再发送"
REMOVED = "删除发送记录"
IDENTITIES_MADE, IDENTITIES_REMOVED = "生成身份名单", "删除身份名单"
_FILE_MODE = 0o600


@dataclass(frozen=True)
class Event:
    """One line: when (China time, ISO), what, of which alert; ``about``: channel or reason."""

    at: str
    what: str
    county_code: str
    month: str
    issue: int = 0
    about: str = ""


def note(
    alerts: Path, what: str, county_code: str, month: str, issue: int = 0, about: str = ""
) -> None:
    """Append one event and wait until it is on the disk."""
    event = Event(china_now(), what, county_code, month, issue, about)
    path = private_folder(alerts / OUTBOX) / JOURNAL_NAME
    path.touch(mode=_FILE_MODE)
    line = f"{json.dumps(asdict(event), ensure_ascii=False)}\n".encode()
    # A line that a crash cut off ends here, so that only it is lost.
    line = line if _ends_with_a_line(path) else b"\n" + line
    with path.open("ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def read_journal(alerts: Path) -> list[Event]:
    """Return all events, oldest first; a line that a crash cut off is left out."""
    path = alerts / OUTBOX / JOURNAL_NAME
    if not path.exists():
        return []
    events = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            events.append(Event(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return events


def china_now() -> str:
    """Return the time in China, to the second."""
    return datetime.now(CHINA).isoformat(timespec="seconds")
