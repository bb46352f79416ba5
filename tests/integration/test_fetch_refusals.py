"""Servers that cannot be trusted, wrong secrets, hostile names: told, and nothing taken."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.fetch import check_sources
from tests.fetch_relay import Relay
from tests.fetch_servers import HOST, PASSWORD, TOKEN, free_port
from tests.fetch_stages import WHEN, Stage, home_with, inbox_of, run, stage_of

WRONG = "a-wrong-secret-4711"


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Stage]]:
    from contextlib import ExitStack

    made: dict[str, Stage] = {}
    with ExitStack() as stack:

        def get(kind: str) -> Stage:
            if kind not in made:
                folder = tmp_path_factory.mktemp(kind) / "server"
                made[kind] = stack.enter_context(stage_of(kind, folder))
                made[kind].put("r/2022-06/a.csv", b"a", WHEN)
            return made[kind]

        yield get


def failure_of(tmp_path: Path, *sources: dict[str, Any]) -> str:
    settings = home_with(tmp_path, *sources)
    (settings.home / "wrong").write_text(WRONG)
    (settings.home / "wrong").chmod(0o600)
    result = run(settings)
    assert inbox_of(settings) == {}
    assert result.exit_code == 3
    text = "\n".join(result.lines())
    for written in settings.home.rglob("*"):
        if written.is_file() and written.name not in ("wrong", "token", "password"):
            text += written.read_text(errors="replace")
    assert not [secret for secret in (WRONG, TOKEN, PASSWORD) if secret in text]
    (checked,) = check_sources(settings)
    assert checked[1] == result.sources[0].failure
    return result.sources[0].failure or ""


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("smb", {"password": {"file": "wrong"}}),
        ("smb", {"username": "nobody-here"}),
        ("sftp", {"password": {"file": "wrong"}, "key_file": None}),
        ("https", {"token": {"file": "wrong"}}),
    ],
)
def test_a_wrong_login_is_told_and_not_tried_again(
    stages: Callable[[str], Stage], tmp_path: Path, kind: str, change: dict[str, Any]
) -> None:
    source = {**stages(kind).source("r"), **change}
    source = {key: value for key, value in source.items() if value is not None}
    assert failure_of(tmp_path, source).startswith("登录没有成功")


def test_a_stranger_s_private_key_is_told(stages: Callable[[str], Stage], tmp_path: Path) -> None:
    stage = stages("sftp")
    stranger = stage.server.key_file.with_name("stranger")
    assert failure_of(tmp_path, stage.source("r", key_file=str(stranger))).startswith("登录没有")


def test_a_wrong_secret_key_of_a_store_is_told(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    source = stages("s3").source("r", secret_key={"file": "wrong"})
    assert failure_of(tmp_path, source).startswith("没有权限读取，或用户名、密钥不对")


def test_a_server_whose_host_key_is_not_known_gets_no_login(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    source = stages("sftp").source("r", known_hosts="none")
    del source["host_key"]
    told = failure_of(tmp_path, source)
    assert "不认识服务器的主机密钥" in told
    assert "SHA256:" in told


def test_a_server_with_another_host_key_gets_no_login(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    stage = stages("sftp")
    other = stage.server.key_file.with_suffix(".pub").read_text().split()
    source = stage.source("r", host_key=f"{other[0]} {other[1]}")
    assert "主机密钥变了" in failure_of(tmp_path, source)


def test_the_known_hosts_file_is_enough_to_be_trusted(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    stage = stages("sftp")
    source = stage.source("r", known_hosts=str(stage.server.known_hosts))
    del source["host_key"]
    settings = home_with(tmp_path, source)
    assert run(settings).sources[0].failure is None
    assert inbox_of(settings) == {"2022-06/a.csv": b"a"}
    assert check_sources(settings) == [("sftp", None)]


@pytest.mark.parametrize("kind", ["https", "s3"])
def test_a_certificate_of_an_unknown_authority_gets_no_secret(
    stages: Callable[[str], Stage], tmp_path: Path, kind: str
) -> None:
    source = stages(kind).source("r")
    del source["ca_file"]
    told = failure_of(tmp_path, source)
    assert told.startswith("服务器的证书不能信任")
    assert "ca_file" in told


def test_a_certificate_for_another_host_gets_no_secret(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    stage = stages("https")
    before = len(stage.server.tokens)
    source = stage.source("r", url=f"https://localhost:{stage.port}/r/")
    assert failure_of(tmp_path, source).startswith("服务器的证书不能信任")
    assert len(stage.server.tokens) == before


def test_a_missing_share_folder_or_bucket_is_told(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    for at, (source, words) in enumerate(
        [
            (stages("smb").source("r", share="none"), "没有这个共享"),
            (stages("smb").source("none"), "没有这个目录"),
            (stages("sftp").source("none"), "没有这个目录"),
            (stages("https").source("none"), "没有这个目录"),
            (stages("s3").source("r", bucket="none-here"), "没有这个目录、共享或存储桶"),
            (stages("folder").source("none"), "不存在或没有连接"),
        ]
    ):
        (tmp_path / str(at)).mkdir()
        assert words in failure_of(tmp_path / str(at), source), source


def test_hostile_keys_of_a_store_never_leave_the_inbox(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    stage = stages("s3")
    for key in ("../../../evil.csv", "2022-06/../../evil.csv", "2022-06//evil.csv"):
        stage.server.client.put_object(Bucket="exports", Key=f"h/{key}", Body=b"evil")
    for key in ("2022-06/CON.csv", "2022-06/a:b?.csv", "2022-06/dots. /x.csv"):
        stage.server.client.put_object(Bucket="exports", Key=f"h/{key}", Body=b"odd")
    settings = home_with(tmp_path, stage.source("h"))
    result = run(settings).sources[0]
    assert result.failure is None
    assert len(result.refused) == 3
    assert sorted(inbox_of(settings)) == [
        "2022-06/_CON.csv",
        "2022-06/a_b_.csv",
        "2022-06/dots/x.csv",
    ]
    assert not list(tmp_path.rglob("evil*"))


def test_hostile_names_of_a_folder_are_made_safe_or_refused(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    stage = stages("sftp")
    long = "长" * 80 + ".csv"
    for name in ("a\\..\\b.csv", "line\nbreak.csv", long, "LPT1.csv", "~$a.xlsx", "link-to"):
        stage.put(f"names/2022-06/{name}", b"x", WHEN)
    root = stage.server.root / "names/2022-06"
    (root / "link.csv").symlink_to("/etc/passwd")
    (root / "round").symlink_to("..")
    settings = home_with(tmp_path, stage.source("names"))
    result = run(settings).sources[0]
    assert [words.split("：")[1] for words in result.refused] == [
        "名称含控制字符或乱码，不能收取。请在来源改名。"
    ]
    names = sorted(path.rpartition("/")[2] for path in inbox_of(settings))
    assert len(names) == 3
    assert {"_LPT1.csv", "a_.._b.csv"} <= set(names)
    assert all(len(name.encode()) <= 200 for name in names)


def test_a_file_over_the_limit_and_one_that_may_not_be_read_are_refused_alone(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    stage = stages("folder")
    stage.put("limits/2022-06/a.csv", b"a", WHEN)
    stage.put("limits/2022-06/big.csv", b"b" * (2 << 20), WHEN)
    settings = home_with(tmp_path, stage.source("limits", max_megabytes=1))
    result = run(settings)
    assert result.exit_code == 3
    assert "有 2 MB，超过上限 1 MB" in result.sources[0].refused[0]
    assert list(inbox_of(settings)) == ["2022-06/a.csv"]


def test_a_file_of_a_share_that_a_program_holds_is_left_for_the_next_time(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    import smbclient

    stage = stages("smb")
    for name in ("a.csv", "held.csv"):
        stage.put(f"held/2022-06/{name}", name.encode(), WHEN)
    settings = home_with(tmp_path, stage.source("held"))
    login: dict[str, Any] = {
        "username": stage.server.username, "password": PASSWORD, "port": stage.port,
        "connection_cache": {},
    }  # fmt: skip
    path = rf"\\{HOST}\exports\held\2022-06\held.csv"
    try:
        with smbclient.open_file(path, "rb", **login):  # nobody else may open it meanwhile
            result = run(settings).sources[0]
    finally:
        smbclient.reset_connection_cache(connection_cache=login["connection_cache"])
    assert (result.waiting, result.failure) == (["2022-06/held.csv"], None)
    assert list(inbox_of(settings)) == ["2022-06/a.csv"]
    assert run(settings).taken == 1


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as silent:
        port = silent.getsockname()[1]
        common = {"retries": 0, "timeout_seconds": 1, "settle_seconds": 0}
        settings = home_with(
            tmp_path,
            {
                **common, "name": "smb", "kind": "smb", "host": HOST, "port": port,
                "share": "s", "username": "u", "password": {"file": "password"},
            },
            {
                **common, "name": "sftp", "kind": "sftp", "host": HOST, "port": port,
                "path": "/", "username": "u", "password": {"file": "password"},
            },
            {
                **common, "name": "https", "kind": "https", "url": f"https://{HOST}:{port}/",
            },
            {
                **common, "name": "s3", "kind": "s3", "endpoint": f"https://{HOST}:{port}",
                "bucket": "b", "path_style": True,
                "access_key": {"file": "password"}, "secret_key": {"file": "password"},
            },
        )  # fmt: skip
        result = run(settings, patience=5)
    assert [bool(source.failure) for source in result.sources] == [True] * 4
    assert all("未预料" not in (source.failure or "") for source in result.sources)


def test_a_killed_fetch_leaves_a_part_that_the_next_one_goes_on_from(
    stages: Callable[[str], Stage], tmp_path: Path
) -> None:
    stage = stages("smb")
    data = os.urandom(8 << 20)
    stage.put("killed/2022-06/big.csv", data, WHEN)
    with Relay(stage.port, budget=5 << 20) as relay:
        settings = home_with(tmp_path, stage.source("killed", relay.port, retries=20))
        command = [sys.executable, "-m", "pipelines.cli", "fetch", "--home", str(settings.home)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            waited = threading.Event()
            for _ in range(600):
                if relay.cuts or process.poll() is not None:
                    break
                waited.wait(0.05)
            assert relay.cuts == 1
        finally:
            process.kill()
            process.wait(timeout=10)
        relay.mend()
        assert run(settings).sources[0].failure is None
        assert relay.passed < len(data)
    assert inbox_of(settings) == {"2022-06/big.csv": data}


def test_nothing_listens_on_a_free_port(tmp_path: Path) -> None:
    source = {
        "name": "dead",
        "kind": "https",
        "url": f"https://{HOST}:{free_port()}/",
        "retries": 0,
    }
    assert failure_of(tmp_path, source).startswith("连不上")
