"""One source from end to end: list, choose, copy, place, remember; try again when a line breaks.

Belongs here: that walk and its retries. Does not belong here: running several (``run``).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import TypeVar

from pipelines.errors import EmploymentError
from pipelines.fetch.errors import ChangedError, FileRefusedError, PlaceError, StoppedError
from pipelines.fetch.kinds import S3Source, Source
from pipelines.fetch.names import shown_name
from pipelines.fetch.places import Entry, Place, close_quietly, open_place
from pipelines.fetch.placing import place_file
from pipelines.fetch.reasons import explain, is_absent, is_denied, is_opened
from pipelines.fetch.records import Record, Sightings
from pipelines.fetch.result import SourceResult, Taken, size_words
from pipelines.fetch.selection import Wanted, new_files, ready_files
from pipelines.fetch.sources import secret_warnings
from pipelines.fetch.transfer import Part, download
from pipelines.settings import Settings

T = TypeVar("T")

SAY_EVERY = 5.0
"""Seconds between two lines about one long transfer."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before the first retry, doubled each time, and at most."""


class SourceFetch:
    """The fetch of one source. ``stop`` ends it from outside; ``active_at`` shows it is alive."""

    def __init__(
        self,
        settings: Settings,
        source: Source,
        progress: Callable[[str], None],
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self.settings = settings
        self.source = source
        self.progress = progress
        self.first_pause = first_pause
        self.result = SourceResult(source.name, source.where)
        self.stop = Event()
        self.active_at = time.monotonic()
        self.place: Place | None = None
        self.unreadable: list[str] = []

    def run(self) -> None:
        """Fetch what is new; ``result`` tells how it ended, whatever happened."""
        try:
            self._run()
        except StoppedError:
            return
        except EmploymentError as error:
            self.result.failure = str(error)
        except Exception as error:
            self.result.failure = explain(error).words
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Close the connection, from whichever thread."""
        if self.place is not None:
            close_quietly(self.place)

    def _run(self) -> None:
        self.result.notes += secret_warnings(self.settings, self.source)
        if isinstance(self.source, S3Source) and (self.source.endpoint or "").startswith("http://"):
            self.result.notes.append("这个存储不加密，内容在网络上明文传输。")
        record = Record(self.settings, self.source.name)
        sightings = Sightings(self.settings, self.source.name)
        entries = self._trying(self._listing)
        self.result.notes += self.unreadable
        self._clear_parts(entries)
        wanted = new_files(self.source, entries, self._look, record, self.result, time.time())
        ready, waiting = ready_files(
            self.source,
            wanted,
            {entry.path for entry in entries},
            sightings,
            self._look,
            self._pause,
            time.time,
        )
        self.result.waiting += waiting
        try:
            for one in ready:
                self._take(one, record)
        finally:
            if self.result.taken or self.result.unchanged:
                record.save()

    def _listing(self, place: Place) -> list[Entry]:
        place.unreadable.clear()
        entries = []
        for entry in place.entries():
            self._alive()
            entries.append(entry)
        self.unreadable = [
            f"目录 {shown_name(folder)} 没有权限读取，其中的文件没有收取。请服务器管理员开通。"
            for folder in place.unreadable
        ]
        return entries

    def _clear_parts(self, entries: list[Entry]) -> None:
        """Delete the parts of files that are no longer at the source."""
        folder = self.settings.work / "fetch" / self.source.name
        keys = {Part.of(folder, entry).key for entry in entries}
        for path in folder.glob("*.part"):
            if path.stem not in keys:
                Part(folder, path.stem).drop()

    def _look(self, entry: Entry) -> Entry | None:
        """Return the file's state now; None: it is gone."""

        def look(place: Place) -> Entry | None:
            self._alive()
            try:
                return place.look(entry)
            except Exception as error:
                if is_absent(error):
                    return None
                if is_denied(error):
                    raise _denied(entry) from None
                raise

        return self._trying(look)

    def _take(self, one: Wanted, record: Record) -> None:
        part = Part.of(self.settings.work / "fetch" / self.source.name, one.entry)
        path = one.entry.path
        try:
            digest = self._trying(lambda place: self._download(place, one, part), part)
        except ChangedError:
            self.result.waiting.append(path)
            return
        except FileRefusedError as error:
            self.result.refused.append(str(error))
            return
        self._alive()
        if record.holds(one.entry, digest):
            part.drop()
            record.add(one.entry, digest, None)
            self.result.unchanged += 1
            return
        self._place(one, part, digest, record)

    def _download(self, place: Place, one: Wanted, part: Part) -> str:
        said = time.monotonic()
        size = one.entry.size or 0

        def watch(have: int) -> None:
            nonlocal said
            self._alive()
            if time.monotonic() - said >= SAY_EVERY:
                said = time.monotonic()
                self.progress(
                    f"{self.source.name}：{shown_name(one.name)} 已收 {size_words(have)}，"
                    f"共 {size_words(size)}（{100 * have // max(size, 1)}%）"
                )

        try:
            return download(place, one.entry, part, watch)
        except EmploymentError:
            raise
        except Exception as error:
            if is_absent(error) or is_opened(error):
                raise ChangedError("文件已不在来源，或正被打开") from None
            if is_denied(error):
                raise _denied(one.entry) from None
            raise

    def _place(self, one: Wanted, part: Part, digest: str, record: Record) -> None:
        when = one.entry.modified
        if when is not None:
            with suppress(OSError, OverflowError, ValueError):
                os.utime(part.path, (when, when))
        folder = self.settings.inbox.joinpath(one.month, *one.folders)
        try:
            target = place_file(part.path, folder, one.name, digest)
        except OSError:
            raise PlaceError(
                f"收件目录 {folder} 不能写入。请检查权限、磁盘空间，以及有没有同名的文件。"
            ) from None
        part.drop()
        if target is None:
            record.add(one.entry, digest, None)
            self.result.unchanged += 1
            return
        inbox_path = target.relative_to(self.settings.inbox).as_posix()
        record.add(one.entry, digest, inbox_path)
        self.result.taken.append(Taken(inbox_path, one.entry.size or 0))

    def _trying(self, work: Callable[[Place], T], part: Part | None = None) -> T:
        """Do ``work`` over a connection; connect again and repeat it while that may help.

        A try that brought the file further does not count: a line that breaks every few
        megabytes still ends with the whole file.
        """
        failed = 0
        while True:
            before = part.size() if part is not None else 0
            try:
                if self.place is None:
                    self.place = open_place(self.source, self.settings.home)
                self._alive()
                return work(self.place)
            except EmploymentError:
                raise
            except Exception as error:
                self._alive()
                reason = explain(error)
            self.abandon()
            self.place = None
            failed = 1 if part is not None and part.size() > before else failed + 1
            if not reason.again or failed > self.source.retries:
                raise PlaceError(reason.words)
            pause = min(LONGEST_PAUSE, self.first_pause * 2 ** (failed - 1))
            self.progress(
                f"{self.source.name}：{reason.words}{pause:.0f} 秒后重试（第 {failed} 次）"
            )
            self._pause(pause)

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._alive()
            self.stop.wait(min(left, 1.0))
        self._alive()

    def _alive(self) -> None:
        if self.stop.is_set():
            raise StoppedError("已放弃")
        self.active_at = time.monotonic()


def _denied(entry: Entry) -> FileRefusedError:
    return FileRefusedError(f"{shown_name(entry.path)}：没有权限读取。请服务器管理员开通这个文件。")
