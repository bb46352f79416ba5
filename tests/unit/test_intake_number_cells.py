"""Numbers in a column of IDs are found without asking every cell, and never missed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import polars as pl
import pytest
import xlsxwriter
import xlwt

from pipelines.intake import workbook_parts
from pipelines.intake.number_cells import NumberCells
from pipelines.intake.reading import read_sheets
from pipelines.intake.workbook_parts import WorkbookParts, _texts
from pipelines.intake.workbook_stream import WorkbookStream


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
    calls = counted_asking(monkeypatch)
    found = asked(content)
    assert calls
    assert found is not None
    assert found.to_list() == [False, False, True, False, False, True]


def test_a_cell_cut_by_the_end_of_a_block_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "_PACKED_BLOCK", 5)
    monkeypatch.setattr(workbook_parts, "_KEPT_BYTES", 0)
    found = asked(book(ROWS))
    assert found is not None
    assert found.to_list() == [False, False, True, False, False, True]


def old_book(rows: list[list[object]], first_column: int = 0) -> bytes:
    buffer = io.BytesIO()
    workbook = xlwt.Workbook()
    workbook.add_sheet("空")
    sheet = workbook.add_sheet("表")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row, start=first_column):
            if cell is not None:
                sheet.write(at, column, cell)
    workbook.save(buffer)
    return buffer.getvalue()


def counted_asking(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    ask = NumberCells._asked

    def counted(self: NumberCells, index: int, positions: list[int]) -> dict[int, list[int]]:
        calls.append(index)
        return ask(self, index, positions)

    monkeypatch.setattr(NumberCells, "_asked", counted)
    return calls


def asked_of_old(content: bytes, texts: pl.Series = TEXTS) -> pl.Series | None:
    return NumberCells(content, WorkbookStream(content)).of(1, {1: texts}).get(1)


@pytest.mark.parametrize("first_column", [0, 2])
def test_numbers_among_the_texts_of_an_old_workbook(first_column: int) -> None:
    found = asked_of_old(old_book(ROWS, first_column))
    assert found is not None
    assert found.to_list() == [False, False, True, False, False, True]


def test_an_old_workbook_is_not_asked_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted_asking(monkeypatch)
    texts = [[row[0], None if row[1] is None else str(row[1])] for row in ROWS]
    assert asked_of_old(old_book(texts)) is None
    assert asked_of_old(old_book(ROWS)) is not None
    assert not calls


def test_numbers_beside_one_another_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old workbook keeps them in one record that names its first and last column only."""
    calls = counted_asking(monkeypatch)
    rows: list[list[object]] = [["a", "b", "c", "d"], ["1", 2, 3, 4], ["1", "2", 3, "4"]]
    content = old_book(rows)
    columns = {at: pl.Series([str(row[at]) for row in rows]) for at in range(4)}
    found = NumberCells(content, WorkbookStream(content)).of(1, columns)
    assert {at: flags.to_list() for at, flags in found.items()} == {
        1: [False, True, False],
        2: [False, True, True],
        3: [False, True, False],
    }
    assert not calls


def test_a_text_may_be_looked_for_in_the_wrong_column_only_where_all_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Positions count from the first column that holds anything; records from column A."""
    calls = counted_asking(monkeypatch)
    numbers = [["229622197503120000", 229622197503120000, "229622197503120000"]] * 3
    texts = pl.Series(["229622197503120000"] * 3)
    found = asked_of_old(old_book(numbers, first_column=1), texts)
    assert calls
    assert found is not None
    assert found.to_list() == [True, True, True]


@pytest.mark.parametrize(
    "number",
    [229622197503120000.0, 2.29622e17, 1e15, 2022.1, -5.0, 1e22, 1e-7, 4.0, 123456789012345.6],
)
@pytest.mark.parametrize("write", [book, old_book])
def test_whatever_a_number_looks_like_as_text_it_is_found(
    number: float, write: Callable[[list[list[object]]], bytes]
) -> None:
    content = write([["序号", "号码"], ["1", number]])
    (sheet,) = (one for one in read_sheets(content, "a.xls") if one.name == "表")
    assert sheet.number_cells([1])[1].to_list() == [False, True]


def test_a_damaged_sheet_that_is_no_utf8_is_searched_all_the_same() -> None:
    texts = _texts([b'<c r="A1" t="e"><v>\xff</v></c>', b'<c r="A2"><v>1</v></c>'])
    assert texts.str.contains('t="e"', literal=True).to_list() == [True, False]
