"""Full identities on request: encrypted, for one receiver, on record, gone after their day."""

from __future__ import annotations

import io
import json
import re
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest

from pipelines.alerts import AlertError
from pipelines.alerts.identities import NewList, hand_out, read_handed_out, remove_expired
from pipelines.settings import Settings
from tests.alerts_home import (
    CHILD,
    FUSONG,
    HUNJIANG,
    JINGYU_PERSON,
    MONTH,
    NATIONAL,
    PEOPLE,
    TODAY,
    make_home,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_home(tmp_path)


def opened(made: NewList) -> openpyxl.Workbook:
    file = msoffcrypto.OfficeFile(io.BytesIO(made.path.read_bytes()))
    file.load_key(password=made.password)
    plain = io.BytesIO()
    file.decrypt(plain)
    return openpyxl.load_workbook(plain)


def test_the_list_holds_the_countys_own_people_behind_a_password(settings: Settings) -> None:
    made = hand_out(settings, FUSONG, MONTH, "王建国", today=TODAY)
    raw = made.path.read_bytes()
    for name, number in PEOPLE:
        assert name.encode() not in raw
        assert number.encode() not in raw
    book = opened(made)
    cells = [
        str(value)
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_row=4, values_only=True)
        for value in row
        if value
    ]
    assert CHILD[0] in cells
    assert CHILD[1] in cells
    assert NATIONAL[0] in cells
    assert "2206210001008" in cells
    assert JINGYU_PERSON[0] not in cells
    assert made.row_count == sum(sheet.max_row - 3 for sheet in book.worksheets) == 7
    assert "<f>" not in str(cells)


def test_every_sheet_and_page_says_whose_copy_it_is(settings: Settings) -> None:
    made = hand_out(settings, FUSONG, MONTH, "王建国", 10, today=TODAY)
    for sheet in opened(made).worksheets:
        for place in (str(sheet["A1"].value), str(sheet.oddHeader.center.text)):
            for words in ("抚松县", "王建国", "2022-06-03", "2022-06-13"):
                assert words in place


def test_the_record_says_who_for_whom_and_until_when_and_no_secret(settings: Settings) -> None:
    made = hand_out(settings, FUSONG, MONTH, "王建国", today=TODAY)
    (record,) = read_handed_out(settings)
    assert (record.receiver, record.row_count, record.expires_on) == ("王建国", 7, "2022-07-03")
    assert record.made_by
    kept = [p for p in settings.home.rglob("*") if p.is_file() and p != made.path]
    for path in kept:
        assert made.password.encode() not in path.read_bytes()
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    journal = (settings.alerts / "outbox" / "journal.jsonl").read_text(encoding="utf-8")
    assert "交 王建国，7 行，2022-07-03 到期" in journal
    assert CHILD[0] not in journal


def test_a_list_goes_after_its_last_day_and_not_before(settings: Settings) -> None:
    made = hand_out(settings, FUSONG, MONTH, "王建国", 7, today=TODAY)
    remove_expired(settings, today=date(2022, 6, 10))
    assert made.path.exists()
    said: list[str] = []
    remove_expired(settings, said.append, today=date(2022, 6, 11))
    assert not made.path.exists()
    assert "已到期，已删除" in said[0]
    (record,) = read_handed_out(settings)
    assert record.removed_on == "2022-06-11"
    remove_expired(settings, said.append, today=date(2022, 6, 12))
    assert len(said) == 1


def test_two_lists_have_two_passwords(settings: Settings) -> None:
    lists = [hand_out(settings, FUSONG, MONTH, "王建国", today=TODAY) for _ in range(2)]
    assert len({made.password for made in lists}) == len({made.path for made in lists}) == 2


@pytest.mark.parametrize(
    ("county", "receiver", "days", "said"),
    [
        ("220600", "王建国", 30, "只按县"),
        (FUSONG, "13900001234", 30, "收件人请写姓名"),
        (FUSONG, "王建国", 31, "1 至 30 天"),
        (HUNJIANG, "王建国", 30, "没有涉及个人的问题"),
    ],
)
def test_what_cannot_be_handed_out_is_told(
    settings: Settings, county: str, receiver: str, days: int, said: str
) -> None:
    with pytest.raises(AlertError, match=said):
        hand_out(settings, county, MONTH, receiver, days, today=TODAY)
    assert not list(settings.alerts.rglob("身份名单*.xlsx"))


def test_the_command_tells_the_password_once_and_removes_what_has_expired(
    settings: Settings,
) -> None:
    old = hand_out(settings, FUSONG, MONTH, "王建国", today=TODAY)
    command = [sys.executable, "-m", "pipelines.cli", "alerts", "identities", "--county", "抚松县"]
    command += ["--month", MONTH, "--receiver", "王建国", "--home", str(settings.home)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert not old.path.exists()
    (password,) = re.findall(r"口令：(\S+)", done.stdout)
    (path,) = (settings.alerts / FUSONG / "身份名单").iterdir()
    opened(NewList(path, password, 0, TODAY))
    records = [json.loads(p.read_text()) for p in (settings.vault / "handed_out").iterdir()]
    assert sorted(bool(record["removed_on"]) for record in records) == [False, True]
