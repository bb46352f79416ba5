"""Secrets by reference: where they are, and reading them when a place is opened.

Belongs here: ``{env: NAME}`` and ``{file: path}``, for every file of the office that needs a
secret. No message, record or ``repr`` holds a secret, nor what was written where a reference
should be: it may be the secret itself.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainValidator

from pipelines.errors import EmploymentError

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_HOW = "请写成 {env: 环境变量名}（大写字母、数字和下划线）或 {file: 文件路径}"


class SecretError(EmploymentError):
    """A secret is not where its reference says; the message names the place, not the secret."""


@dataclass(frozen=True)
class SecretReference:
    """Where a secret is kept."""

    env: str | None = None
    file: str | None = None

    def read(self, home: Path) -> str:
        """Return the secret.

        Raises:
            SecretError: the variable is not set, the file cannot be read, or it is empty.
        """
        if self.env is not None:
            value = os.environ.get(self.env, "")
            if not value:
                raise SecretError(f"环境变量 {self.env} 没有设置。请设置后再运行。")
            return value
        path = at_home(home, str(self.file))
        try:
            value = path.read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            raise SecretError(
                f"密码文件 {path} 无法读取。请检查路径和权限，文件应为文本。"
            ) from None
        if not value:
            raise SecretError(f"密码文件 {path} 是空的。请写入密码。")
        return value

    def warning(self, home: Path) -> str | None:
        """Return what to say when others may read the secret's file."""
        if self.file is None or os.name != "posix":
            return None
        path = at_home(home, self.file)
        try:
            open_to_others = path.stat().st_mode & 0o077
        except OSError:
            return None
        return f"{path} 其他用户也能读取，请运行 chmod 600 {path}" if open_to_others else None


def at_home(home: Path, text: str) -> Path:
    """Return the path that ``text`` means; a relative one stands in the home folder."""
    return home / Path(text).expanduser()


def secret_reference(value: Any) -> SecretReference:
    """Return what ``value`` of a YAML file refers to.

    Raises:
        ValueError: it is no reference; the words are Chinese and do not repeat it.
    """
    if not isinstance(value, dict):
        raise ValueError(f"密码、令牌、密钥不能直接写在这里。{_HOW}。")
    if len(value) != 1 or not set(value) <= {"env", "file"}:
        raise ValueError(f"密码的写法不对。{_HOW}，二者选一。")
    (kind, text), *_ = value.items()
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"密码的写法不对。{_HOW}。")
    if kind == "env" and not _VARIABLE.fullmatch(text):
        raise ValueError(f"env 后面应是环境变量的名称，不是密码本身。{_HOW}。")
    return SecretReference(**{kind: text})


Secret = Annotated[SecretReference, PlainValidator(secret_reference)]
"""An entry of a YAML file that must be a reference."""
