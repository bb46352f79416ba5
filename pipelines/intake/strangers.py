"""What a file is that is no table: told by its first bytes, answered with what to send instead.

Belongs here: signatures and their Chinese words. Does not belong here: reading anything.
"""

from __future__ import annotations

from pipelines.intake.errors import UNREADABLE, Refusal

AGAIN = "请从系统重新导出为 xlsx 格式后放入收件目录。"
_UNPACK = "请解压后把里面的表（xls、xlsx、csv）放入收件目录，或改用 ZIP 格式压缩。"
_EXPORT = "请从系统导出 Excel 表（xlsx、xls 或 csv）后放入收件目录，原来的这个文件请移走。"
_HEAD = 4096
_BINARY_HEAD = 1024

_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"Rar!\x1a\x07", "RAR 压缩包", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", _UNPACK),
    (b"\x1f\x8b", "GZ 压缩包", _UNPACK),
    (b"BZh", "BZ2 压缩包", _UNPACK),
    (b"\xfd7zXZ\x00", "XZ 压缩包", _UNPACK),
    (b"%PDF", "PDF 文档", _EXPORT),
    (b"\xff\xd8\xff", "图片（JPG）", _EXPORT),
    (b"\x89PNG\r\n\x1a\n", "图片（PNG）", _EXPORT),
    (b"GIF8", "图片（GIF）", _EXPORT),
    (b"II*\x00", "图片（TIFF）", _EXPORT),
    (b"MM\x00*", "图片（TIFF）", _EXPORT),
    (b"{\\rtf", "Word 文档（RTF）", _EXPORT),
    (b"MZ\x90\x00", "程序（exe）", _EXPORT),
    (b"SQLite format 3\x00", "数据库文件", _EXPORT),
    (b"MIME-Version:", "网页归档（MHT）", _EXPORT),
)
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "Word 文档（doc）"),
    ("PowerPoint Document", "PPT 演示文稿"),
    ("__properties_version1.0", "Outlook 邮件"),
)
_PACKAGE_PARTS: tuple[tuple[str, str], ...] = (
    ("word/", "Word 文档（docx）"),
    ("ppt/", "PPT 演示文稿"),
    ("OFD.xml", "OFD 版式文档"),
    ("AndroidManifest.xml", "手机安装包"),
)


def check_not_stranger(content: bytes, file_name: str) -> None:
    """Let text, HTML, OLE and ZIP files pass; refuse whatever else is recognisable.

    Raises:
        Refusal: the file is of a kind that holds no table.
    """
    head = content[:_HEAD]
    for start, what, advice in _STARTS:
        if head.startswith(start):
            raise stranger(file_name, what, advice)
    if head[257:262] == b"ustar":
        raise stranger(file_name, "TAR 压缩包", _UNPACK)
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        raise stranger(file_name, "图片（BMP）")
    if (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:12] == b"ftypheic":
        raise stranger(file_name, "图片")
    if head[4:8] == b"ftyp":
        raise stranger(file_name, "视频")


def check_not_binary(content: bytes, file_name: str) -> None:
    """Refuse bytes with zeros at their start: no text of one byte a character has any.

    Raises:
        Refusal: the file is of no known kind.
    """
    if b"\0" in content[:_BINARY_HEAD]:
        raise stranger(file_name, "无法识别的文件（不是文本）")


def check_ole(content: bytes, file_name: str) -> None:
    """Refuse the other documents of old office programs.

    Raises:
        Refusal: a Word document, slides or a mail.
    """
    if "Workbook".encode("utf-16-le") in content:
        return
    for stream, what in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            raise stranger(file_name, what)


def check_parts(names: set[str], file_name: str) -> None:
    """Refuse the other documents that are ZIP files inside, by their parts' names.

    Raises:
        Refusal: a Word document, slides and the like.
    """
    for start, what in _PACKAGE_PARTS:
        if any(name.startswith(start) for name in names):
            raise stranger(file_name, what)


def stranger(file_name: str, what: str, advice: str = _EXPORT) -> Refusal:
    """Return the refusal of a file that is ``what``."""
    return Refusal(UNREADABLE, f"文件“{file_name}”是{what}，不是 Excel 表。{advice}")
