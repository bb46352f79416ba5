"""Lists that name people in full open with the county's password only, and do not stay."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import openpyxl
import pytest

from pipelines.intake.errors import Refusal
from pipelines.intake.protected import unlocked
from pipelines.offices.look import Book
from pipelines.offices.protected_book import (
    Watermark,
    county_password,
    locked,
    log_issue,
    password_path,
    remove_expired,
    set_watermark,
    write_private,
)
from pipelines.settings import Settings

MARK = Watermark("抚松县", "王*（县就业局）", "2022-06-06")


def workbook() -> bytes:
    book = Book("名单", "示例处")
    sheet = book.sheet("一")
    sheet.write_string(0, 0, "内容")
    set_watermark(sheet, MARK)
    return book.content()


def test_a_locked_workbook_opens_with_its_password_only() -> None:
    content = locked(workbook(), "Fs2022Fs2022")
    assert not content.startswith(b"PK")
    plain = unlocked(content, "x.xlsx", ("Fs2022Fs2022",))
    sheet = openpyxl.load_workbook(io.BytesIO(plain))["一"]
    assert sheet["A1"].value == "内容"
    assert MARK.whose in str(sheet.oddHeader.center.text)
    assert MARK.words in str(sheet.oddFooter.left.text)
    with pytest.raises(Refusal):
        unlocked(content, "x.xlsx", ("Fs2022Fs2023",))


def test_a_county_keeps_its_password_and_no_two_counties_share_one(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    one, other = (county_password(settings, code) for code in ("220621", "220622"))
    assert county_password(settings, "220621") == one != other
    path = password_path(settings, "220621")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.is_relative_to(settings.vault)


def test_the_log_says_who_made_which_and_grows(tmp_path: Path) -> None:
    for number in (1, 2):
        log_issue(tmp_path, ("批次", "文件"), (f"2022-05-{number}", "抚松县.xlsx"))
    lines = (tmp_path / "log.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "时间（UTC）,操作人,批次,文件"
    assert [line.split(",")[2:] for line in lines[1:]] == [
        ["2022-05-1", "抚松县.xlsx"],
        ["2022-05-2", "抚松县.xlsx"],
    ]
    assert (tmp_path / "log.csv").stat().st_mode & 0o777 == 0o600


def test_a_list_is_gone_after_thirty_days(tmp_path: Path) -> None:
    old = write_private(tmp_path / "a" / "旧.xlsx", b"x")
    new = write_private(tmp_path / "a" / "新.xlsx", b"x")
    past = time.time() - 31 * 86_400
    os.utime(old, (past, past))
    assert remove_expired(tmp_path) == 1
    assert not old.exists()
    assert new.exists()
