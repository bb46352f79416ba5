"""Dagster's own SQLite event log, with its files kept open while a refresh runs.

Belongs here: how the history is written. What it holds, its files and its tables are Dagster's,
and Dagster's page reads them without this module. Dagster opens the file, compiles the statement
and waits for the disk anew for each event, and a refresh of a year has thousands: more time than
everything else together.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import create_engine
from sqlalchemy.event import listen
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from dagster._core.events.log import EventLogEntry
    from dagster._serdes import ConfigurableClassData
    from sqlalchemy.engine import Connection, Engine

BATCH_VARIABLE = "DAGSTER_EVENT_BATCH_SIZE"
BATCH_SIZE = "500"
"""So many events that belong together (a table's months, a run's plan) are one transaction."""


class OpenEventLogStorage(SqliteEventLogStorage):
    """The default storage with one open connection per file instead of a new one per event."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._in_batch: dict[str, Connection] = {}
        self._batch: ExitStack | None = None
        self._seen_tables: set[str] = set()
        # As the default's, but a batch is entered again by each of its events.
        self._turn = threading.RLock()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> OpenEventLogStorage:
        """Return the storage that the configuration of an instance names."""
        return cls(inst_data=inst_data, **config_value)

    def has_table(self, table_name: str) -> bool:
        """Tell whether the index has this table; one that was seen is not looked for again."""
        if table_name not in self._seen_tables and super().has_table(table_name):
            self._seen_tables.add(table_name)
        return table_name in self._seen_tables

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store all of ``events`` in one transaction per file, or none of them."""
        with self._turn, ExitStack() as batch:
            self._batch = batch
            batch.callback(self._end_batch)
            for entry in events:
                self.store_event(entry)

    def dispose(self) -> None:
        """Close every file, so that it can be moved or removed."""
        super().dispose()
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        # Asked for each event about a table that this version has made.
        return True

    def _end_batch(self) -> None:
        self._batch = None
        self._in_batch.clear()

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._turn:
            if self._batch is None:
                with self._engine(shard).begin() as connection:
                    yield connection
                return
            if shard not in self._in_batch:
                begun = self._batch.enter_context(self._engine(shard).begin())
                self._in_batch[shard] = begun
            yield self._in_batch[shard]

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            with super()._connect(shard):
                pass  # makes the file and its tables, or brings them up to date
            engine = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            listen(engine, "connect", _wait_for_the_disk_seldom)
            self._engines[shard] = engine
        return self._engines[shard]


def _wait_for_the_disk_seldom(connection: sqlite3.Connection, _record: object) -> None:
    """Let a power cut cost the last lines of the history, never the file (SQLite, WAL mode)."""
    connection.execute("pragma synchronous = normal")


def as_storage(dagster_home: Path) -> dict[str, object]:
    """Return what a configuration says to use this over the files of a Dagster home.

    Dagster takes the size of its batches from the environment only.
    """
    os.environ.setdefault(BATCH_VARIABLE, BATCH_SIZE)
    return {
        "module": __name__,
        "class": OpenEventLogStorage.__name__,
        "config": {"base_dir": str(dagster_home / "history" / "runs")},
    }
