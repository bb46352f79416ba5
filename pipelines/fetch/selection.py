"""Which files of a source to take now.

Belongs here: patterns, what is known, where a file goes, whether it is finished. Copies nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pipelines.fetch.errors import FileRefusedError
from pipelines.fetch.kinds import Source
from pipelines.fetch.names import is_left_behind, safe_parts, shown_name
from pipelines.fetch.places import Entry
from pipelines.fetch.records import Record, Sightings
from pipelines.fetch.report_month import month_and_parts
from pipelines.fetch.result import SourceResult

LONGEST_WAIT = 60.0
"""Seconds a fetch waits for files to settle; a longer ``settle_seconds`` is for the next one."""


@dataclass(frozen=True)
class Wanted:
    """A new file and where it goes: ``inbox/<month>/<folders>/<name>``."""

    entry: Entry
    month: str
    folders: tuple[str, ...]
    name: str


def matches(source: Source, path: str) -> bool:
    """Return whether ``path`` is one of the files that the office wants from the source.

    A pattern with ``/`` is compared with the whole path, others with the name; capitals are
    the same as small letters, as on the offices' computers.
    """
    lower = path.lower()
    name = lower.rpartition("/")[2]
    return any(
        fnmatchcase(lower if "/" in pattern else name, pattern.lower()) for pattern in source.files
    )


def marker_of(source: Source, path: str) -> str | None:
    """Return the path of the marker that says ``path`` is finished; None: no markers are used."""
    if source.done_marker is None:
        return None
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{source.done_marker.replace('{name}', name)}"


def new_files(
    source: Source,
    entries: list[Entry],
    look: Callable[[Entry], Entry | None],
    record: Record,
    result: SourceResult,
    now: float,
) -> list[Wanted]:
    """Return the files that are wanted, not known and safe; count the others in ``result``."""
    markers = {marker_of(source, entry.path) for entry in entries}
    found = []
    for listed in entries:
        if listed.path in markers or is_left_behind(listed.name):
            continue
        if not matches(source, listed.path):
            result.others += 1
            continue
        try:
            entry = look(listed) if listed.size is None else listed
            if entry is None:
                continue
            if record.has(entry):
                result.known += 1
                continue
            found.append(_wanted(source, entry, now))
        except FileRefusedError as error:
            result.refused.append(str(error))
    return sorted(found, key=lambda wanted: (wanted.month, wanted.entry.path))


def _wanted(source: Source, entry: Entry, now: float) -> Wanted:
    parts = safe_parts(entry.path)
    if entry.size is None:
        raise FileRefusedError(
            f"{shown_name(entry.path)}：服务器没有给出文件大小，无法核对是否收全。"
            "请服务器管理员让它给出大小（Content-Length）。"
        )
    if entry.size > source.max_megabytes * (1 << 20):
        raise FileRefusedError(
            f"{shown_name(entry.path)}：有 {entry.size / (1 << 20):.0f} MB，"
            f"超过上限 {source.max_megabytes:g} MB。"
            "确实是导出时，请在 sources.yml 把 max_megabytes 调大。"
        )
    month, below = month_and_parts(source, entry.path, parts, entry.modified, now)
    county = (source.county,) if source.county else ()
    return Wanted(entry, month, (*county, *below[:-1]), below[-1])


def ready_files(
    source: Source,
    wanted: list[Wanted],
    listed: set[str],
    sightings: Sightings,
    look: Callable[[Entry], Entry | None],
    pause: Callable[[float], None],
    clock: Callable[[], float],
) -> tuple[list[Wanted], list[str]]:
    """Return the files that are finished, and the paths of the others.

    Finished: the marker is there; else size and time were the same ``settle_seconds`` ago,
    in this fetch or an earlier one.
    """
    full = [one for one in wanted if one.entry.size]
    empty = [one.entry.path for one in wanted if not one.entry.size]
    if source.done_marker is not None:
        ready = [one for one in full if marker_of(source, one.entry.path) in listed]
        return ready, empty + [one.entry.path for one in full if one not in ready]
    now = clock()
    age = {one.entry.path: now - sightings.since(one.entry, now) for one in full}
    ready = [one for one in full if age[one.entry.path] >= source.settle_seconds]
    young = [one for one in full if age[one.entry.path] < source.settle_seconds]
    left = max((source.settle_seconds - age[one.entry.path] for one in young), default=0.0)
    waiting = [one.entry.path for one in young]
    if young and left <= LONGEST_WAIT:
        pause(left)
        still = [one for one in young if _unchanged(one.entry, look)]
        ready += still
        waiting = [one.entry.path for one in young if one not in still]
    sightings.keep(waiting)
    return sorted(ready, key=lambda one: (one.month, one.entry.path)), empty + waiting


def _unchanged(entry: Entry, look: Callable[[Entry], Entry | None]) -> bool:
    try:
        now = look(entry)
    except FileRefusedError:
        return False
    return now is not None and now.is_same(entry.size, entry.modified, entry.etag)
