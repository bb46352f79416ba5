"""Excel exports: bytes become sheets of text, with the row numbers that Excel shows.

Belongs here: xlsx/xls/et reading; what protects is ``package_check``. Everything is read as text;
which cells were numbers, and so have lost digits, ``number_cells`` tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl

from pipelines.intake import limits
from pipelines.intake.errors import UNREADABLE, Locked, Refusal
from pipelines.intake.package_check import check_package, stray
from pipelines.intake.strangers import AGAIN, check_ole

_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ERROR_KIND = re.compile(r"Error\((\w+)\)")
_ERROR_WORDS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#N/A",
}


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
    with refusing(file_name):
        return fastexcel.read_excel(content)


def read_sheet(
    reader: Any, index: int, file_name: str, *, has_errors: bool = False
) -> tuple[pl.DataFrame, bool]:
    """Return the sheet's cells as text (columns ``c0``…) and whether it is hidden.

    Row i of the frame is row i + 1 of Excel, also where the sheet does not start at A1. With
    ``has_errors`` a formula that failed is the text that Excel shows (#DIV/0!), else empty.

    Raises:
        Refusal: damaged, or wider than any export.
    """
    with refusing(file_name):
        sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        if sheet.width > limits.MAX_COLUMNS:  # a damaged record of xls names any column
            raise stray(file_name, f"第 {limits.MAX_COLUMNS} 列（ZZ）以外")
        frame: pl.DataFrame = sheet.to_polars()
        failed = sheet.to_arrow_with_errors()[1] if has_errors and frame.width else None
    frame.columns = [f"c{i}" for i in range(frame.width)]
    if failed is not None:
        frame = _with_errors(frame, failed.errors)
    return frame, sheet.visible != "visible"


def _with_errors(frame: pl.DataFrame, errors: list[Any]) -> pl.DataFrame:
    """Put the words of failed formulas into the cells that they leave empty."""
    columns: dict[int, dict[int, str]] = {}
    for error in errors:
        kind = _ERROR_KIND.search(error.detail)
        if kind and (words := _ERROR_WORDS.get(kind.group(1))):
            row, position = error.offset_position
            columns.setdefault(position, {})[row] = words
    return frame.with_columns(
        frame.to_series(position).scatter(list(cells), list(cells.values()))
        for position, cells in columns.items()
    )


@contextmanager
def refusing(file_name: str) -> Iterator[None]:
    """Turn what the readers raise on a damaged workbook, a panic of Rust too, into a refusal."""
    import fastexcel
    import python_calamine

    try:
        yield
    except (fastexcel.FastExcelError, python_calamine.CalamineError) as error:
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
