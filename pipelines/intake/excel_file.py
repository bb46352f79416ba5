"""Excel exports: bytes become sheets of text, with the row numbers that Excel shows.

Belongs here: xlsx/xls/et reading and cell types of IDs; what protects is ``package_check``.
Everything is read as text; a number in an ID column has already lost its last digits.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl

from pipelines.intake.errors import UNREADABLE, Locked, Refusal
from pipelines.intake.package_check import check_package
from pipelines.intake.strangers import AGAIN, check_ole

_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")


def open_workbook(content: bytes, file_name: str) -> Any:
    """Return the fastexcel reader of ``content``.

    Raises:
        Locked: it asks for a password.
        Refusal: damaged, another document, or too large when unpacked.
    """
    import fastexcel

    if content.startswith(b"PK"):
        check_package(content, file_name)
    else:
        check_ole(content, file_name)
        if _LOCKED_STREAM in content:
            raise _locked(file_name)
    with _refusing(file_name):
        return fastexcel.read_excel(content)


def read_sheet(reader: Any, index: int, file_name: str) -> tuple[pl.DataFrame, bool]:
    """Return the sheet's cells as text (columns ``c0``…) and whether it is hidden.

    Row i of the frame is row i + 1 of Excel, also where the sheet does not start at A1.
    """
    with _refusing(file_name):
        sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        frame: pl.DataFrame = sheet.to_polars()
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


@contextmanager
def _refusing(file_name: str) -> Iterator[None]:
    """Turn what the reader raises on a damaged workbook, a panic of Rust too, into a refusal."""
    import fastexcel

    try:
        yield
    except fastexcel.FastExcelError as error:
        raise _unreadable(error, file_name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(error, file_name) from None  # its words may quote a cell


def _locked(file_name: str) -> Locked:
    return Locked(UNREADABLE, f"文件“{file_name}”设有打开密码，无法读取。")


def _unreadable(error: BaseException, file_name: str) -> Refusal:
    if "password" in str(error).lower():
        return _locked(file_name)
    return Refusal(
        UNREADABLE,
        f"文件“{file_name}”不是完整的 Excel 表（可能已损坏，或是 WPS 专用格式 .et）。{AGAIN}",
    )
