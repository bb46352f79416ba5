"""One file becomes sheets of clean text, whatever its extension says.

Belongs here: telling the format by the first bytes and putting sheets into one shape.
Does not belong here: what the cells mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.intake import excel_file, text_file
from pipelines.intake.errors import UNREADABLE, Refusal
from pipelines.intake.values import clean

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_TEXT_SHEET = "CSV"


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``cells`` has columns ``c0``… of clean text, null where empty."""

    name: str
    is_hidden: bool
    cells: pl.DataFrame
    row_no: pl.Series
    number_cells: Callable[[int], pl.Series | None]
    """Column position -> which of its cells are numbers; None when none is."""


def read_sheets(content: bytes, file_name: str) -> list[Sheet]:
    """Return every sheet of the file.

    Raises:
        Refusal: the file is empty, protected, damaged, an archive or a web page.
    """
    if not content.strip():
        raise Refusal(UNREADABLE, f"文件“{file_name}”是空的。请从系统重新导出后放入收件目录。")
    if content.startswith((_ZIP, _OLE)):
        return _excel_sheets(content, file_name)
    if content.startswith(_ARCHIVES):
        raise Refusal(
            UNREADABLE,
            f"文件“{file_name}”是压缩包，不是 Excel 表。请解压后把里面的表放入收件目录。",
        )
    text = text_file.decode(content, file_name)
    if text.lstrip()[:1] == "<":
        raise Refusal(
            UNREADABLE,
            f"文件“{file_name}”其实是网页（HTML/XML），不是 Excel 表。"
            "请用 Excel 打开后另存为 xlsx 格式，再放入收件目录。",
        )
    cells, row_no = text_file.read_rows(text, file_name)
    return [Sheet(_TEXT_SHEET, False, cells.select(clean(pl.all())), row_no, lambda _: None)]


def _excel_sheets(content: bytes, file_name: str) -> list[Sheet]:
    reader = excel_file.open_workbook(content, file_name)
    sheets = []
    for index, name in enumerate(reader.sheet_names):
        cells, is_hidden = excel_file.read_sheet(reader, index, file_name)

        def number_cells(
            position: int, index: int = index, height: int = cells.height
        ) -> pl.Series | None:
            return excel_file.number_cells(content, reader, index, position, height)

        sheets.append(
            Sheet(
                name=name,
                is_hidden=is_hidden,
                cells=cells.select(clean(pl.all())) if cells.width else cells,
                row_no=pl.Series("row_no", range(1, cells.height + 1), dtype=pl.Int32),
                number_cells=number_cells,
            )
        )
    return sheets
