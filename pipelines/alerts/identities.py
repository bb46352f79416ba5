"""Full identities on request: made once for a named receiver, on record, and gone in time.

Belongs here: the request, the record in ``vault/handed_out/`` (never an identity, never the
password) and the removal. Does not belong here: the workbook (``unmasked``).
"""

from __future__ import annotations

import getpass
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipelines.alerts.folder import private_folder
from pipelines.alerts.group import group_by_rule
from pipelines.alerts.identity import describe
from pipelines.alerts.journal import IDENTITIES_MADE, IDENTITIES_REMOVED, china_now, note
from pipelines.alerts.model import AlertError, Progress
from pipelines.alerts.source import county_names, read_month
from pipelines.alerts.standing import standing_of
from pipelines.alerts.unmasked import Watermark, add_identities, locked_book
from pipelines.quality.issues.run import china_today
from pipelines.settings import Settings

DEFAULT_DAYS, MOST_DAYS = 30, 30
"""An unmasked list lives no longer than this."""
FOLDER = "身份名单"
_RECEIVER = re.compile(r"[A-Za-z㐀-鿿·\- ]{2,20}")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""
_GROUPS, _GROUP_LENGTH = 4, 5
_FILE_MODE = 0o600


@dataclass(frozen=True)
class HandedOut:
    """The record of one list; dates are ISO. ``removed_on`` is empty while the file is there."""

    number: str
    county_code: str
    month: str
    receiver: str
    made_by: str
    made_at: str
    expires_on: str
    row_count: int
    path: str
    removed_on: str = ""


@dataclass(frozen=True)
class NewList:
    """A list just made; ``password`` exists nowhere else."""

    path: Path
    password: str
    row_count: int
    expires_on: date


def hand_out(
    settings: Settings,
    county_code: str,
    month: str,
    receiver: str,
    days: int = DEFAULT_DAYS,
    today: date | None = None,
) -> NewList:
    """Write the list of one county's problems with full identities, for one receiver.

    Raises:
        AlertError: no such month, a receiver or a time that cannot be, or nobody to list.
    """
    now = today or china_today()
    name = county_names(settings).get(county_code)
    wholes = {settings.city_code, *settings.cities}
    if name is None or county_code in wholes:
        raise AlertError("身份名单只按县（市、区）生成，请写明哪个县，如 抚松县。")
    if not _RECEIVER.fullmatch(receiver.strip()):
        raise AlertError("收件人请写姓名（2 至 20 个汉字或字母），不要写电话、证件号码。")
    if not 1 <= days <= MOST_DAYS:
        raise AlertError(f"有效期应为 1 至 {MOST_DAYS} 天，现为 {days}。")
    data = read_month(settings, month)
    found = data.findings.filter(pl.col("county_code") == county_code)
    rows = add_identities(settings, month, describe(settings, data, found))
    if rows.is_empty():
        raise AlertError(f"{name} {month} 没有涉及个人的问题，没有生成身份名单。")
    mark = Watermark(name, receiver.strip(), now, now + timedelta(days=days))
    password = _password()
    groups = group_by_rule(standing_of(settings, data, now).mark(rows), data.rules)
    content = locked_book(groups, mark, password)
    folder = private_folder(settings.alerts / county_code / FOLDER)
    number = f"{county_code}-{month}-{secrets.token_hex(4)}"
    path = folder / f"身份名单_{name}_{month}_{number[-8:]}.xlsx"
    record = HandedOut(
        number=number,
        county_code=county_code,
        month=month,
        receiver=mark.receiver,
        made_by=getpass.getuser(),
        made_at=china_now(),
        expires_on=mark.expires_on.isoformat(),
        row_count=rows.height,
        path=path.relative_to(settings.home).as_posix(),
    )
    # On record first: a list that nobody knows of would never be removed.
    _write(settings, record)
    _put(path, content)
    about = (
        f"交 {record.receiver}，{record.row_count} 行，{record.expires_on} 到期，"
        f"由 {record.made_by} 生成"
    )
    note(settings.alerts, IDENTITIES_MADE, county_code, month, about=about)
    return NewList(path, password, rows.height, mark.expires_on)


def remove_expired(
    settings: Settings, progress: Progress | None = None, today: date | None = None
) -> None:
    """Delete the lists whose last day has passed; one that cannot be deleted is told."""
    say = progress or (lambda _line: None)
    now = today or china_today()
    for record in read_handed_out(settings):
        if record.removed_on or date.fromisoformat(record.expires_on) >= now:
            continue
        path = settings.home / record.path
        try:
            path.unlink(missing_ok=True)
        except OSError:
            say(f"身份名单 {path} 已到期但删不掉，请关闭打开它的程序后再运行。")
            continue
        _write(settings, replace(record, removed_on=now.isoformat()))
        about = f"交 {record.receiver} 的名单，{record.expires_on} 到期"
        note(settings.alerts, IDENTITIES_REMOVED, record.county_code, record.month, about=about)
        say(f"身份名单 {path.name} 已到期，已删除。")


def read_handed_out(settings: Settings) -> list[HandedOut]:
    """Return every record, oldest first."""
    return sorted(_records(settings), key=lambda record: (record.made_at, record.number))


def _records(settings: Settings) -> Iterator[HandedOut]:
    for path in (settings.vault / "handed_out").glob("*.json"):
        try:
            yield HandedOut(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise AlertError(
                f"身份名单的记录 {path} 无法读取，到期的名单可能没有删除。请从备份恢复它。"
            ) from error


def _password() -> str:
    groups = (
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def _write(settings: Settings, record: HandedOut) -> None:
    folder = private_folder(settings.vault / "handed_out")
    text = json.dumps(asdict(record), ensure_ascii=False)
    _put(folder / f"{record.number}.json", f"{text}\n".encode())


def _put(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.touch(mode=_FILE_MODE)
    part.write_bytes(content)
    part.replace(path)
