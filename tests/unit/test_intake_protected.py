"""Locked workbooks are opened with the office's passwords, which are never said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.intake import limits
from pipelines.intake.errors import Refusal
from pipelines.intake.protected import passwords_changed_ns, passwords_path, read_passwords
from pipelines.intake.reading import read_sheets
from pipelines.settings import Settings
from tests.intake_files import H1_HEADER, h1_row, locked, xlsx

WORKBOOK = xlsx({"一": [H1_HEADER, h1_row(1)]})
PASSWORD = "抚松Fs@2022"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return locked(WORKBOOK, PASSWORD)


def refused(content: bytes, passwords: tuple[str, ...]) -> str:
    with pytest.raises(Refusal) as caught:
        read_sheets(content, "五月.xlsx", passwords)
    assert caught.value.code == "unreadable"
    assert not any(password in caught.value.message for password in passwords)
    return caught.value.message


def test_the_password_that_fits_opens_the_workbook(workbook: bytes) -> None:
    (sheet,) = read_sheets(workbook, "五月.xlsx", ("错的", PASSWORD))
    assert sheet.cells.height == 2


def test_without_a_fitting_password_the_message_says_where_to_put_it(workbook: bytes) -> None:
    none = refused(workbook, ())
    assert "passwords.txt" in none
    assert "都打不开" not in none
    assert "都打不开" in refused(workbook, ("错的", "也不对"))


def test_a_workbook_protected_against_changes_only_is_read() -> None:
    content = locked(WORKBOOK, "VelvetSweatshop")
    (sheet,) = read_sheets(content, "五月.xlsx")
    assert sheet.cells.height == 2


def test_what_is_unlocked_is_looked_through_like_any_workbook(
    workbook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 1000)
    assert "解压后过大" in refused(workbook, (PASSWORD,))


def test_a_file_that_asks_for_endless_hashing_is_refused(
    workbook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_KEY_ROUNDS", 10)
    assert "passwords.txt" in refused(workbook, (PASSWORD,))


def test_a_damaged_locked_workbook_is_refused(workbook: bytes) -> None:
    assert "五月.xlsx" in refused(workbook[: len(workbook) // 2], (PASSWORD,))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_key_file_has_one_password_per_line(tmp_path: Path, encoding: str) -> None:
    settings = Settings(home=tmp_path)
    assert read_passwords(settings) == ()
    assert passwords_changed_ns(settings) == 0
    passwords_path(settings).write_bytes(f"{PASSWORD}\r\n\r\n a b \n{PASSWORD}\n".encode(encoding))
    assert read_passwords(settings) == (PASSWORD, " a b ")
    assert passwords_changed_ns(settings) > 0


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_key_file_is_closed_to_others(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    path = passwords_path(settings)
    path.write_text("x", encoding="utf-8")
    path.chmod(0o644)
    read_passwords(settings)
    assert path.stat().st_mode & 0o777 == 0o600
    changed = passwords_changed_ns(settings)
    read_passwords(settings)
    assert passwords_changed_ns(settings) == changed
