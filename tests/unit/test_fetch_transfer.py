"""Parts, placing, records: copying a file without ever losing or doubling one."""

from __future__ import annotations

import errno
import os
import ssl
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from smbprotocol.exceptions import SMBOSError

from pipelines.fetch.errors import ChangedError, PlaceError
from pipelines.fetch.kinds import FolderSource
from pipelines.fetch.places import Entry, FolderPlace, open_place
from pipelines.fetch.placing import place_file
from pipelines.fetch.reasons import explain
from pipelines.fetch.records import Record, Sightings
from pipelines.fetch.result import FetchResult, SourceResult, Taken
from pipelines.fetch.transfer import Part, download
from pipelines.settings import Settings

DATA = os.urandom(300_000)


@pytest.fixture
def place(tmp_path: Path) -> FolderPlace:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.csv").write_bytes(DATA)
    found = open_place(FolderSource(name="s", kind="folder", path="there"), tmp_path)
    assert isinstance(found, FolderPlace)
    return found


def only_entry(place: FolderPlace) -> Entry:
    (entry,) = place.entries()
    return entry


def begun(place: FolderPlace, folder: Path, data: bytes) -> Part:
    """Return a part that an earlier try left, with ``data`` in it."""
    part = Part.of(folder, only_entry(place))

    class CutError(Exception):
        pass

    def cut(_: int) -> None:
        raise CutError

    with pytest.raises(CutError):
        download(place, only_entry(place), part, cut)
    part.path.write_bytes(data)
    return part


def test_a_part_is_resumed_and_the_whole_is_right(place: FolderPlace, tmp_path: Path) -> None:
    part = begun(place, tmp_path / "parts", DATA[:200_000])
    seen: list[int] = []
    assert download(place, only_entry(place), part, seen.append) == sha256(DATA).hexdigest()
    assert part.path.read_bytes() == DATA
    assert seen[0] == 200_000


def test_a_part_that_ends_otherwise_than_the_file_is_begun_anew(
    place: FolderPlace, tmp_path: Path
) -> None:
    part = begun(place, tmp_path / "parts", DATA[:199_990] + b"0123456789")
    assert download(place, only_entry(place), part, lambda _: None) == sha256(DATA).hexdigest()
    assert part.path.read_bytes() == DATA


def test_a_part_of_another_state_of_the_file_is_begun_anew(
    place: FolderPlace, tmp_path: Path
) -> None:
    part = begun(place, tmp_path / "parts", DATA[:100])
    os.utime(tmp_path / "there" / "a.csv", (5, 5))
    seen: list[int] = []
    download(place, only_entry(place), part, seen.append)
    assert seen[0] == 0
    assert part.path.read_bytes() == DATA


@pytest.mark.parametrize("change", [-1, 1])
def test_a_file_of_another_size_than_listed_is_not_taken(
    place: FolderPlace, tmp_path: Path, change: int
) -> None:
    entry = replace(only_entry(place), size=len(DATA) + change)
    part = Part.of(tmp_path / "parts", entry)
    with pytest.raises(ChangedError):
        download(place, entry, part, lambda _: None)
    assert not part.path.exists()


def test_a_file_that_changes_while_it_is_copied_is_not_taken(
    place: FolderPlace, tmp_path: Path
) -> None:
    part = Part.of(tmp_path / "parts", only_entry(place))
    with pytest.raises(ChangedError):
        download(
            place, only_entry(place), part, lambda _: os.utime(tmp_path / "there/a.csv", (5, 5))
        )


def placed(tmp_path: Path, data: bytes) -> Path | None:
    part = tmp_path / "x.part"
    part.write_bytes(data)
    return place_file(part, tmp_path / "inbox", "a.csv", sha256(data).hexdigest())


