"""Workbooks with an opening password: the office's passwords are tried in order.

Belongs here: the key file and the decryption. A password is never part of a message, a
manifest or a log; which one fitted is not said either.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from pipelines.intake import limits
from pipelines.intake.errors import PASSWORDS_FILE, UNREADABLE, Refusal
from pipelines.intake.files import PRIVATE_FILE
from pipelines.settings import Settings

_READ_ONLY = "VelvetSweatshop"
"""Excel's own password of workbooks that are only protected against changes."""


def passwords_path(settings: Settings) -> Path:
    """Return the key file: one password per line."""
    return settings.home / PASSWORDS_FILE


def read_passwords(settings: Settings) -> tuple[str, ...]:
    """Return the office's passwords in order; none when there is no key file."""
    path = passwords_path(settings)
    try:
        raw = path.read_bytes()
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(PRIVATE_FILE)
    except OSError:
        return ()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    lines = [line.strip("\r\n") for line in text.split("\n")]
    return tuple(dict.fromkeys(line for line in lines if line))[: limits.MAX_PASSWORDS]


def passwords_changed_ns(settings: Settings) -> int:
    """Return when the key file was last written or put there, 0 when there is none."""
    try:
        stat = passwords_path(settings).stat()
    except OSError:
        return 0
    return max(stat.st_mtime_ns, stat.st_ctime_ns)


def unlocked(content: bytes, file_name: str, passwords: tuple[str, ...]) -> bytes:
    """Return the workbook without its password.

    Raises:
        Refusal: no password fits, or the encryption is damaged or of an unknown kind.
    """
    for password in (_READ_ONLY, *passwords):
        plain = _decrypted(content, password)
        if plain is not None:
            return plain
    tried = "，已有的密码都打不开" if passwords else ""
    raise Refusal(
        UNREADABLE,
        f"文件“{file_name}”设有打开密码{tried}，无法读取。"
        f"请把密码写入数据目录的 {PASSWORDS_FILE}（每行一个）后重新运行，"
        "或去掉密码另存后重新放入收件目录。",
    )


def _decrypted(content: bytes, password: str) -> bytes | None:
    import msoffcrypto  # type: ignore[import-untyped]

    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        if _rounds(file) > limits.MAX_KEY_ROUNDS:
            return None
        if file.format == "ooxml":
            file.load_key(password=password, verify_password=True)
        else:
            file.load_key(password=password)
        file.decrypt(plain)
    except MemoryError:
        raise
    except Exception:  # a wrong password and a damaged file both fail in a dozen ways
        return None
    return plain.getvalue() or None


def _rounds(file: object) -> int:
    info = getattr(file, "info", None)
    found = info.get("spinValue", 0) if isinstance(info, dict) else 0
    return int(found)
