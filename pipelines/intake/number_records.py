"""Which cells of an xls sheet are numbers: of texts only those are looked up that may be one.

Belongs here: the records of cells. Does not belong here: other formats, and what is done where a
sheet is not written as Excel writes it (``number_cells``).
"""

from __future__ import annotations

import re
import struct

import polars as pl

from pipelines.intake.workbook_stream import WorkbookStream

_NO_NUMBER = r"[^ -~]|^[0-9]{17}[Xx]$"
"""A number, and a date, is written in ASCII; with the letter X only an ID is."""
_LONG = r"^[0-9]{16,18}$"
"""Digits of which a number holds the first 15 or 16 only."""
_PLACE = struct.Struct("<HH")
_TEXT = b"\xfd\x00\x0a\x00"
_RECORDS = {_TEXT: False, b"\x03\x02\x0e\x00": True, b"\x7e\x02\x0a\x00": True}
"""Kind and length, in front of row and column, of the usual cells of xls -> whether a number."""
_MOST_CHANCES = 10_000
"""So often the four bytes of a place may stand where they mean something else."""
_RUN, _RUN_HEAD, _RUN_CELL = re.compile(rb"\xbd\x00"), struct.Struct("<HHH"), 6
"""Numbers beside one another: their kind; length, row and first column; the bytes of each."""
_FIRST_COLUMN_TEXT = re.compile(re.escape(_TEXT) + rb"..\x00\x00", re.DOTALL)


def numbers_in_xls(
    stream: WorkbookStream, index: int, columns: dict[int, pl.Series]
) -> dict[int, list[int]] | None:
    """Return the rows (0-based) of number cells; None when the sheet is written unusually."""
    sheet = stream.sheets[index] if index < len(stream.sheets) else b""
    # positions count from the first column that holds anything
    if not _FIRST_COLUMN_TEXT.search(sheet):
        return None
    in_runs = _runs_of_numbers(sheet)
    numbers: dict[int, list[int]] = {position: [] for position in columns}
    for position, texts in columns.items():
        at = 0
        for row in _may_be_number(texts).arg_true():
            if any(first <= position <= last for first, last in in_runs.get(row, ())):
                numbers[position].append(row)
                continue
            at = _cell_record(sheet, row, position, at)  # rows are written in order
            if at < 0:
                return None
            if _RECORDS[sheet[at - len(_TEXT) : at]]:
                numbers[position].append(row)
    return numbers


def _runs_of_numbers(sheet: bytes) -> dict[int, list[tuple[int, int]]]:
    """Return, by row, the columns of numbers beside one another that xls keeps in one record."""
    runs: dict[int, list[tuple[int, int]]] = {}
    for found in _RUN.finditer(sheet):
        at = found.end()
        if at + _RUN_HEAD.size <= len(sheet):
            length, row, first = _RUN_HEAD.unpack_from(sheet, at)
            last = int.from_bytes(sheet[at + length : at + length + 2], "little")
            if length == _RUN_CELL * (last - first + 2):  # or the two bytes mean something else
                runs.setdefault(row, []).append((first, last))
    return runs


def _cell_record(sheet: bytes, row: int, column: int, at: int) -> int:
    """Return where, from ``at`` on, the record of a cell says its place; -1 where none does."""
    place = _PLACE.pack(row, column)
    for _ in range(_MOST_CHANCES):
        at = sheet.find(place, at)
        if at < 0 or sheet[at - len(_TEXT) : at] in _RECORDS:
            return at
        at += 1
    return -1


def _may_be_number(texts: pl.Series) -> pl.Series:
    """Return which texts a number may have left; most IDs have digits that no number holds."""
    return (
        texts.to_frame("text")
        .select(
            (
                ~pl.col("text").str.contains(_NO_NUMBER)
                & ~_keeps_more_than_a_number(pl.col("text")).fill_null(False)
            ).fill_null(False)
        )
        .to_series()
    )


def _keeps_more_than_a_number(text: pl.Expr) -> pl.Expr:
    digits = text.str.extract(f"({_LONG})")
    return digits.cast(pl.Float64).cast(pl.Int64).cast(pl.String) != digits