def test_a_file_is_placed_beside_another_of_its_name_and_never_twice(tmp_path: Path) -> None:
    assert placed(tmp_path, b"1") == tmp_path / "inbox" / "a.csv"
    assert placed(tmp_path, b"2") == tmp_path / "inbox" / "a (2).csv"
    assert placed(tmp_path, b"3") == tmp_path / "inbox" / "a (3).csv"
    assert placed(tmp_path, b"2") is None
    assert [p.read_bytes() for p in sorted((tmp_path / "inbox").iterdir())] == [b"2", b"3", b"1"]


def test_a_record_knows_every_state_it_saw(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    first, second = Entry("a.csv", 1, 10.5), Entry("a.csv", 1, 11.0)
    record = Record(settings, "s")
    record.add(first, "hash-1", "2022-06/a.csv")
    record.save()
    again = Record(settings, "s")
    assert (again.has(first), again.has(second)) == (True, False)
    assert again.holds(second, "hash-1")
    assert not again.has(replace(first, path="b.csv"))
    assert oct(again.path.stat().st_mode & 0o777) == "0o600" or os.name == "nt"


def test_the_same_size_and_time_with_another_mark_is_another_state(tmp_path: Path) -> None:
    record = Record(Settings(home=tmp_path), "s")
    record.add(Entry("a.csv", 1, 10.0, '"x"'), "hash", None)
    assert not record.has(Entry("a.csv", 1, 10.0, '"y"'))
    assert record.has(Entry("a.csv", 1, 10.0))


def test_a_damaged_record_is_told_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "fetched" / "s.json"
    path.parent.mkdir(parents=True)
    path.write_text("{half")
    with pytest.raises(PlaceError, match="损坏。请从备份恢复"):
        Record(Settings(home=tmp_path), "s")
    assert path.read_text() == "{half"


def test_a_sighting_is_kept_until_the_file_looks_different(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    entry = Entry("a.csv", 1, 10.0)
    first = Sightings(settings, "s")
    assert first.since(entry, 100.0) == 100.0
    first.keep(["a.csv"])
    second = Sightings(settings, "s")
    assert second.since(entry, 160.0) == 100.0
    assert second.since(replace(entry, size=2), 170.0) == 170.0
    assert second.since(replace(entry, size=2), 50.0) == 50.0  # the clock was set back


@pytest.mark.parametrize(
    ("error", "words", "again"),
    [
        (ConnectionRefusedError(), "连不上", True),
        (ssl.SSLCertVerificationError("secret"), "服务器的证书不能信任", False),
        (OSError(errno.ENOSPC, "secret"), "本机磁盘已满", False),
        (SMBOSError(0xC0000022, "secret"), "没有权限读取", False),
        (SMBOSError(0xC0000043, "secret"), "文件正被别的程序打开", True),
        (TimeoutError("secret"), "等了很久没有回应", True),
        (EOFError("secret"), "连接中断", True),
        (ZeroDivisionError("secret"), "出现未预料的错误（ZeroDivisionError）", True),
    ],
)
def test_a_reason_is_told_by_type_and_never_quoted(
    error: Exception, words: str, again: bool
) -> None:
    wrapped = RuntimeError("secret")
    wrapped.__cause__ = error
    for one in (error, wrapped):
        if isinstance(error, ZeroDivisionError) and one is wrapped:
            continue
        reason = explain(one)
        assert words in reason.words
        assert "secret" not in reason.words
        assert reason.again is again


def test_the_result_says_what_came_and_what_to_do() -> None:
    good = SourceResult("a", "/exports", taken=[Taken("2022-06/a.csv", 2048)], known=3)
    bad = SourceResult("b", "//share", refused=["x：太大"], failure="连不上。")
    assert FetchResult((good,)).exit_code == 0
    assert FetchResult((good, bad)).exit_code == 3
    assert FetchResult((good, bad)).lines() == [
        "来源 a（/exports）：收取 1 个文件（2 KB），3 个以前收过。",
        "  · 2022-06/a.csv（2 KB）",
        "来源 b（//share）：收取 0 个文件，1 个不能收取。",
        "  · 不能收取：x：太大",
        "  · 没有完成：连不上。",
    ]
