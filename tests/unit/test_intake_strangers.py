"""What is no table is named for what it is, with what to send instead."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipelines.intake.errors import Refusal
from pipelines.intake.reading import read_sheets
from tests.intake_files import H1_HEADER, csv_file, h1_row, xls, xlsx


def refused(content: bytes, file_name: str = "五月.xls") -> str:
    with pytest.raises(Refusal) as caught:
        read_sheets(content, file_name)
    assert caught.value.code == "unreadable"
    assert file_name in caught.value.message
    assert "请" in caught.value.message
    return caught.value.message


def package(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "空的"),
        (b"\r\n \r\n", "空的"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(100), "RAR 压缩包"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z 压缩包"),
        (b"\x1f\x8b\x08\x00", "GZ 压缩包"),
        (b"a.csv".ljust(257, b"\0") + b"ustar\x0000", "TAR 压缩包"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF 文档"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "图片（JPG）"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "图片（PNG）"),
        (b"GIF89a", "图片（GIF）"),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36", "图片（BMP）"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "图片"),
        (b"\x00\x00\x00\x18ftypheic", "图片"),
        (b"\x00\x00\x00\x18ftypmp42", "视频"),
        (b"{\\rtf1\\ansi", "Word 文档"),
        (b"MIME-Version: 1.0\r\n", "网页归档"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word 文档（doc）"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "PPT"),
        (package("[Content_Types].xml", "word/document.xml"), "Word 文档（docx）"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "PPT"),
        (package("OFD.xml", "Doc_0/Document.xml"), "OFD"),
        (package("[Content_Types].xml", "x.xml"), "没有工作簿"),
        (b"\x01\x02\x00\x03 anything else", "无法识别的文件"),
    ],
)
def test_a_stranger_is_named_for_what_it_is(content: bytes, what: str) -> None:
    message = refused(content)
    assert what in message
    assert what == "空的" or "不是 Excel 表" in message


def height_or_message(content: bytes) -> int | str:
    """Return how many rows were read, or why none were."""
    try:
        (sheet,) = read_sheets(content, "五月.xls")
    except Refusal as refusal:
        return refusal.message
    return sheet.cells.height


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_workbook_cut_short_is_refused_or_read_whole(write: object, share: float) -> None:
    content = write({"一": [H1_HEADER, *(h1_row(i) for i in range(40))]})  # type: ignore[operator]
    cut = content[: int(len(content) * share)]
    outcome = height_or_message(cut)
    assert outcome == 41 or "完整" in str(outcome)


def test_a_text_that_begins_like_a_picture_is_read() -> None:
    (sheet,) = read_sheets(csv_file([("BM编号", "姓名"), ("1", "甄甲")]), "五月.csv")
    assert sheet.cells.height == 2


def test_the_tables_of_wps_are_read() -> None:
    (sheet,) = read_sheets(xls({"一": [H1_HEADER, h1_row(1)]}), "五月.et")
    assert sheet.cells.height == 2


def test_a_text_of_endless_columns_is_refused() -> None:
    assert "702 列" in refused(csv_file([("甲",), ("x",) * 703]))
