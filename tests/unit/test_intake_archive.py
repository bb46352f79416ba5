"""Archives are the files in them; what makes one unfit is said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipelines.intake import limits
from pipelines.intake.archive_file import copy_member, members
from pipelines.intake.errors import Refusal
from pipelines.intake.inbox import inbox_files, waiting, waiting_files
from pipelines.intake.reading import read_sheets
from pipelines.intake.store import archive_bytes, object_path
from pipelines.settings import Settings
from tests.intake_files import archive, csv_file, drop, xls, xlsx

TABLE = csv_file([("甲",), ("1",)])


def on_disk(folder: Path, content: bytes) -> Path:
    path = folder / "包.zip"
    path.write_bytes(content)
    return path


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read_sheets(content, "包.zip")
    assert caught.value.code == "unreadable"
    assert "包.zip" in caught.value.message
    assert "请" in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_members_are_read_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    content = archive({"抚松县/外出务工.csv": TABLE, "靖宇.xls": xls({"一": [("x",)]})}, encoding)
    found = members(on_disk(tmp_path, content))
    assert found is not None
    assert [member.name for member in found] == ["抚松县/外出务工.csv", "靖宇.xls"]
    assert found[0].folders == ("抚松县",)


def test_what_programs_leave_behind_in_an_archive_is_no_member(tmp_path: Path) -> None:
    content = archive({"__MACOSX/._a.csv": b"x", "夹/": b"", "~$a.xlsx": b"x", "a.csv": TABLE})
    found = members(on_disk(tmp_path, content))
    assert found is not None
    assert [member.name for member in found] == ["a.csv"]


def test_an_archive_in_an_archive_is_opened_once_more_and_no_deeper(tmp_path: Path) -> None:
    third = archive({"三.csv": TABLE})
    content = archive({"乙.zip": archive({"二.csv": TABLE, "丙.zip": third}), "一.csv": TABLE})
    path = on_disk(tmp_path, content)
    found = {member.name: member for member in members(path) or []}
    assert set(found) == {"一.csv", "乙.zip!二.csv", "乙.zip!丙.zip"}
    target = tmp_path / "out"
    copy_member(path, found["乙.zip!丙.zip"].at, target)
    assert "2 层" in refused(target.read_bytes())
    copy_member(path, found["乙.zip!二.csv"].at, target)
    assert target.read_bytes() == TABLE


def test_a_workbook_is_no_archive(tmp_path: Path) -> None:
    assert members(on_disk(tmp_path, xlsx({"一": [("甲",)]}))) is None
    assert members(on_disk(tmp_path, TABLE)) is None


@pytest.mark.parametrize("name", ["../a.csv", "甲/../../a.csv", "/etc/a.csv", "C:\\a.csv", "..\\a"])
def test_an_archive_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    content = archive({"好.csv": TABLE, name: TABLE})
    assert members(on_disk(tmp_path, content)) is None
    assert "指向包外" in refused(content)


def test_an_empty_archive_is_refused(tmp_path: Path) -> None:
    content = archive({"空/": b"", "Thumbs.db": b"x"})
    assert members(on_disk(tmp_path, content)) is None
    assert "没有文件" in refused(content)


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MAX_MEMBERS", 1, "太多"),
        ("MAX_MEMBER_BYTES", 3, "过大"),
        ("MAX_ARCHIVE_BYTES", 10, "过大"),
    ],
)
def test_an_archive_beyond_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, said: str
) -> None:
    monkeypatch.setattr(limits, limit, value)
    content = archive({"a.csv": TABLE, "b.csv": TABLE})
    assert members(on_disk(tmp_path, content)) is None
    assert said in refused(content)


def test_a_bomb_is_refused_without_unpacking(tmp_path: Path) -> None:
    content = archive({"a.csv": bytes(limits.RATIO_FROM_BYTES + 1)})
    assert len(content) < 100_000
    assert members(on_disk(tmp_path, content)) is None
    assert "解压后过大" in refused(content)


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(archive({"a.csv": TABLE}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert members(on_disk(tmp_path, bytes(content))) is None
    assert "密码" in refused(bytes(content))


def test_a_rare_compression_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a.csv", TABLE)
    assert "少见方式" in refused(buffer.getvalue())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_archive_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    content = archive({"a.csv": TABLE, "b.xls": xls({"一": [("x",)]})})
    cut = content[: int(len(content) * share)]
    assert members(on_disk(tmp_path, cut)) is None
    assert "不完整" in refused(cut)


def test_a_damaged_member_refuses_the_archive(tmp_path: Path) -> None:
    content = bytearray(archive({"a.csv": TABLE * 50}))
    content[45] ^= 0xFF
    assert members(on_disk(tmp_path, bytes(content))) is None
    assert "不完整" in refused(bytes(content))


def test_members_are_files_of_the_inbox_with_the_counties_of_all_their_folders(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path)
    drop(settings.inbox, "2022-05/抚松县/包.zip", archive({"表.csv": TABLE, "表二.csv": b"x"}))
    drop(settings.inbox, "2022-05/全市.zip", archive({"靖宇县/表.csv": TABLE}))
    files = inbox_files(settings, "2022-05")
    assert [(file.inbox_path, file.county, file.name) for file in files] == [
        ("2022-05/全市.zip!靖宇县/表.csv", "220622", "全市.zip!靖宇县/表.csv"),
        ("2022-05/抚松县/包.zip!表.csv", "220621", "包.zip!表.csv"),
        ("2022-05/抚松县/包.zip!表二.csv", "220621", "包.zip!表二.csv"),
    ]
    assert len(waiting(settings, "2022-05")) == 3
    assert len(waiting_files(settings, "2022-05")) == 2
    for file in files:
        archive_bytes(settings, file.path, file.sha256, file.at)
        assert object_path(settings, file.sha256).stat().st_size == file.size_bytes
    assert inbox_files(settings, "2022-05") == files
