"""What a workbook says beside its cells: hidden rows, failed formulas, days from 1904, codes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
import xlwt

from pipelines.intake.characters import GARBLED, REAL
from pipelines.intake.reading import inside_of, read_sheets
from pipelines.intake.workbook_marks import book_marks
from tests.intake_files import H1_HEADER, conformed, csv_file, h1_row, h1_sheet, xls, xlsx


def made(fill: Callable[[Any, Any], None], *, dates_1904: bool = False) -> bytes:
    """Return a workbook of one sheet that ``fill(book, sheet)`` writes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": dates_1904})
    fill(book, book.add_worksheet("一"))
    book.close()
    return buffer.getvalue()


def people_in(sheet: Any, count: int, **changes: Any) -> None:
    for row, cells in enumerate([H1_HEADER, *(h1_row(i, **changes) for i in range(1, count + 1))]):
        sheet.write_row(row, 0, cells)


def at(header: str) -> int:
    return H1_HEADER.index(header)


def test_rows_that_are_hidden_or_filtered_away_count_and_are_noted() -> None:
    def fill(_: Any, sheet: Any) -> None:
        people_in(sheet, 5)
        for row in (0, 2, 4):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})

    found = conformed(made(fill))
    assert found.lake.height == 5
    assert found.raw.observations["hidden_rows"] == 2


def test_hidden_rows_of_an_old_workbook_are_noted() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    for row, cells in enumerate([H1_HEADER, h1_row(1), h1_row(2)]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    sheet.row(2).hidden = 1
    buffer = io.BytesIO()
    book.save(buffer)
    assert book_marks(inside_of(buffer.getvalue())).sheet(0).hidden_rows == frozenset({3})
    assert conformed(buffer.getvalue()).raw.observations["hidden_rows"] == 1


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_sheet_without_any_of_it_has_no_marks(write: Callable[..., bytes]) -> None:
    content = write({"空": [], "一": h1_sheet([h1_row(1)])})
    marks = book_marks(inside_of(content))
    assert not marks.dates_1904
    assert not marks.sheet(1).hidden_rows
    found = conformed(content).raw.observations
    assert set(found) == {"cells"}


def test_failed_formulas_are_counted_by_column() -> None:
    def fill(_: Any, sheet: Any) -> None:
        people_in(sheet, 3)
        sheet.write_formula(1, at("务工月收入(元)"), "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, at("务工月收入(元)"), "=x", None, "#NAME?")
        sheet.write_formula(3, at("从事行业"), "=NA()", None, "#N/A")
        sheet.write_string(3, at("文化程度"), "#REF!")
        sheet.write_formula(3, at("就业形式"), '="灵活"&"就业"', None, "灵活就业")

    found = conformed(made(fill))
    assert found.problems == {
        "wage_cny": {"formula_error": 2},
        "industry": {"formula_error": 1},
        "education": {"formula_error": 1},
    }
    assert found.lake["wage_cny"].to_list() == [None, None, 4500.0]
    assert found.lake["employment_form"].to_list()[2] == "灵活就业"


def test_error_cells_of_an_old_workbook_are_counted() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    for row, cells in enumerate([H1_HEADER, h1_row(1)]):
        for column, cell in enumerate(cells):
            if column != at("从事行业") or not row:
                sheet.write(row, column, cell)
    sheet.row(1).set_cell_error(at("从事行业"), 0x17)
    buffer = io.BytesIO()
    book.save(buffer)
    assert conformed(buffer.getvalue()).problems == {"industry": {"formula_error": 1}}


def _days(style: Any, write: Callable[..., Any], base: date) -> None:
    write(1, at("就业(转移)时间"), date(2022, 3, 15), style)
    write(2, at("就业(转移)时间"), (date(2022, 3, 15) - base).days)
    write(3, at("就业(转移)时间"), "2022年3月15日")


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_are_right_in_workbooks_that_count_from_1904(is_1904: bool) -> None:
    base = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)

    def fill(book: Any, sheet: Any) -> None:
        people_in(sheet, 3)
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        _days(style, sheet.write, base)

    found = conformed(made(fill, dates_1904=is_1904))
    assert found.lake["start_date"].to_list() == [date(2022, 3, 15)] * 3
    assert found.raw.observations.get("dates_1904", 0) == int(is_1904)


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_are_right_in_old_workbooks_that_count_from_1904(is_1904: bool) -> None:
    base = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    book = xlwt.Workbook()
    book.dates_1904 = is_1904
    sheet = book.add_sheet("一", cell_overwrite_ok=True)
    people_in(_Rows(sheet), 3)
    _days(xlwt.easyxf(num_format_str="YYYY-MM-DD"), _writer(sheet), base)
    buffer = io.BytesIO()
    book.save(buffer)
    found = conformed(buffer.getvalue())
    assert found.lake["start_date"].to_list() == [date(2022, 3, 15)] * 3
    assert found.raw.observations.get("dates_1904", 0) == int(is_1904)


class _Rows:
    """An xlwt sheet that writes rows as xlsxwriter does."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def write_row(self, row: int, column: int, cells: Any) -> None:
        for offset, cell in enumerate(cells):
            self._sheet.write(row, column + offset, cell)


def _writer(sheet: Any) -> Callable[..., Any]:
    return lambda row, column, cell, *style: sheet.write(row, column, cell, *style)


def test_codes_that_python_leaves_in_private_use_become_their_characters() -> None:
    rows = [H1_HEADER, h1_row(1, 从事行业="制造业龴"), h1_row(2)]
    content = (
        csv_file(rows, "utf-8")
        .decode()
        .encode("gb18030")
        .replace("龴".encode("gb18030"), b"\xfe\x59")
    )
    (sheet,) = read_sheets(content, "五月.csv")
    assert "制造业龴" in sheet.cells.row(1)
    found = conformed(content)
    assert found.raw.observations["private_use_characters"] == 1
    assert found.lake["industry"].to_list() == ["制造业龴", "制造业"]


def test_all_25_codes_are_known() -> None:
    pairs = {b"\xfe\x51": "𠂇", b"\xa8\xbc": "ḿ", b"\xa6\xd9": "︐", b"\xfe\xa0": "龻"}
    assert len(REAL) == 25
    assert {code: REAL[code.decode("gb18030")] for code in pairs} == pairs


def test_garbled_cells_are_counted_among_all_cells_of_data_rows() -> None:
    rows = [H1_HEADER, *(h1_row(i + 1, 从事行业=f"制{words}") for i, words in enumerate(GARBLED))]
    found = conformed(csv_file([("标题锟斤拷",), *rows], "utf-8")).raw.observations
    assert found["garbled_cells"] == 3
    assert found["cells"] == 3 * sum(bool(cell) for cell in h1_row(1))


def test_a_broken_byte_does_not_cost_the_file() -> None:
    rows = [H1_HEADER, *(h1_row(i) for i in range(1, 30))]
    for encoding in ("gb18030", "utf-8"):
        whole = csv_file(rows, encoding)
        broken = whole.replace("制造业".encode(encoding), "制造业".encode(encoding)[:-1], 1)
        found = conformed(broken, file_name="x.csv")
        assert found.lake.height == 29
        assert found.raw.observations["garbled_cells"] >= 1


def test_a_sheet_that_says_the_same_again_is_noted_and_its_rows_are_kept() -> None:
    rows = [h1_row(1), h1_row(2)]
    found = conformed(
        xlsx({"一": h1_sheet(rows), "二": h1_sheet(rows), "三": h1_sheet([h1_row(3)])})
    )
    assert found.lake.height == 5
    assert found.raw.observations["repeated_sheets"] == 1
