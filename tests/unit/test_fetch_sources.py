"""``sources.yml``: what it may say, and what is said about a mistake in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.fetch import FetchError, fetch, has_sources, load_sources, write_example
from pipelines.fetch.kinds import EVERY_TABLE
from pipelines.fetch.sources import secret_warnings
from pipelines.secret_refs import SecretError, SecretReference
from pipelines.settings import Settings

FOLDER = """\
sources:
  - name: local
    kind: folder
    path: /exports
"""
SFTP = """\
sources:
  - name: province
    kind: sftp
    host: sftp.example.cn
    path: /out
    username: jiuye
"""


def settings_with(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "sources.yml").write_text(text, encoding="utf-8")
    return Settings(home=tmp_path)


def refusal_of(tmp_path: Path, text: str) -> str:
    with pytest.raises(FetchError) as caught:
        load_sources(settings_with(tmp_path, text))
    return str(caught.value)


def test_what_is_not_written_has_its_default(tmp_path: Path) -> None:
    (source,) = load_sources(settings_with(tmp_path, FOLDER))
    assert (source.month, source.settle_seconds, source.files) == ("folder", 10, EVERY_TABLE)


def test_every_entry_of_the_example_is_right_and_the_file_is_not_overwritten(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path)
    path = write_example(settings)
    assert not has_sources(settings)
    kinds = [source.kind for source in load_sources(settings_with(tmp_path, path.read_text()))]
    assert kinds == ["folder", "smb", "sftp", "https", "s3"]
    with pytest.raises(FetchError, match="已经存在"):
        write_example(settings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FOLDER.replace("folder", "ftp"), "第 3 行：“kind”（来源种类）只能是 folder、smb、"),
        (FOLDER + "    colour: red\n", "第 5 行：不认识的项“colour”。这里可用的项：name、kind、"),
        (FOLDER.replace("    path: /exports\n", ""), "第 2 行：缺少“path”。"),
        (FOLDER + "    settle_seconds: soon\n", "第 5 行：“settle_seconds”应为数字，现为“soon”"),
        (FOLDER + "    retries: 99\n", "第 5 行：“retries”写成了“99”，应不大于 20。"),
        (FOLDER + "    county: 抚顺县\n", "第 5 行：“county”写成了“抚顺县”，应为县"),
        (FOLDER + "    month: 2020-12\n", "第 5 行：“month”只能是 folder"),
        (FOLDER + "    done_marker: done\n", "第 5 行：“done_marker”应含 {name}"),
        (FOLDER.replace("local", "Local share"), "第 2 行：“name”只能用小写英文字母"),
        (FOLDER + FOLDER[9:], "第 5 行：来源“local”写了两次"),
        (FOLDER + "    path: /again\n", "第 5 行：“path”写了两次"),
        (FOLDER.replace("    path", "   path"), "行格式不对：请检查缩进"),
        ("", "是空的，请用 employment fetch --example"),
        ("local: 1\n", "第 1 行：应只有一项“sources”"),
        (SFTP, "第 3 行：password 和 key_file（私钥文件）应写一个"),
        (
            FOLDER.replace("folder", "https").replace("path: /exports", "url: http://a.cn/"),
            "第 4 行：地址应以 https:// 开头",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_is_allowed(
    tmp_path: Path, text: str, words: str
) -> None:
    told = refusal_of(tmp_path, text)
    assert words in told
    assert str(tmp_path / "sources.yml") in told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = FOLDER + "    retries: 99\n" + FOLDER[9:].replace("local", "other") + "    x: 1\n"
    told = refusal_of(tmp_path, text)
    assert "有 2 处错误" in told
    assert "第 5 行" in told
    assert "第 9 行" in told


@pytest.mark.parametrize(
    "written",
    [
        "hunter2-literal", "{env: hunter2-literal}", "{value: hunter2-literal}",
        "[hunter2-literal]", "{env: A, file: hunter2-literal}", "471147114711",
        "{file: [hunter2-literal]}",
    ],
)  # fmt: skip
def test_a_literal_secret_is_refused_and_never_repeated(tmp_path: Path, written: str) -> None:
    told = refusal_of(tmp_path, SFTP + f"    password: {written}\n")
    assert "第 7 行" in told
    assert "{env: 环境变量名}" in told
    assert "hunter2" not in told
    assert "4711" not in told


def test_an_address_with_a_password_in_it_is_refused_and_not_repeated(tmp_path: Path) -> None:
    text = FOLDER.replace("folder", "https").replace(
        "path: /exports", "url: https://u:hunter2@a.cn/"
    )
    told = refusal_of(tmp_path, text)
    assert "地址中不能写用户名和密码" in told
    assert "hunter2" not in told


def test_a_store_without_encryption_must_be_wanted(tmp_path: Path) -> None:
    text = """\
sources:
  - name: store
    kind: s3
    endpoint: http://10.0.0.1:9000
    bucket: exports
    access_key: {env: KEY}
    secret_key: {env: SECRET}
"""
    assert "第 4 行：endpoint 是不加密的 http://" in refusal_of(tmp_path, text)
    (source,) = load_sources(settings_with(tmp_path, text + "    plain_http: true\n"))
    assert source.where == "s3://exports（http://10.0.0.1:9000）"


def test_a_secret_is_read_from_its_place_and_its_absence_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("FETCH_TEST_SECRET", "from the environment")
    assert SecretReference(file="secret").read(tmp_path) == "from a file"
    assert SecretReference(env="FETCH_TEST_SECRET").read(tmp_path) == "from the environment"
    with pytest.raises(SecretError, match="环境变量 FETCH_TEST_ABSENT 没有设置"):
        SecretReference(env="FETCH_TEST_ABSENT").read(tmp_path)
    with pytest.raises(SecretError, match="无法读取"):
        SecretReference(file="absent").read(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_secret_file_that_others_may_read_is_warned_about(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    settings = settings_with(tmp_path, SFTP + "    password: {file: secret}\n")
    (source,) = load_sources(settings)
    secret.chmod(0o644)
    assert secret_warnings(settings, source) == [
        f"{secret} 其他用户也能读取，请运行 chmod 600 {secret}"
    ]
    secret.chmod(0o600)
    assert secret_warnings(settings, source) == []


def test_a_source_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="没有来源“other”。已有的来源：local"):
        fetch(settings_with(tmp_path, FOLDER), "other")


def test_without_sources_no_library_of_a_place_is_imported() -> None:
    heavy = "{'fsspec', 'paramiko', 'smbclient', 'aiohttp', 's3fs', 'botocore'}"
    code = (
        "import sys, pathlib; from pipelines.settings import Settings; "
        "from pipelines.fetch import has_sources; "
        "assert not has_sources(Settings(home=pathlib.Path('none'))); "
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
