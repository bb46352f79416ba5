"""The command line speaks Chinese, also when it is used wrongly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.alerts.notice import notice_text, notify_failure
from pipelines.refresh import RefreshResult
from pipelines.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *words],
        cwd=ROOT,
        env={"EMPLOYMENT_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_help_is_chinese(tmp_path: Path) -> None:
    shown = run("--help", home=tmp_path)
    assert shown.returncode == 0
    for words in ("用法", "选项", "命令", "sample", "refresh", "status", "doctor"):
        assert words in shown.stdout
    for english in ("Usage", "Options", "Commands", "Show this message"):
        assert english not in shown.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("refres",), "没有 refres 这个命令"),
        (("refresh", "--mont", "x"), "没有 --mont 这个选项"),
        (("sample",), "缺少 --out"),
        (("sample", "--out", "x", "--scale", "大"), "--scale"),
    ],
)
def test_wrong_use_is_answered_in_one_chinese_sentence(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = run(*words, home=tmp_path)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("withdraw", "T-H1-220621-202205-0123456789ab", "--why", "发错了"), "没有可撤回的"),
        (("withdraw", "x.xlsx"), "--why"),
        (("withdraw", "x.xlsx", "--undo"), "没有可撤回的"),
        (("withdraw", "x.xlsx", "--why", "电话 139 0000 1234"), "手机号"),
    ],
)
def test_what_cannot_be_withdrawn_is_explained(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = run(*words, home=tmp_path)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "1234" not in answer.stderr


def test_a_home_without_deliveries_lists_none(tmp_path: Path) -> None:
    answer = run("deliveries", home=tmp_path)
    assert answer.returncode == 0
    assert "还没有收取过任何报送" in answer.stdout


@pytest.mark.parametrize("month", ["2022-13", "六月", "2022-06"])
def test_a_month_that_cannot_be_refreshed_is_explained(tmp_path: Path, month: str) -> None:
    answer = run("refresh", "--month", month, home=tmp_path)
    assert answer.returncode == 1
    assert "月" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_wrong_configuration_stops_every_command_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "settings.yml").write_text("workers: many", encoding="utf-8")
    for command in ("refresh", "status"):
        answer = run(command, home=tmp_path)
        assert answer.returncode == 1
        assert "workers" in answer.stderr
    doctor = run("doctor", home=tmp_path)
    assert doctor.returncode == 1
    assert "workers" in doctor.stdout


def test_the_exit_status_follows_what_happened() -> None:
    assert RefreshResult("r").exit_code == 0
    assert RefreshResult("r", held=("x",)).exit_code == 3
    assert RefreshResult("r", failures=("x",), held=("y",)).exit_code == 1


def test_the_failure_notice_is_written_even_when_mail_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "recipients.yml").write_text(
        "smtp: {host: 127.0.0.1, port: 9, sender: a@b.example, timeout_seconds: 1.0}\n"
        "counties: {白山市: [{kind: email, to: [c@d.example]}]}\n",
        encoding="utf-8",
    )
    path = notify_failure(load_settings(tmp_path), "run-1")
    text = path.read_text(encoding="utf-8")
    assert text.startswith(notice_text("run-1", "白山市"))
    assert "邮件 c***@d.example 没有送到：连不上邮件服务器 127.0.0.1:9" in text
