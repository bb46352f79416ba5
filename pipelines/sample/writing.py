"""Hands deliveries to processes that write them.

Belongs here: the pool, and how a delivery travels to it. With one worker everything stays in this
process. Does not belong here: what is written (``books``).
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import polars as pl

from pipelines.sample.books import write_delivery
from pipelines.sample.city import City
from pipelines.sample.containers import pack
from pipelines.sample.delivery import Delivery
from pipelines.sample.ledgers import Ledger
from pipelines.sample.ledgers.book import write_ledger


class Writers:
    """Writes deliveries with ``workers`` processes; a scratch folder carries the frames.

    At most two months wait at a time, so that a full-size run needs little room.
    """

    def __init__(
        self,
        people: pl.DataFrame,
        city: City,
        scale: float,
        inbox: Path,
        scratch: Path,
        workers: int,
    ) -> None:
        """Nothing runs before the first ``month``."""
        self._people, self._city, self._scale = people, city, scale
        self._inbox, self._scratch = inbox, scratch
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: list[Future[None]] = []
        self._archives: dict[str, list[Delivery]] = {}
        if workers > 1:
            people.write_ipc(scratch / "people.arrow")
            # spawn: a forked copy of Polars' threads may hang
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(workers, mp_context=context)

    def __enter__(self) -> Writers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=error is not None)

    def month(self, deliveries: list[Delivery]) -> None:
        """Write the files of a month; returns once those of the month before are written."""
        self.finish()
        for delivery in deliveries:
            if delivery.archive:
                self._archives.setdefault(delivery.archive, []).append(delivery)
        if self._pool is None:
            for delivery in deliveries:
                write_delivery(delivery, self._people, self._city, self._scale, self._inbox)
            return
        largest_first = sorted(deliveries, key=lambda d: -d.frame.height)
        for number, delivery in enumerate(largest_first):
            path = self._scratch / f"{delivery.month}-{number}.arrow"
            delivery.frame.write_ipc(path)
            bare = replace(delivery, frame=pl.DataFrame())
            job = (bare, path, self._scratch, self._city, self._scale, self._inbox)
            self._waiting.append(self._pool.submit(_write, *job))

    def ledgers(self, ledgers: list[Ledger]) -> None:
        """Write a month's ledgers, after its other files."""
        if self._pool is None:
            for ledger in ledgers:
                write_ledger(ledger, self._inbox)
        elif ledgers:
            self._waiting.append(self._pool.submit(_write_ledgers, ledgers, self._inbox))

    def finish(self) -> None:
        """Wait until everything handed over is written; raises what a writer raised."""
        for job in self._waiting:
            job.result()
        self._waiting = []
        for packed in self._archives.values():
            pack(packed, self._inbox)
        self._archives = {}


def _write(
    bare: Delivery, frame: Path, scratch: Path, city: City, scale: float, inbox: Path
) -> None:
    delivery = replace(bare, frame=pl.read_ipc(frame.read_bytes()))
    write_delivery(delivery, _people(scratch), city, scale, inbox)
    frame.unlink()


def _write_ledgers(ledgers: list[Ledger], inbox: Path) -> None:
    for ledger in ledgers:
        write_ledger(ledger, inbox)


@lru_cache(maxsize=1)
def _people(scratch: Path) -> pl.DataFrame:
    return pl.read_ipc((scratch / "people.arrow").read_bytes())
