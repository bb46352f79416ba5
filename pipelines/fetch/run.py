"""Every source at once, each in a thread of its own; one that hangs is given up.

Belongs here: the lock, the threads and their watch. What a source does is ``one_source``'s.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Thread

from pipelines.fetch.errors import FetchBusyError, FetchError
from pipelines.fetch.kinds import Source
from pipelines.fetch.one_source import FIRST_PAUSE, SourceFetch
from pipelines.fetch.result import FetchResult
from pipelines.fetch.sources import load_sources
from pipelines.settings import Settings

AT_ONCE = 4
"""Sources fetched at the same time; more would only share one line."""
SHORTEST_PATIENCE = 300.0
"""Seconds without a byte after which a source is given up, whatever its library still hopes."""

_TALKATIVE = (
    "paramiko", "smbprotocol", "smbclient", "spnego", "botocore", "aiobotocore", "boto3", "s3fs",
    "fsspec", "aiohttp", "asyncio", "urllib3",
)  # fmt: skip


def fetch(
    settings: Settings,
    only: str | None = None,
    progress: Callable[[str], None] | None = None,
    *,
    first_pause: float = FIRST_PAUSE,
    patience: float = SHORTEST_PATIENCE,
) -> FetchResult:
    """Copy what is new at every source (or at the one called ``only``) into the inbox.

    A source that fails is in the result; the others go on.

    Raises:
        FetchError: ``sources.yml`` is wrong or has no such source.
        FetchBusyError: another fetch of the same home folder is running.
    """
    import filelock

    sources = _chosen(load_sources(settings), only)
    scratch = settings.work / "fetch"
    scratch.mkdir(parents=True, exist_ok=True)
    keep_libraries_quiet()
    say = progress or (lambda _: None)
    try:
        with filelock.FileLock(scratch / "fetch.lock").acquire(timeout=0):
            fetches = [SourceFetch(settings, source, say, first_pause) for source in sources]
            _run_all(fetches, patience)
    except filelock.Timeout:
        raise FetchBusyError(f"另一个收取正在使用 {settings.home}，请等它结束后再运行。") from None
    return FetchResult(tuple(one.result for one in fetches))


def keep_libraries_quiet() -> None:
    """Let no library write to the screen or a log: their lines quote addresses and users."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False


def _chosen(sources: tuple[Source, ...], only: str | None) -> tuple[Source, ...]:
    if only is None:
        return sources
    chosen = tuple(source for source in sources if source.name == only)
    if not chosen:
        names = "、".join(source.name for source in sources)
        raise FetchError(f"sources.yml 中没有来源“{only}”。已有的来源：{names}。")
    return chosen


def _run_all(fetches: list[SourceFetch], patience: float) -> None:
    waiting = list(fetches)
    running: list[tuple[SourceFetch, Thread]] = []
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                one = waiting.pop(0)
                one.progress(f"收取 {one.source.name}（{one.source.where}）")
                thread = Thread(target=one.run, name=f"fetch-{one.source.name}", daemon=True)
                one.active_at = time.monotonic()
                thread.start()
                running.append((one, thread))
            running[0][1].join(timeout=0.05)
            running = [
                pair for pair in running if pair[1].is_alive() and not _hangs(*pair, patience)
            ]
    except BaseException:
        for one, _ in running:
            one.stop.set()
        raise


def _hangs(one: SourceFetch, thread: Thread, patience: float) -> bool:
    limit = max(patience, 2 * one.source.timeout_seconds)
    if time.monotonic() - one.active_at < limit:
        return False
    one.stop.set()
    one.result.failure = (
        f"{limit:.0f} 秒没有任何回应，已放弃。请检查网络和服务器；下次收取会接着做。"
    )
    Thread(target=one.abandon, daemon=True).start()
    thread.join(timeout=1)
    return True
