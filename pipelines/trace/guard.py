"""What every command of this room asks first: nobody else is writing, nobody is named by number.

Belongs here: the lock of the home folder, and the words that people sign with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import filelock

from pipelines.publish.gate import normalised, number_kinds
from pipelines.trace.errors import TraceError

if TYPE_CHECKING:
    from pipelines.settings import Settings


@contextmanager
def undisturbed(settings: Settings, what: str) -> Iterator[None]:
    """Keep a refresh from running meanwhile.

    Raises:
        TraceError: one is running.
    """
    settings.work.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(settings.work / "refresh.lock").acquire(timeout=0):
            yield
    except filelock.Timeout:
        raise TraceError(f"刷新正在使用 {settings.home}，请等它结束后再{what}。") from None


def signed(text: str, option: str) -> str:
    """Return the text on one line.

    Raises:
        TraceError: it holds an ID or phone number.
    """
    plain = " ".join(text.split())
    if kinds := number_kinds(normalised(plain)):
        raise TraceError(f"{option} 中疑有{'、'.join(kinds)}，不能记录。请去掉号码后再写。")
    return plain
