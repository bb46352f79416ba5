"""Path names that a server tells: hostile until proved otherwise.

Belongs here: making a name safe for the inbox, or refusing it. Touches no file.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from pipelines.fetch.errors import FileRefusedError

LONGEST = 120
"""Characters of one name: the inbox's own path and a number must fit beside it on Windows."""
LONGEST_BYTES = 200
"""Bytes of one name in UTF-8: file systems take 255, a number is added to a second version."""
DEEPEST = 8

_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.I
)
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')
_JUNK_STARTS = ("~", ".")


def is_left_behind(name: str) -> bool:
    """Return whether a name is a lock, a hidden or a half-written file of some program."""
    return name.startswith(_JUNK_STARTS)


def safe_parts(path: str) -> tuple[str, ...]:
    """Return the folders and the name of a relative ``path``, each fit for every system.

    Raises:
        FileRefusedError: the path leaves its folder, is absolute or holds control characters.
    """
    shown = shown_name(path)
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in path):
        raise FileRefusedError(f"{shown}：名称含控制字符或乱码，不能收取。请在来源改名。")
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or re.match(r"[A-Za-z]:", path):
        raise FileRefusedError(f"{shown}：路径指向来源目录之外，不能收取。请在来源改名或移走。")
    if len(parts) > DEEPEST:
        raise FileRefusedError(
            f"{shown}：目录超过 {DEEPEST} 层，不能收取。请在来源移到浅一些的目录。"
        )
    safe = tuple(_safe(part) for part in parts)
    if not all(safe):
        raise FileRefusedError(f"{shown}：名称只有点和空格，不能收取。请在来源改名。")
    return safe


def shown_name(path: str) -> str:
    """Return a path fit for a message: no control characters, not too long."""
    plain = "".join(
        "?" if unicodedata.category(sign) in ("Cc", "Cs", "Cf") else sign for sign in path
    )
    return plain if len(plain) <= LONGEST else f"{plain[:60]}…{plain[-40:]}"


def numbered(name: str, number: int) -> str:
    """Return ``name`` for another version of it: ``name (2).xlsx``."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} ({number}).{suffix}" if dot and stem else f"{name} ({number})"


def _safe(part: str) -> str:
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", part)).strip().rstrip(". ")
    if _RESERVED.fullmatch(name) or is_left_behind(name):
        name = f"_{name}"
    if len(name) <= LONGEST and len(name.encode()) <= LONGEST_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, suffix = name, ""
    mark = sha256(part.encode()).hexdigest()[:8]
    end = f"-{mark}.{suffix}" if suffix else f"-{mark}"
    while len(stem) + len(end) > LONGEST or len(f"{stem}{end}".encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return stem + end
