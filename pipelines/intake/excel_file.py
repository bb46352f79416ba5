"""Excel exports: bytes become sheets of text, with the row numbers that Excel shows.

Belongs here: xlsx/xls reading, what protects against hostile files, and cell types of IDs.
Everything is read as text; a number in an ID column has already lost its last digits.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import polars as pl

from pipelines.intake.errors import UNREADABLE, Refusal

MAX_UNPACKED_BYTES = 3_000_000_000
"""A full sheet of a county is about 40 MB unpacked; a file made to exhaust memory is larger."""
_AGAIN = "请从系统重新导出为 xlsx 格式后放入收件目录。"


def open_workbook(content: bytes, file_name: str) -> Any:
    """Return the fastexcel reader of ``content``.

    Raises:
        Refusal: protected, damaged, an archive of files, or too large when unpacked.
    """
    import fastexcel

    if content.startswith(b"PK"):
        _check_package(content, file_name)
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError as error:
        raise _unreadable(error, file_name) from error


def read_sheet(reader: Any, index: int, file_name: str) -> tuple[pl.DataFrame, bool]:
    """Return the sheet's cells as text (columns ``c0``…) and whether it is hidden.

    Row i of the frame is row i + 1 of Excel, also where the sheet does not start at A1.
    """
    import fastexcel

    try:
        sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        frame: pl.DataFrame = sheet.to_polars()
    except fastexcel.FastExcelError as error:
        raise _unreadable(error, file_name) from error
    frame.columns = [f"c{i}" for i in range(frame.width)]
    return frame, sheet.visible != "visible"


def number_cells(
    content: bytes, reader: Any, index: int, position: int, height: int
) -> pl.Series | None:
    """Return which cells of a column are numbers, or None when none is.

    Loading one column without a given type and without coercion fails as soon as it holds
    anything but text, which is cheaper than asking every cell; only then each is asked.
    """
    import fastexcel

    try:
        column = reader.load_sheet(
            index,
            header_row=None,
            skip_rows=0,
            use_columns=[f"__UNNAMED__{position}"],
            schema_sample_rows=None,
            dtype_coercion="strict",
        )
        if column.to_polars().dtypes in ([pl.String()], [pl.Null()]):
            return None
    except fastexcel.UnsupportedColumnTypeCombinationError:
        pass
    return _typed_cells(content, index, position, height)


def _typed_cells(content: bytes, index: int, position: int, height: int) -> pl.Series:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    # rows start at Excel's row 1, columns at the used range: as in read_sheet
    cells = [_is_number(row[position]) for row in book.get_sheet_by_index(index).iter_rows()]
    cells += [False] * (height - len(cells))
    return pl.Series("id_is_number", cells[:height], dtype=pl.Boolean)


def _is_number(cell: object) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _check_package(content: bytes, file_name: str) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise Refusal(
            UNREADABLE, f"文件“{file_name}”不完整（可能没有复制完或没有下载完）。{_AGAIN}"
        ) from error
    names = {entry.filename for entry in entries}
    if not any(name.startswith("xl/workbook") or name == "content.xml" for name in names):
        raise Refusal(
            UNREADABLE,
            f"文件“{file_name}”是压缩包，不是 Excel 表。请解压后把里面的表放入收件目录。",
        )
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Refusal(UNREADABLE, f"文件“{file_name}”解压后过大，不像是系统导出的表。{_AGAIN}")


def _unreadable(error: Exception, file_name: str) -> Refusal:
    if "password" in str(error).lower():
        return Refusal(
            UNREADABLE,
            f"文件“{file_name}”设有打开密码，无法读取。请去掉密码另存后重新放入收件目录。",
        )
    return Refusal(
        UNREADABLE,
        f"文件“{file_name}”不是完整的 Excel 表（可能已损坏，或是 WPS 专用格式 .et）。{_AGAIN}",
    )
