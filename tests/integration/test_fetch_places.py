"""The same walk at every kind of place, over real servers on loopback."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetch_relay import Relay
from tests.fetch_stages import WHEN, Stage, home_with, inbox_of, run, stage_of

KINDS = ["folder", "sftp", "smb", "https", "s3"]
REMOTE = KINDS[1:]
MEGABYTE = 1 << 20


@pytest.fixture(scope="module", params=KINDS)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    with stage_of(request.param, tmp_path_factory.mktemp(request.param) / "server") as found:
        yield found


@pytest.fixture
def root(tmp_path: Path) -> str:
    return tmp_path.name.replace("[", "-").replace("]", "")


def test_new_files_are_taken_once_and_a_changed_one_stands_beside_the_first(
    stage: Stage, root: str, tmp_path: Path
) -> None:
    stage.put(f"{root}/2022-05/抚松县/登记 表.xlsx", b"first", WHEN)
    stage.put(f"{root}/2022-06/220622/b.csv", b"second", WHEN)
    stage.put(f"{root}/2022-06/notes.docx", b"no table", WHEN)
    settings = home_with(tmp_path, stage.source(root))

    result = run(settings)
    assert [source.failure for source in result.sources] == [None]
    assert inbox_of(settings) == {
        "2022-05/抚松县/登记 表.xlsx": b"first",
        "2022-06/220622/b.csv": b"second",
    }
    assert (result.exit_code, result.sources[0].others) == (0, 1)
    if stage.kind != "s3":
        assert (settings.inbox / "2022-06/220622/b.csv").stat().st_mtime == WHEN

    again = run(settings)
    assert (again.taken, again.sources[0].known) == (0, 2)

    stage.put(f"{root}/2022-06/220622/b.csv", b"changed", WHEN + 60)
    changed = run(settings)
    assert [taken.inbox_path for taken in changed.sources[0].taken] == ["2022-06/220622/b (2).csv"]
    assert inbox_of(settings)["2022-06/220622/b.csv"] == b"second"
    assert inbox_of(settings)["2022-06/220622/b (2).csv"] == b"changed"
    assert run(settings).taken == 0
    record = json.loads((settings.archive / "fetched" / f"{stage.kind}.json").read_text())
    assert [len(seen) for _, seen in sorted(record["files"].items())] == [1, 2]
    assert not list((settings.work / "fetch").rglob("*.part"))


def test_a_file_that_is_still_being_written_is_left_for_the_next_time(
    stage: Stage, root: str, tmp_path: Path
) -> None:
    stage.put(f"{root}/2022-06/a.csv", b"whole", WHEN)
    stage.put(f"{root}/2022-06/b.csv", b"1,2", WHEN)
    settings = home_with(tmp_path, stage.source(root, settle_seconds=1))
    ended = threading.Event()

    def write() -> None:
        for count in range(1, 200):
            if ended.is_set():
                return
            stage.put(f"{root}/2022-06/b.csv", b"1,2" * count, WHEN + count)
            time.sleep(0.1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        result = run(settings)
    finally:
        ended.set()
        writer.join()
    assert result.sources[0].waiting == ["2022-06/b.csv"]
    assert list(inbox_of(settings)) == ["2022-06/a.csv"]

    stage.put(f"{root}/2022-06/b.csv", b"1,2\n3,4", WHEN + 500)
    assert run(settings).taken == 1
    assert inbox_of(settings)["2022-06/b.csv"] == b"1,2\n3,4"


def test_with_a_done_marker_only_marked_files_are_taken(
    stage: Stage, root: str, tmp_path: Path
) -> None:
    stage.put(f"{root}/2022-06/a.csv", b"a", WHEN)
    stage.put(f"{root}/2022-06/b.csv", b"b", WHEN)
    stage.put(f"{root}/2022-06/a.csv.done", b"", WHEN)
    settings = home_with(tmp_path, stage.source(root, done_marker="{name}.done"))

    result = run(settings)
    assert list(inbox_of(settings)) == ["2022-06/a.csv"]
    assert result.sources[0].waiting == ["2022-06/b.csv"]
    assert result.sources[0].others == 0


def test_a_cut_transfer_is_kept_and_resumed_where_it_ended(
    stage: Stage, root: str, tmp_path: Path
) -> None:
    if stage.kind == "folder":
        return  # no line that could be cut; see test_fetch_transfer for resuming itself
    data = os.urandom(8 * MEGABYTE)
    stage.put(f"{root}/2022-06/big.csv", data, WHEN)
    with Relay(stage.port, budget=5 * MEGABYTE) as relay:
        settings = home_with(tmp_path, stage.source(root, relay.port, retries=0))
        failed = run(settings).sources[0]
        assert relay.cuts == 1
        assert failed.failure is not None
        assert failed.failure.startswith(("连接中断", "连不上"))
        assert inbox_of(settings) == {}
        (part,) = (settings.work / "fetch").rglob("*.part")
        there = part.stat().st_size
        assert there >= 3 * MEGABYTE

        relay.mend()
        assert run(settings).sources[0].failure is None
        assert inbox_of(settings) == {"2022-06/big.csv": data}
        assert relay.passed < len(data) - there + 2 * MEGABYTE


def test_a_line_that_breaks_again_and_again_still_brings_the_whole_file(
    stage: Stage, root: str, tmp_path: Path
) -> None:
    if stage.kind == "folder":
        return
    data = os.urandom(12 * MEGABYTE)
    stage.put(f"{root}/2022-06/big.csv", data, WHEN)
    with Relay(stage.port, budget=5 * MEGABYTE, again=5) as relay:
        settings = home_with(tmp_path, stage.source(root, relay.port, retries=1))
        said: list[str] = []
        assert run(settings, progress=said.append).sources[0].failure is None
        assert relay.cuts >= 2
        assert inbox_of(settings) == {"2022-06/big.csv": data}
        assert sum("重试" in line for line in said) == relay.cuts


def test_a_line_that_goes_silent_is_given_up_and_the_part_kept(
    stage: Stage, root: str, tmp_path: Path
) -> None:
    if stage.kind == "folder":
        return
    data = os.urandom(6 * MEGABYTE)
    stage.put(f"{root}/2022-06/big.csv", data, WHEN)
    with Relay(stage.port, budget=4 * MEGABYTE, silent=True) as relay:
        source = stage.source(root, relay.port, retries=0, timeout_seconds=2)
        settings = home_with(tmp_path, source)
        failure = run(settings).sources[0].failure or ""
        assert failure.startswith(("等了很久没有回应", "连接中断"))
        (part,) = (settings.work / "fetch").rglob("*.part")
        assert part.stat().st_size >= 2 * MEGABYTE
    settings = home_with(tmp_path, stage.source(root))
    assert run(settings).taken == 1
    assert inbox_of(settings) == {"2022-06/big.csv": data}


def test_a_dead_source_is_reported_and_the_others_go_on(
    stage: Stage, root: str, tmp_path: Path
) -> None:
    stage.put(f"{root}/2022-06/a.csv", b"a", WHEN)
    dead = (
        stage.source("nowhere", name="dead")
        if stage.kind == "folder"
        else stage.source(root, 9, name="dead", retries=1, timeout_seconds=2)
    )
    settings = home_with(tmp_path, dead, stage.source(root))
    result = run(settings)
    assert result.exit_code == 3
    assert result.sources[0].failure is not None
    assert result.sources[0].failure.startswith("目录" if stage.kind == "folder" else "连不上")
    assert list(inbox_of(settings)) == ["2022-06/a.csv"]
