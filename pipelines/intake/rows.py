"""Which rows below and above a header are people, and what the title says.

Belongs here: telling data rows from titles, blanks, totals and signatures; the month in a title.
Every row gets exactly one kind, so that rows read = data rows + dropped rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import polars as pl

from pipelines.intake.headers import Header
from pipelines.intake.layouts import TableLayout

KINDS = ("title", "header", "blank", "total", "footer", "hidden_sheet", "refused")
DATA = "data"
FIRST_CELLS = 8
"""合计 stands in the first columns: running number, places or name."""
SAFE_DAY = 10
"""A table filled in on the first days of a month may be of the month before."""

_TOTAL = r"^[^\d,，。;；]{0,12}(合计|小计|总计|共计)(人数)?[::]?.{0,6}$"
_FOOTER = (
    r"^\(?(单位负责人|负责人|分管领导|主管领导|制表|填表|填报|审核|复核|审批|经办|联系电话|联系人|"
    r"备注|说明|注|打印|导出|数据来源|统计时间|统计日期|日期|盖章|第\d+页)"
    r"(人|单位|时间|日期|签字|签章|盖章)*\)?\s*([::(]|$)"
)
_RUNNING_NUMBER = r"^\d+(\.0)?$"
_ID_LIKE = r"^['‘’`=\"]*[GgＧ]?[\d. ]{6,}|[Ee]\+\d+$"

_MONTH_FORMS = (
    r"(20\d{2})\s*[年./-]\s*(\d{1,2})(?!\d)\s*(?:月|[./-])?\s*(\d{1,2}(?=\s*日|$|\D))?"
    r"|(20\d{2})(0[1-9]|1[0-2])(?!\d)"
)
_LABELLED = re.compile(
    r"(统计|填报|报表|所属|数据|上报|报送)?(月份|年月|时间|日期|期间|周期|期)\s*[::=]\s*(?:"
    + _MONTH_FORMS
    + ")"
)
_EXPORTED = re.compile(r"(导出|打印|生成|下载|查询|制表)[^::]{0,4}[::]?\s*(?:" + _MONTH_FORMS + ")")
_BARE = re.compile(r"(20\d{2})\s*年\s*(\d{1,2})\s*月(?!\s*\d{1,2}\s*日)")


def is_only_text(cells: pl.DataFrame) -> bool:
    """Return whether a sheet holds no table: nothing, or a remark of two cells in a row."""
    if cells.width == 0 or cells.height == 0:
        return True
    return int(cells.select(_filled(cells.columns).max()).item() or 0) <= 2


def row_kinds(cells: pl.DataFrame, header: Header, layout: TableLayout) -> pl.Series:
    """Return the kind of every row of a sheet: ``data`` or one of ``KINDS``."""
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    names = cells.columns
    id_cell = _at(cells, header.columns.get(_typed(layout, "id")))
    name_cell = _at(cells, header.columns.get(_typed(layout, "name")))
    first = pl.coalesce(names)
    squeezed = first.str.replace_all(r"\s+", "")
    has_id = id_cell.str.contains(_ID_LIKE).fill_null(False)
    has_name = name_cell.is_not_null() & ~name_cell.str.contains(_FOOTER).fill_null(False)
    starts = [pl.col(name).str.replace_all(r"\s+", "") for name in names[:FIRST_CELLS]]
    is_total = pl.any_horizontal([cell.str.contains(_TOTAL).fill_null(False) for cell in starts])
    titles = [text for text in cells.head(header.first_row).select(first).to_series() if text]
    others = [name for i, name in enumerate(names) if i != header.sequence]
    filled = _filled(names)
    nobody = ~has_id & ~has_name
    kind = (
        pl.when(filled == 0)
        .then(pl.lit("blank"))
        .when(at < header.first_row)
        .then(pl.lit("title"))
        .when(at < header.end)
        .then(pl.lit("header"))
        .when(_is_repeated_header(id_cell, name_cell, header))
        .then(pl.lit("header"))
        .when(~has_id & is_total)
        .then(pl.lit("total"))
        .when(squeezed.str.contains(_FOOTER) & (~has_id | ~has_name))
        .then(pl.lit("footer"))
        .when(nobody & first.is_in(titles))
        .then(pl.lit("title"))
        .when(nobody & (_filled(others) == 0) & squeezed.str.contains(_RUNNING_NUMBER))
        .then(pl.lit("blank"))
        .when(nobody & (filled == 1))
        .then(pl.lit("footer"))
        .otherwise(pl.lit(DATA))
    )
    return cells.select(kind.alias("kind")).to_series()


def content_month(titles: Iterable[str]) -> str | None:
    """Return the month (``YYYY-MM``) that title cells name, None when they do not.

    A labelled statistics month wins over a month in a heading; the day of an export is none.
    A day of filling in at the start of a month may mean the month before: it says nothing.
    """
    labelled: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    for title in titles:
        rest = _EXPORTED.sub("", title)
        for found in _LABELLED.finditer(rest):
            month = _month(found.groups()[2:], only_safe=found.group(1) in ("填报", "上报", "报送"))
            labelled.update([month] if month else [])
        for found in _BARE.finditer(_LABELLED.sub("", rest)):
            month = _month((*found.groups(), None, None, None), only_safe=False)
            bare.update([month] if month else [])
    for counted in (labelled, bare):
        if counted:
            return min(counted, key=lambda month: (-counted[month], month))
    return None


def _month(parts: tuple[str | None, ...], *, only_safe: bool) -> str | None:
    year, number, day = (parts[0] or parts[3]), (parts[1] or parts[4]), parts[2]
    if year is None or number is None or not 1 <= int(number) <= 12:
        return None
    if only_safe and day is not None and int(day) <= SAFE_DAY:
        return None
    return f"{year}-{int(number):02d}"


def _is_repeated_header(id_cell: pl.Expr, name_cell: pl.Expr, header: Header) -> pl.Expr:
    """Tell a header printed again on a later page, or the row of column numbers below it."""
    listed = [text for text in header.names if text]
    numbered = r"^\(?(\d{1,3}|[甲乙丙丁戊])\)?$"
    again = _plain(id_cell).is_in(listed) & _plain(name_cell).is_in(listed)
    counted = id_cell.str.contains(numbered) & name_cell.str.contains(numbered)
    return (again | counted).fill_null(False)


def _plain(cell: pl.Expr) -> pl.Expr:
    return cell.str.replace_all(r"\s+|\*|\((必填|选填)\)", "")


def _filled(names: list[str]) -> pl.Expr:
    return pl.sum_horizontal([pl.col(name).is_not_null() for name in names])


def _at(cells: pl.DataFrame, position: int | None) -> pl.Expr:
    return pl.lit(None, pl.String) if position is None else pl.col(cells.columns[position])


def _typed(layout: TableLayout, kind: str) -> str:
    return next(column.name for column in layout.columns if column.type == kind)
