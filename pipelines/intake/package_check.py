"""Is a workbook safe to open: looked at part by part, before a reader allocates anything.

Belongs here: xlsx/xlsb/ods packages that are damaged, blown up or aimed at the reader. The
readers are native code and abort the process where Python would raise, hence this look ahead.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from pipelines.intake import limits
from pipelines.intake.errors import UNREADABLE, Refusal
from pipelines.intake.strangers import AGAIN, check_parts

_BLOCK = 4 << 20
_GLANCE = 64 << 10
"""Declarations stand at the very beginning of a part."""
_OVERLAP = 512
"""A tag cut by the end of a block is seen whole in the next one."""
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BEGINS_VALUE = rb"(?:[^<>]*[^/<>])?>\s*<(?:\w+:)?(?:v|is|f)\b"
_FAR_CELL = re.compile(rb'\sr\s*=\s*["\'](?:[A-Za-z]{3}\d+)["\']' + _BEGINS_VALUE)
_TALL_CELL = re.compile(rb'\sr\s*=\s*["\'][A-Za-z]{1,3}(\d{6,8})["\']' + _BEGINS_VALUE)
_COLUMN = re.compile(rb'\sr\s*=\s*["\']([A-Za-z]{1,3})\d+["\']' + _BEGINS_VALUE)
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What ``zipfile`` raises on damaged, encrypted or unknown contents."""


def is_workbook(names: set[str]) -> bool:
    """Return whether a ZIP file's member names are those of a workbook (Excel, WPS, ODS)."""
    return any(name.startswith("xl/workbook") or name == "content.xml" for name in names)


def is_document(names: set[str]) -> bool:
    """Return whether the members are the parts of one document, not files in an archive."""
    return is_workbook(names) or bool(
        names & {"[Content_Types].xml", "mimetype", "OFD.xml", "AndroidManifest.xml"}
    )


def check_package(content: bytes, file_name: str, *, whole: bool = False) -> None:
    """Look through the parts of a workbook that is a ZIP file.

    Of a part larger than ``limits.LOOK_BYTES`` only the beginning, unless ``whole``: what hides
    further on costs at worst the reading process, and then the file is looked at as a whole.

    Raises:
        Refusal: damaged, no workbook, too large when unpacked, or cells beyond any export.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_sizes(package.infolist(), file_name)
            for part in package.infolist():
                _check_part(package, part, file_name, whole=whole)
    except DAMAGED as error:
        raise incomplete(file_name) from error


def incomplete(file_name: str) -> Refusal:
    """Return the refusal of a ZIP file that cannot be unpacked to its end."""
    return Refusal(UNREADABLE, f"文件“{file_name}”不完整（可能没有复制完或没有下载完）。{AGAIN}")


def _check_sizes(parts: list[zipfile.ZipInfo], file_name: str) -> None:
    names = {part.filename for part in parts}
    if not is_workbook(names):
        check_parts(names, file_name)
        raise Refusal(UNREADABLE, f"文件“{file_name}”不是 Excel 表（里面没有工作簿）。{AGAIN}")
    if len(parts) > limits.MAX_PARTS:
        raise _hostile(file_name, f"由 {len(parts):,} 个部件组成")
    total = sum(part.file_size for part in parts)
    blown = any(
        part.file_size > limits.RATIO_FROM_BYTES
        and part.file_size > limits.MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if total > limits.MAX_UNPACKED_BYTES or blown:
        raise _hostile(file_name, "解压后过大")


def _check_part(
    package: zipfile.ZipFile, part: zipfile.ZipInfo, file_name: str, *, whole: bool
) -> None:
    """Unpack one part to its end: a size or checksum that lies shows only then.

    Every part in XML is looked at like a sheet, for a sheet may have any name.
    """
    sheet = _Sheet(file_name)
    is_xml = None
    is_glanced_at = not whole and part.file_size > limits.LOOK_BYTES
    for block in _blocks(package, part, _GLANCE if is_glanced_at else _BLOCK):
        if is_xml is None:
            is_xml = block.lstrip()[:1] == b"<" or block.startswith(_MARKS)
        if is_xml:
            _check_xml(block, file_name)
            sheet.look_at(block)
        if is_glanced_at:
            break
    if sheet.is_tall:
        for block in _blocks(package, part):
            sheet.count_columns(block)
        sheet.check_area()


def _blocks(package: zipfile.ZipFile, part: zipfile.ZipInfo, size: int = _BLOCK) -> Iterator[bytes]:
    tail = b""
    with package.open(part) as stream:
        while block := stream.read(size):
            yield tail + block
            tail = block[-_OVERLAP:]


def _check_xml(block: bytes, file_name: str) -> None:
    plain = block.replace(b"\0", b"") if b"\0" in block[:64] else block
    if any(word in plain for word in _DECLARATIONS):
        raise _hostile(file_name, "里面有不该有的实体声明（DOCTYPE）")
    if len(block) > limits.MAX_TEXT_RUN and _has_endless_text(block):
        raise _hostile(file_name, "有一个单元格的内容过长")


def _has_endless_text(block: bytes) -> bool:
    """Return whether some aligned stretch of the block holds no tag at all."""
    half = limits.MAX_TEXT_RUN
    return any(
        block.find(b"<", start, start + half) < 0 for start in range(0, len(block) - half, half)
    )


class _Sheet:
    """Where the filled cells of one sheet reach to."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._rows = 0
        self._columns = 0

    @property
    def is_tall(self) -> bool:
        return self._rows >= limits.TALL_ROWS

    def look_at(self, block: bytes) -> None:
        if _FAR_CELL.search(block):
            raise stray(self._file_name, f"第 {limits.MAX_COLUMNS} 列（ZZ）以外")
        for found in _TALL_CELL.finditer(block):
            self._rows = max(self._rows, int(found.group(1)))

    def count_columns(self, block: bytes) -> None:
        for letters in set(_COLUMN.findall(block)):
            self._columns = max(self._columns, _column_number(letters))

    def check_area(self) -> None:
        if self._rows * max(self._columns, 1) > limits.MAX_CELLS:
            raise stray(self._file_name, f"第 {self._rows:,} 行")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def stray(file_name: str, where: str) -> Refusal:
    """Return the refusal of a workbook with something at ``where``, far away from any table."""
    return Refusal(
        UNREADABLE,
        f"文件“{file_name}”在{where}还有内容，表格大得无法读取。"
        "请删除表格以外多余的行和列，或从系统重新导出，再放入收件目录。",
    )


def _hostile(file_name: str, what: str) -> Refusal:
    return Refusal(UNREADABLE, f"文件“{file_name}”{what}，不像是系统导出的表。{AGAIN}")
