"""What is to be sent, and whether it was: ``alerts/outbox/<id>.json``, one file a message.

Belongs here: those files, when a message is tried again, and which are due. A file is written
aside and renamed: a crash leaves the state before or after. A message is marked delivered only
after the other side took it, so that a crash in between sends it once more, never not at all.
Does not belong here: sending (``send``), what a message says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pipelines.alerts.channels import Channel
from pipelines.alerts.due import CHINA
from pipelines.alerts.folder import State, private_folder
from pipelines.alerts.journal import DELIVERED, FAILED, OUTBOX, REMOVED, REPLACED, note

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=12)
_FILE_MODE = 0o600
Status = Literal["waiting", "delivered", "failed", "replaced"]
UNSENT = ("waiting", "failed")


@dataclass(frozen=True)
class Parcel:
    """One alert for one channel.

    ``channel`` is the channel's identity, ``shown`` its name without secret or full address.
    Times are ISO, China's. ``reason``: why the last try failed, or why it is not sent any more.
    """

    number: str
    county_code: str
    month: str
    issue: int
    channel: str
    shown: str
    made_at: str
    status: Status = "waiting"
    tries: int = 0
    reason: str = ""
    next_try: str = ""
    delivered_at: str = ""

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be tried at ``now``."""
        if self.status not in UNSENT:
            return False
        return not self.next_try or datetime.fromisoformat(self.next_try) <= now


def number_of(county_code: str, month: str, state: State, channel: Channel) -> str:
    """Name one content for one channel; content that changed and changed back is another."""
    parts = [county_code, month, str(state.issue), state.content_hash, channel.identity]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


class Outbox:
    """The messages of one home folder."""

    def __init__(self, alerts: Path) -> None:
        self.alerts = alerts
        self.folder = alerts / OUTBOX

    def parcels(self) -> list[Parcel]:
        """Return every message, oldest first; a file that cannot be read counts as not sent."""
        return sorted(self._read(), key=lambda parcel: (parcel.made_at, parcel.number))

    def _read(self) -> Iterator[Parcel]:
        for path in self.folder.glob("[0-9a-f]*.json"):
            try:
                yield Parcel(**json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError):
                continue

    def due(self, now: datetime) -> list[Parcel]:
        """Return what waits and is to be tried at ``now``, oldest first."""
        return [parcel for parcel in self.parcels() if parcel.is_due(now)]

    def add(self, parcel: Parcel) -> None:
        """Keep a new message."""
        self._write(parcel)

    def mark_delivered(self, parcel: Parcel, now: datetime) -> Parcel:
        """Mark that the other side took it."""
        marked = replace(
            parcel,
            status="delivered",
            tries=parcel.tries + 1,
            reason="",
            next_try="",
            delivered_at=_iso(now),
        )
        return self._kept(marked, DELIVERED, parcel.shown)

    def mark_failed(self, parcel: Parcel, reason: str, now: datetime) -> Parcel:
        """Mark a try that failed, and when the next one is: later every time."""
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(parcel.tries, 16))
        marked = replace(
            parcel,
            status="failed",
            tries=parcel.tries + 1,
            reason=reason,
            next_try=_iso(now + pause),
        )
        return self._kept(marked, FAILED, f"{parcel.shown}：{reason}")

    def mark_replaced(self, parcel: Parcel, reason: str) -> Parcel:
        """Mark that it is not sent any more, and why."""
        marked = replace(parcel, status="replaced", reason=reason, next_try="")
        return self._kept(marked, REPLACED, f"{parcel.shown}：{reason}")

    def remove_old(self, current: Collection[str], before: datetime) -> int:
        """Delete what was settled before then and is no channel's newest message; return how many.

        A newest one stays however old it is: without it the channel would get it again.
        """
        old = [
            parcel
            for parcel in self._read()
            if parcel.status not in UNSENT
            and parcel.number not in current
            and datetime.fromisoformat(parcel.delivered_at or parcel.made_at) < before
        ]
        for parcel in old:
            self._path(parcel).unlink(missing_ok=True)
            note(self.alerts, REMOVED, parcel.county_code, parcel.month, parcel.issue, parcel.shown)
        return len(old)

    def _kept(self, parcel: Parcel, what: str, about: str) -> Parcel:
        self._write(parcel)
        note(self.alerts, what, parcel.county_code, parcel.month, parcel.issue, about)
        return parcel

    def _write(self, parcel: Parcel) -> None:
        private_folder(self.folder)
        path = self._path(parcel)
        part = path.with_name(f".{path.name}.part")
        part.touch(mode=_FILE_MODE)
        part.write_text(f"{json.dumps(asdict(parcel), ensure_ascii=False)}\n", encoding="utf-8")
        part.replace(path)

    def _path(self, parcel: Parcel) -> Path:
        return self.folder / f"{parcel.number}.json"


def new_parcel(
    county_code: str, month: str, state: State, channel: Channel, now: datetime
) -> Parcel:
    """Return a message that waits to be sent."""
    return Parcel(
        number=number_of(county_code, month, state, channel),
        county_code=county_code,
        month=month,
        issue=state.issue,
        channel=channel.identity,
        shown=channel.shown,
        made_at=_iso(now),
    )


def _iso(now: datetime) -> str:
    return now.astimezone(CHINA).isoformat(timespec="seconds")
