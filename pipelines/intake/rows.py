"""Which rows below and above a header are data, and what the title says.

Belongs here: telling data rows from titles, blanks, totals and signatures; the month in a title.
Every row gets exactly one kind, so that rows read = data rows + dropped rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from pipelines.intake.headers import Header
from pipelines.intake.layouts import TableLayout

KINDS = ("title", "header", "blank", "total", "footer", "hidden_sheet", "refused")
DATA = "data"
_AT, _SURE, _FIRST, _NUMBER = "row at", "is sure", "first cell", "cells filled"
FIRST_CELLS = 8
"""合计 stands in the first columns: running number, places or name."""
MIN_REPEATED = 2
"""Cells that a header printed again has in common with the first at least."""
SAFE_DAY = 10
"""A table filled in on the first days of a month may be of the month before."""

_TOTAL = r"^[^0-9,，。;；]{0,12}(合计|小计|总计|共计)(人数)?[::]?.{0,6}$"
_FOOTER = (
    r"^\(?(单位负责人|负责人|分管领导|主管领导|制表|填表|填报|审核|复核|审批|经办|联系电话|联系人|"
    r"备注|说明|注|打印|导出|数据来源|统计时间|统计日期|日期|盖章|第[0-9]+页)"
    r"(人|单位|时间|日期|签字|签章|盖章)*\)?\s*([::(]|$)"
)
_RUNNING_NUMBER = r"^[0-9]+(\.0)?$"
_ID_LIKE = r"^['‘’`=\"]*[GgＧ]?[0-9. ]{6,}|[Ee]\+[0-9]+$"

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
    """Return the kind of every row of a sheet: ``data`` or one of ``KINDS``.

    Below the header a row that is surely data is not looked at further.
    """
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    filled = _filled(cells.columns)
    is_sure = _makers(cells, header, layout, filled).is_sure & (at >= header.end)
    numbered = cells.with_columns(at.alias(_AT), is_sure.alias(_SURE))
    doubtful = numbered.filter(~pl.col(_SURE))
    kinds = pl.Series("kind", [DATA]).new_from_index(0, cells.height)
    titles = cells.head(header.first_row)
    found = _kinds(doubtful.drop(_AT, _SURE), doubtful[_AT], titles, header, layout)
    return kinds.scatter(doubtful[_AT], found)


def _kinds(
    cells: pl.DataFrame,
    position: pl.Series,
    above: pl.DataFrame,
    header: Header,
    layout: TableLayout,
) -> pl.Series:
    at = pl.lit(position)
    names = cells.columns
    # said once: an expression that several others hold is worked out as often
    said = cells.with_columns(pl.coalesce(names).alias(_FIRST), _filled(names).alias(_NUMBER))
    first, filled = pl.col(_FIRST), pl.col(_NUMBER)
    squeezed = first.str.replace_all(r"\s+", "")
    makers = _makers(cells, header, layout, filled)
    starts = [pl.col(name).str.replace_all(r"\s+", "") for name in names[:FIRST_CELLS]]
    is_total = pl.any_horizontal([cell.str.contains(_TOTAL).fill_null(False) for cell in starts])
    titles = [text for text in above.select(pl.coalesce(names)).to_series() if text]
    sequence = _at(cells, header.sequence).is_not_null().cast(pl.UInt32)
    numbered = squeezed.str.contains(_RUNNING_NUMBER)
    in_order = [
        ("blank", filled == 0),
        ("title", at < header.first_row),
        ("header", at < header.end),
        ("header", _is_repeated_header(makers.pair, header)),
        ("header", makers.is_none & _is_header_row(cells, header)),
        ("total", ~makers.has_id & is_total),
        ("footer", squeezed.str.contains(_FOOTER) & ~makers.is_sure),
        ("title", makers.is_none & first.is_in(titles)),
        ("blank", makers.is_none & (filled == sequence) & numbered),
        ("footer", makers.is_none & (filled == 1)),
    ]
    # one query for what is so and one for the first of it: a single one takes twice as long
    told = said.select(is_so.alias(str(i)) for i, (_, is_so) in enumerate(in_order))
    chosen = [pl.when(str(i)).then(pl.lit(kind)) for i, (kind, _) in enumerate(in_order)]
    return told.select(pl.coalesce(*chosen, pl.lit(DATA)).alias("kind")).to_series()


@dataclass(frozen=True)
class _Makers:
    """What in a row says that it is data."""

    has_id: pl.Expr
    is_sure: pl.Expr
    """Data even where the first cell reads like a footer."""
    is_none: pl.Expr
    """Nothing that makes a data row."""
    pair: tuple[pl.Expr, pl.Expr]
    """Two cells that in a header printed again are headers."""


def _makers(cells: pl.DataFrame, header: Header, layout: TableLayout, filled: pl.Expr) -> _Makers:
    """Return what makes a row of ``layout`` data: a person's number or name, or its anchors.

    ``filled``: how many cells of a row hold anything.
    """
    id_cell = _at(cells, header.columns.get(_typed(layout, "id")))
    name_cell = _at(cells, header.columns.get(_typed(layout, "name")))
    has_id = id_cell.str.contains(_ID_LIKE).fill_null(False)
    has_name = _is_said(name_cell)
    found = [header.columns[name] for name in layout.anchors if name in header.columns]
    anchors = [_at(cells, position) for position in found]
    is_anchored = pl.any_horizontal([_is_said(cell) for cell in anchors] or [pl.lit(False)])
    anchored = is_anchored & (filled != 1)
    if layout.persons == "all":
        return _Makers(has_id, has_id & has_name, ~has_id & ~has_name, (id_cell, name_cell))
    said = sorted(header.columns.values())
    return _Makers(
        has_id=has_id,
        is_sure=has_id & has_name,
        is_none=~has_id & ~anchored,
        pair=(_at(cells, found[0] if found else said[0]), _at(cells, said[-1])),
    )


def _is_said(cell: pl.Expr) -> pl.Expr:
    return cell.is_not_null() & ~cell.str.contains(_FOOTER).fill_null(False)


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


def _is_repeated_header(pair: tuple[pl.Expr, pl.Expr], header: Header) -> pl.Expr:
    """Tell a header printed again on a later page, or the row of column numbers below it."""
    one, other = pair
    listed = [text for text in header.names if text]
    numbered = r"^\(?([0-9]{1,3}|[甲乙丙丁戊])\)?$"
    again = _plain(one).is_in(listed) & _plain(other).is_in(listed)
    counted = one.str.contains(numbered) & other.str.contains(numbered)
    return (again | counted).fill_null(False)


def _is_header_row(cells: pl.DataFrame, header: Header) -> pl.Expr:
    """Tell a row of a two-level header that is printed again: names of groups, or below them."""
    again = [pl.lit(False)]
    for row in cells.slice(header.first_row, header.depth).rows():
        said = [(name, text) for name, text in zip(cells.columns, row, strict=True) if text]
        if len(said) >= MIN_REPEATED:
            again.append(pl.all_horizontal([pl.col(n).eq_missing(pl.lit(t)) for n, t in said]))
    return pl.any_horizontal(again)


def _plain(cell: pl.Expr) -> pl.Expr:
    return cell.str.replace_all(r"\s+|\*|\((必填|选填)\)", "")


def _filled(names: list[str]) -> pl.Expr:
    return pl.sum_horizontal(pl.col(names).is_not_null())


def _at(cells: pl.DataFrame, position: int | None) -> pl.Expr:
    return pl.lit(None, pl.String) if position is None else pl.col(cells.columns[position])


def _typed(layout: TableLayout, kind: str) -> str:
    return next((column.name for column in layout.columns if column.type == kind), "")
