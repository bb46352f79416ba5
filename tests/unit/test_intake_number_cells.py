"""Numbers in a column of IDs are found without asking every cell, and never missed."""

from __future__ import annotations

import io
import zipfile

import polars as pl
import pytest
import xlsxwriter

from pipelines.intake import workbook_parts
from pipelines.intake.number_cells import NumberCells
from pipelines.intake.workbook_parts import WorkbookParts


def book(rows: list[list[object]], first_column: int = 0, formula_row: int | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.add_worksheet("空").hide()
        sheet = workbook.add_worksheet("表")
        for at, row in enumerate(rows):
            sheet.write_row(at, first_column, row)
        if formula_row is not None:
            sheet.write_formula(formula_row, first_column + 1, "=1+1", value=229622197503120000)
    return buffer.getvalue()


ROWS: list[list[object]] = [
    ["序号", "号码"],
    [1, "22962219750312001X"],
    [2, 229622197503120000],
    [3, None],
    [4, "229622197503120028"],
    [5, 2.29622e17],
]
TEXTS = pl.Series([None if row[1] is None else str(row[1]) for row in ROWS])


def rewritten(content: bytes, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace(old, new) if "sheet2" in name else part)
    return buffer.getvalue()


def asked(content: bytes) -> pl.Series | None:
    return NumberCells(content, WorkbookParts(content)).of(1, {1: TEXTS}).get(1)


def test_numbers_among_texts() -> None:
    found = asked(book(ROWS))
    assert found is not None
    assert found.to_list() == [False, False, True, False, False, True]


def test_a_formula_that_gives_a_number_is_a_number() -> None:
    found = asked(book(ROWS, formula_row=1))
    assert found is not None
    assert found.to_list() == [False, True, True, False, False, True]


def test_no_number_at_all() -> None:
    texts = [[row[0], str(row[1])] for row in ROWS]
    assert asked(book(texts)) is None


@pytest.mark.parametrize(
    "content",
    [
        book(ROWS, first_column=2),
        rewritten(book(ROWS), b'<c r="', b'<c  r="'),
        rewritten(book(ROWS), b'r="B', b'r="b'),
    ],
    ids=["starts at C", "blanks in tags", "small letters"],
)
def test_an_unusual_sheet_is_asked_cell_by_cell(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    ask = NumberCells._asked

    def counted(self: NumberCells, index: int, positions: list[int]) -> dict[int, list[int]]:
        calls.append(1)
        return ask(self, index, positions)

    monkeypatch.setattr(NumberCells, "_asked", counted)
    found = asked(content)
    assert calls
    assert found is not None
    assert found.to_list() == [False, False, True, False, False, True]


def test_a_cell_cut_by_the_end_of_a_block_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "_BLOCK", 37)
    monkeypatch.setattr(workbook_parts, "_KEPT_BYTES", 0)
    found = asked(book(ROWS))
    assert found is not None
    assert found.to_list() == [False, False, True, False, False, True]
