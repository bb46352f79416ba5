"""A member unpacked by isal is what ``zipfile`` gives, and damaged in the same ways."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from pipelines.intake.inflate import inflated

TEXT = b"".join(b'<c r="A%d" s="1"><v>%d</v></c>' % (at, at * at) for at in range(40_000))


def package(content: bytes = TEXT, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        made.writestr("other.xml", b"<x/>")
        made.writestr("sheet.xml", content)
    return buffer.getvalue()


def unpacked(content: bytes, change: dict[str, int] | None = None, block: int = 4096) -> bytes:
    member = zipfile.ZipFile(io.BytesIO(content)).getinfo("sheet.xml")
    for name, value in (change or {}).items():
        setattr(member, name, value)
    return b"".join(inflated(content, member, block))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("content", [TEXT, b"", b"<", bytes(at * at % 251 for at in range(70_000))])
@pytest.mark.parametrize("block", [7, 4096, 1 << 20])
def test_a_member_is_unpacked_as_zipfile_does(content: bytes, method: int, block: int) -> None:
    if block == 7:
        content = content[:5_000]
    assert unpacked(package(content, method), block=block) == content


def test_no_more_is_given_than_the_member_says_to_have() -> None:
    short = {"file_size": 1_000, "CRC": zlib.crc32(TEXT[:1_000])}
    assert unpacked(package(), short) == TEXT[:1_000]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"CRC": 1}, zipfile.BadZipFile),
        ({"file_size": len(TEXT) + 1}, zipfile.BadZipFile),
        ({"compress_size": 2_000}, zipfile.BadZipFile),
        ({"header_offset": 3}, zipfile.BadZipFile),
        ({"header_offset": 1 << 30}, zipfile.BadZipFile),
        ({"flag_bits": 1}, RuntimeError),
        ({"compress_type": zipfile.ZIP_LZMA}, NotImplementedError),
    ],
)
def test_what_is_not_as_it_should_be_is_damaged(
    change: dict[str, int], error: type[Exception]
) -> None:
    with pytest.raises(error):
        unpacked(package(), change)


def test_damaged_bytes_are_told_as_zlib_tells_them() -> None:
    content = bytearray(package())
    start = content.index(b"sheet.xml") + len(b"sheet.xml")
    content[start : start + 40] = b"\xff" * 40
    with pytest.raises((zlib.error, zipfile.BadZipFile)):
        unpacked(bytes(content))
