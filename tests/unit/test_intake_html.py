"""Web pages named .xls are read as the tables that they are."""

from __future__ import annotations

import pytest

from pipelines.intake.errors import Refusal
from pipelines.intake.reading import Sheet, read_sheets
from tests.intake_files import H1_HEADER, conformed, h1_row, html


def sheets(page: str) -> list[Sheet]:
    return read_sheets(page.encode("gb18030"), "五月.xls")


def rows(page: str) -> list[tuple[str | None, ...]]:
    (sheet,) = sheets(page)
    return sheet.cells.rows()


def test_cells_are_text_with_entities_and_breaks_resolved() -> None:
    page = "<HTML><TABLE><TR><TH>甲<TH>乙</TR><tr><td>a&amp;b&nbsp;<td>x<br/>y</table></html>"
    assert rows(page) == [("甲", "乙"), ("a&b", "x\ny")]


def test_markup_inside_cells_and_tables_in_cells_are_text() -> None:
    page = (
        "<table><tr><td><b>甲</b></td><td><table><tr><td>内</td></tr></table></td></tr>"
        "<tr><td>1</td><td>2</td></tr></table>"
    )
    assert rows(page) == [("甲", "内"), ("1", "2")]


def test_spanning_cells_keep_the_columns_in_line() -> None:
    page = (
        "<table><tr><td rowspan=2>甲</td><td colspan='2'>乙</td><td>丙</td></tr>"
        "<tr><td>乙1</td><td>乙2</td><td>丙1</td></tr><tr><td>1<td>2<td>3<td>4</table>"
    )
    assert rows(page) == [
        ("甲", "乙", None, "丙"),
        (None, "乙1", "乙2", "丙1"),
        ("1", "2", "3", "4"),
    ]


def test_every_outermost_table_is_a_sheet() -> None:
    first, second = sheets("<table><tr><td>题</td></tr></table><table><tr><td>甲</td></tr></table>")
    assert (first.name, second.name) == ("HTML1", "HTML2")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_page_of_people_is_conformed(encoding: str) -> None:
    people = [h1_row(i) for i in range(1, 6)]
    found = conformed(html([H1_HEADER, *people], encoding), file_name="五月.xls")
    assert (found.raw.table, found.lake.height, found.raw.rows_read) == ("T-H1", 5, 6)
    assert found.lake["id_problem"].null_count() == 5


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><body>登录超时</body></html>", "登录"),
        ("<table></table>", "没有表格"),
        ("<table><tr><td>甲</td></tr><tr><td>1", "断了"),
        ("<table><tr>" + "<td>x" * 703 + "</table>", "702 列"),
        ("<table><tr><td colspan=999999999>x</table>", "702 列"),
    ],
)
def test_a_page_that_is_no_whole_table_is_refused(page: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        sheets(page)


def test_a_hostile_rowspan_ends_with_the_table() -> None:
    assert rows("<table><tr><td rowspan=999999999>a<td>b<tr><td>c</table>") == [
        ("a", "b"),
        (None, "c"),
    ]
