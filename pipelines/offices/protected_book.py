"""Workbooks that name people in full: a password to open, a watermark, who got them, their end.

Belongs here: what every such list needs, whoever makes it (rules of the office: own county only,
password sent apart, watermark, log, gone after 30 days). Does not belong here: what stands in a
list. A password is kept in the vault and is never part of a message, a log or a manifest.
"""

from __future__ import annotations

import csv
import getpass
import io
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.intake.files import private_folder, replace
from pipelines.settings import Settings

KEPT_DAYS = 30
LOG_NAME = "log.csv"
_SECONDS_A_DAY = 86_400
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"
"""Without I, l, O, 0, 1 and the like: a password is read out on the telephone."""
_LENGTH = 12


@dataclass(frozen=True)
class Watermark:
    """Whose copy it is: county, receiver, and the day on which it was made (ISO)."""

    county: str
    receiver: str
    day: str

    @property
    def whose(self) -> str:
        """Whose copy it is, as it stands large on every page."""
        return f"{self.county}　{self.receiver}　{self.day}"

    @property
    def words(self) -> str:
        """The same with what it means, as it stands in the foot of every page."""
        return f"{self.whose}　内部资料，含身份信息，不得外传"


def password_path(settings: Settings, county_code: str) -> Path:
    """Return where the county's password is kept."""
    return settings.vault / "passwords" / f"{county_code}.txt"


def county_password(settings: Settings, county_code: str) -> str:
    """Return the password of a county's workbooks; made, and kept in the vault, on first use."""
    path = password_path(settings, county_code)
    if path.exists():
        return path.read_text(encoding="utf-8-sig").strip()
    private_folder(settings.vault)
    private_folder(path.parent)
    made = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    replace(path, lambda aside: aside.write_text(f"{made}\n", encoding="utf-8"), private=True)
    return made


def locked(content: bytes, password: str) -> bytes:
    """Return the workbook encrypted (ECMA-376 agile, AES-256), as Excel and WPS do it."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def set_watermark(sheet: Any, mark: Watermark) -> None:
    """Print the watermark large and grey over the head of every page, and in its foot."""
    sheet.set_margins(left=0.4, right=0.4, top=0.9, bottom=0.6)
    sheet.set_header(f'&C&"宋体,加粗"&22&KBFBFBF{mark.whose.replace("&", "&&")}')
    sheet.set_footer(f"&L{mark.words.replace('&', '&&')}&R第 &P 页，共 &N 页")


def write_private(path: Path, content: bytes) -> Path:
    """Write a file of the vault, whole or not at all, readable by its owner only."""
    private_folder(path.parent)
    replace(path, lambda aside: aside.write_bytes(content), private=True)
    return path


def log_issue(folder: Path, titles: Sequence[str], cells: Sequence[object]) -> None:
    """Add a line to the folder's log: when (UTC), who, and ``cells``, which ``titles`` name.

    Nothing in ``cells`` may tell a person or a password.
    """
    path = folder / LOG_NAME
    known = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if not known:
        writer.writerow(["时间（UTC）", "操作人", *titles])
    writer.writerow([f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", login(), *cells])
    write_private(path, (known + out.getvalue()).encode("utf-8-sig"))


def remove_expired(folder: Path, pattern: str = "*.xlsx") -> int:
    """Delete the workbooks below ``folder`` that are older than 30 days; return how many."""
    oldest = time.time() - KEPT_DAYS * _SECONDS_A_DAY
    old = [path for path in folder.rglob(pattern) if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink()
    return len(old)


def login() -> str:
    """Return who is logged in, for the log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未写明"
