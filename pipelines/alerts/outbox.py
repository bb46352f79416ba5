"""Which alert went to which address: ``alerts/outbox.jsonl``, one line a message sent.

Belongs here: the record that keeps the same content from being sent twice, also after a crash.
Does not belong here: sending (``send``), what a message looks like (``mail``).
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.alerts.folder import State

OUTBOX_NAME = "outbox.jsonl"
_FILE_MODE = 0o600


@dataclass(frozen=True)
class Envelope:
    """One alert for one address; ``content`` names the content and its 第n次."""

    month: str
    county_code: str
    recipient: str
    content: str


def content_of(state: State) -> str:
    """Name what was sent: content that changed and changed back is sent again."""
    return hashlib.sha256(f"{state.issue}:{state.content_hash}".encode()).hexdigest()


def read_outbox(alerts: Path) -> set[Envelope]:
    """All messages sent so far. A line that a crash cut off counts as not sent."""
    path = alerts / OUTBOX_NAME
    if not path.exists():
        return set()
    sent = set()
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            raw = json.loads(line)
            sent.add(
                Envelope(raw["month"], raw["county_code"], raw["recipient"], raw["content_hash"])
            )
        except (ValueError, KeyError, TypeError):
            continue
    return sent


def record_sent(alerts: Path, envelope: Envelope) -> None:
    """Append one line and wait until it is on the disk."""
    line = json.dumps(
        {
            "month": envelope.month,
            "county_code": envelope.county_code,
            "recipient": envelope.recipient,
            "content_hash": envelope.content,
            "sent_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    )
    path = alerts / OUTBOX_NAME
    path.touch(mode=_FILE_MODE)
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
