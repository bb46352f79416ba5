"""Ways to log in that the common walk does not take, and what goes wrong on this side."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import filelock
import pytest

from pipelines.fetch import FetchBusyError
from tests.fetch_servers import HOST, PASSWORD, free_port, program
from tests.fetch_stages import WHEN, home_with, inbox_of, run, stage_of


def test_a_private_key_with_a_passphrase_needs_it(tmp_path: Path) -> None:
    with stage_of("sftp", tmp_path / "server") as stage:
        stage.put("r/2022-06/a.csv", b"a", WHEN)
        command = [program("ssh-keygen", "openssh-client"), "-q", "-p", "-P", ""]
        command += ["-N", PASSWORD, "-f", str(stage.server.key_file)]
        subprocess.run(command, check=True, timeout=30)
        without = home_with(tmp_path, stage.source("r"))
        assert "有口令" in (run(without).sources[0].failure or "")
        wrong = home_with(tmp_path, stage.source("r", key_passphrase={"file": "token"}))
        assert "口令不对" in (run(wrong).sources[0].failure or "")
        right = home_with(tmp_path, stage.source("r", key_passphrase={"file": "password"}))
        assert run(right).sources[0].failure is None
        assert inbox_of(right) == {"2022-06/a.csv": b"a"}


def test_a_share_is_read_encrypted_and_with_a_domain(tmp_path: Path) -> None:
    with stage_of("smb", tmp_path / "server") as stage:
        stage.put("r/2022-06/a.csv", b"a", WHEN)
        settings = home_with(tmp_path, stage.source("r", encrypt=True, domain="TESTS"))
        assert run(settings).sources[0].failure is None
        assert inbox_of(settings) == {"2022-06/a.csv": b"a"}


def test_two_sources_on_one_server_keep_their_own_logins(tmp_path: Path) -> None:
    with stage_of("smb", tmp_path / "server") as stage:
        stage.put("r/2022-06/a.csv", b"a", WHEN)
        settings = home_with(
            tmp_path,
            stage.source("r", name="right"),
            stage.source("r", name="wrong", password={"file": "token"}),
            stage.source("r", name="nobody", username="nobody-here"),
        )
        right, wrong, nobody = run(settings).sources
    assert right.failure is None
    assert (wrong.failure or "").startswith("登录没有成功")
    assert (nobody.failure or "").startswith("登录没有成功")


def test_where_the_inbox_cannot_be_written_it_is_told(tmp_path: Path) -> None:
    with stage_of("folder", tmp_path / "server") as stage:
        stage.put("r/2022-06/抚松县/a.csv", b"a", WHEN)
        settings = home_with(tmp_path, stage.source("r"))
        (settings.inbox / "2022-06").mkdir(parents=True)
        (settings.inbox / "2022-06" / "抚松县").write_text("a file where a folder should be")
        told = run(settings).sources[0].failure or ""
    assert "不能写入" in told
    assert str(settings.inbox / "2022-06" / "抚松县") in told


def test_a_source_that_hangs_is_given_up_and_the_others_go_on(tmp_path: Path) -> None:
    hung = threading.Event()

    def progress(line: str) -> None:
        if "重试" in line:  # the first retry of the dead source never comes back
            hung.wait(60)

    with stage_of("folder", tmp_path / "server") as stage:
        stage.put("r/2022-06/a.csv", b"a", WHEN)
        dead = {
            "name": "dead",
            "kind": "https",
            "url": f"https://{HOST}:{free_port()}/",
            "timeout_seconds": 0.5,
        }
        settings = home_with(tmp_path, dead, stage.source("r"))
        try:
            first, second = run(settings, progress=progress, patience=2).sources
        finally:
            hung.set()
    assert "没有任何回应，已放弃" in (first.failure or "")
    assert second.failure is None
    assert inbox_of(settings) == {"2022-06/a.csv": b"a"}


def test_two_fetches_of_one_home_do_not_run_at_once(tmp_path: Path) -> None:
    with stage_of("folder", tmp_path / "server") as stage:
        stage.put("r/2022-06/a.csv", b"a", WHEN)
        settings = home_with(tmp_path, stage.source("r"))
        (settings.work / "fetch").mkdir(parents=True)
        with (
            filelock.FileLock(settings.work / "fetch" / "fetch.lock"),
            pytest.raises(FetchBusyError, match="另一个收取正在使用"),
        ):
            run(settings)
        assert run(settings).taken == 1
