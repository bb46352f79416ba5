"""``employment fetch`` and what fetches before a refresh, as commands of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetch_servers import HOST, PASSWORD, TOKEN, free_port
from tests.fetch_stages import WHEN, Stage, home_with, inbox_of, stage_of


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_of("https", tmp_path / "server") as found:
        found.put("r/2022-06/抚松县/a.csv", b"a", WHEN)
        yield found


def employment(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_fetches_tells_and_says_nothing_else(stage: Stage, tmp_path: Path) -> None:
    dead = [
        {**entry, "retries": 0, "timeout_seconds": 2, "port": free_port(), "host": HOST}
        for entry in (
            {"name": "dead-sftp", "kind": "sftp", "path": "/", "username": "u",
             "password": {"file": "password"}},
            {"name": "dead-smb", "kind": "smb", "share": "s", "username": "u",
             "password": {"file": "password"}},
        )
    ]  # fmt: skip
    settings = home_with(tmp_path, stage.source("r"), *dead)
    done = employment("fetch", "--home", str(settings.home))
    assert done.returncode == 3
    assert "收取 1 个文件" in done.stdout
    assert "2022-06/抚松县/a.csv" in done.stdout
    assert done.stdout.count("没有完成：连不上") == 2
    assert done.stderr == ""
    assert TOKEN not in done.stdout
    assert PASSWORD not in done.stdout
    assert inbox_of(settings) == {"2022-06/抚松县/a.csv": b"a"}

    again = employment("fetch", "--source", "https", "--home", str(settings.home))
    assert (again.returncode, again.stderr) == (0, "")
    assert "1 个以前收过" in again.stdout

    checked = employment("doctor", "--home", str(settings.home))
    assert "dead-sftp" in checked.stdout
    assert "Traceback" not in checked.stdout + checked.stderr


def test_a_mistake_in_the_file_ends_the_command_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("sources:\n  - {name: a, kind: ftp}\n")
    for command in ("fetch", "refresh"):
        done = employment(command, "--home", str(tmp_path))
        assert done.returncode == 1
        assert "第 2 行" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_example_is_written_once(tmp_path: Path) -> None:
    first = employment("fetch", "--example", "--home", str(tmp_path))
    assert (first.returncode, (tmp_path / "sources.example.yml").exists()) == (0, True)
    assert employment("fetch", "--example", "--home", str(tmp_path)).returncode == 1


def test_a_refresh_fetches_first_and_needs_no_sources(stage: Stage, tmp_path: Path) -> None:
    settings = home_with(tmp_path, stage.source("nothing-here"))
    (stage.server.root / "nothing-here").mkdir()
    done = employment("refresh", "--home", str(settings.home))
    assert done.returncode == 0
    assert "收取 0 个文件" in done.stdout
    assert "还没有任何月份的导出" in done.stdout

    (settings.home / "sources.yml").unlink()
    without = employment("refresh", "--home", str(settings.home))
    assert without.returncode == 0
    assert "来源" not in without.stdout
