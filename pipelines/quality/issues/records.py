"""What people did about findings: the append-only records in the archive, as values and files.

Belongs here: the shape of a record, reading all of them, writing one.
Does not belong here: what may be asked or decided (``exemptions``), what follows (``states``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.intake.files import write_text
from pipelines.quality.errors import QualityError
from pipelines.settings import Settings

APPROVED: Final = "approved"
REJECTED: Final = "rejected"
REVOKED: Final = "revoked"
ReplyKind = Literal["corrected", "exemption"]


class _Record(BaseModel):
    # A later version may write more than this one reads.
    model_config = ConfigDict(extra="ignore", frozen=True)


class Dispatch(_Record):
    """One digest that reached a county."""

    dispatch_id: str
    report_month: str
    county_code: str
    channel: str = ""
    sent_on: dt.date
    due_on: dt.date
    problem_keys: tuple[str, ...]


class Exemption(_Record):
    """A request that a finding may stay, and what was decided about it."""

    exemption_id: str
    problem_key: str
    rule_id: str
    county_code: str
    finding_id: str
    report_month: str
    reason: str
    requested_by: str
    requested_on: dt.date
    until: dt.date | None = None
    """The last day that was asked for; None: the office's usual time."""
    decision: Literal["approved", "rejected", "revoked"] | None = None
    decided_by: str | None = None
    decided_on: dt.date | None = None
    decision_note: str | None = None
    expires_on: dt.date | None = None

    @property
    def ended_on(self) -> dt.date | None:
        """The last day on which it holds; None where it never held."""
        if self.decision == APPROVED:
            return self.expires_on
        if self.decision == REVOKED and self.decided_on and self.expires_on:
            return min(self.expires_on, self.decided_on - dt.timedelta(days=1))
        return None


class Closure(_Record):
    """A finding closed by hand; it holds until the problem is found in a later month."""

    problem_key: str
    county_code: str
    finding_id: str
    report_month: str
    reason: str
    closed_by: str
    closed_on: dt.date


class ReplyRow(_Record):
    """What a returned workbook says of one finding."""

    finding_id: str
    problem_key: str
    kind: ReplyKind
    note: str = ""


class Reply(_Record):
    """A returned workbook that was read."""

    county_code: str
    report_month: str
    file_name: str
    sha256: str
    read_on: dt.date
    rows: tuple[ReplyRow, ...]


class Records(_Record):
    """Every record there is."""

    dispatches: tuple[Dispatch, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    closures: tuple[Closure, ...] = ()
    replies: tuple[Reply, ...] = ()


_Kind = TypeVar("_Kind", bound=_Record)


def read_records(settings: Settings) -> Records:
    """Return every record of the archive.

    Raises:
        QualityError: one cannot be read.
    """
    return Records(
        dispatches=tuple(_read(settings.archive / "dispatches", Dispatch)),
        exemptions=read_exemptions(settings),
        closures=tuple(_read(settings.archive / "closures", Closure)),
        replies=tuple(_read(settings.archive / "replies", Reply)),
    )


def read_exemptions(settings: Settings) -> tuple[Exemption, ...]:
    """Return every exemption that was ever asked for.

    Raises:
        QualityError: one cannot be read.
    """
    return tuple(_read(settings.archive / "exemptions", Exemption))


def _read(folder: Path, kind: type[_Kind]) -> Iterator[_Kind]:
    for path in sorted(folder.glob("*.json")):
        if path.name.startswith("."):
            continue
        try:
            yield kind.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise QualityError(
                f"记录 {path} 无法读取：应是 {kind.__name__} 的一份 JSON。"
                "请从备份恢复它；没有备份时把它移出这个文件夹，再办理一次。"
            ) from error


def write_exemption(settings: Settings, exemption: Exemption) -> Path:
    """Write a request, or write it anew with its decision."""
    folder = settings.archive / "exemptions"
    return _write(folder / f"{exemption.exemption_id}.json", exemption)


def write_closure(settings: Settings, closure: Closure) -> Path:
    """Write that a finding was closed by hand."""
    folder = settings.archive / "closures"
    number = len(list(folder.glob(f"{closure.problem_key}-*.json"))) + 1
    return _write(folder / f"{closure.problem_key}-{number}.json", closure)


def reply_path(settings: Settings, county: str, month: str, sha256: str) -> Path:
    """Return where the reply that a file of that SHA-256 makes is kept."""
    return settings.archive / "replies" / f"{county}-{month}-{sha256[:12]}.json"


def write_reply(settings: Settings, reply: Reply) -> Path:
    """Write what a returned workbook said."""
    path = reply_path(settings, reply.county_code, reply.report_month, reply.sha256)
    return _write(path, reply)


def _write(path: Path, record: _Record) -> Path:
    write_text(path, record.model_dump_json(indent=1) + "\n")
    return path


def as_rows(items: tuple[Any, ...], *names: str) -> list[dict[str, Any]]:
    """Return the named fields of each record, for a frame."""
    return [{name: getattr(item, name) for name in names} for item in items]
