"""The figures as CSV and as a workbook: everything that the pages show, for further use.

Belongs here: their sheets and columns. Does not belong here: which figures may leave the office
(the published marts).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from dashboards import numbers
from dashboards.marts import Marts, Value

COLUMNS = (
    "指标编号", "指标名称", "单位", "地区代码", "地区", "月份", "数值", "分子", "分母",
    "2021年同月", "目标", "状态", "数据状态",
)  # fmt: skip
_SHARE = "%"
_STAMP = datetime(2000, 1, 1)
"""No clock in the file: the same figures give the same bytes."""


def write(marts: Marts, folder: Path, stem: str) -> tuple[str, ...]:
    """Write ``<stem>.csv`` (every month) and ``<stem>.xlsx``; return their names."""
    with (folder / f"{stem}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(marts))
    _workbook(marts, folder / f"{stem}.xlsx")
    return f"{stem}.xlsx", f"{stem}.csv"


def _rows(marts: Marts) -> Iterator[tuple[Any, ...]]:
    areas = {area.county_code: area for area in marts.areas}
    for value in _sorted(marts):
        known = marts.definitions.get(value.indicator_id)
        area = areas[value.county_code]
        yield (
            value.indicator_id,
            known.indicator_name if known else "",
            (known.unit if known else "") or "",
            value.county_code,
            area.county_name,
            f"{value.report_month:%Y-%m}",
            _shown(value),
            _plain(value.numerator),
            _plain(value.denominator),
            _plain(value.baseline_value),
            _plain(value.target_value),
            value.status or "",
            value.data_state or "",
        )


def _sorted(marts: Marts) -> list[Value]:
    order = {area.county_code: place for place, area in enumerate(marts.areas)}
    known = [value for value in marts.values.values() if value.county_code in order]
    return sorted(
        known, key=lambda one: (one.indicator_id, one.report_month, order[one.county_code])
    )


def _shown(value: Value) -> Any:
    if value.is_suppressed:
        return numbers.WITHHELD
    return numbers.MISSING if value.value is None else _plain(value.value)


def _plain(value: float | None) -> Any:
    """Whole numbers without a point; other numbers to six places; nothing for null.

    As decimals: a workbook holds a float by 16 digits that count, 0.008547000000000001 for
    0.008547, and the gate may take such a row of digits for an identity number.
    """
    if value is None:
        return ""
    return int(value) if value == int(value) else Decimal(str(round(value, 6)))


def _workbook(marts: Marts, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.set_properties({"title": path.stem, "created": _STAMP})
        look = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "share": book.add_format({"num_format": "0.0%"}),
            "count": book.add_format({"num_format": "#,##0.######"}),
            "plain": book.add_format({}),
        }
        month = marts.as_of
        _sheet(marts, book, f"{month:%Y-%m}各地", look, [
            (area.short_name if not area.is_city else "全市", area.county_code, month)
            for area in marts.areas
        ])  # fmt: skip
        months = sorted({value.report_month for value in marts.values.values()})
        city = marts.city.county_code
        _sheet(marts, book, "全市逐月", look, [(f"{one:%Y-%m}", city, one) for one in months])
        _definitions(marts, book, look)


def _sheet(
    marts: Marts,
    book: Any,
    name: str,
    look: dict[str, Any],
    columns: list[tuple[str, str, date]],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, ["指标编号", "指标名称", "单位", *(column[0] for column in columns)],
                    look["head"])  # fmt: skip
    for row, (indicator, known) in enumerate(sorted(marts.definitions.items()), start=1):
        sheet.write_row(row, 0, [indicator, known.indicator_name, known.unit or ""])
        for column, (_, county, month) in enumerate(columns, start=3):
            value = marts.values.get((indicator, county, month))
            shown = numbers.MISSING if value is None else _shown(value)
            kind = "share" if known.unit == _SHARE else "count"
            sheet.write(row, column, shown, look["plain" if isinstance(shown, str) else kind])
    sheet.set_column(0, 0, 9)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 7)
    sheet.set_column(3, 2 + len(columns), 11)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(marts.definitions), 2 + len(columns))
    _paper(sheet)


def _definitions(marts: Marts, book: Any, look: dict[str, Any]) -> None:
    sheet = book.add_worksheet("口径")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, ["指标编号", "指标名称", "单位", "口径", "来源"], look["head"])
    for row, (indicator, known) in enumerate(sorted(marts.definitions.items()), start=1):
        texts = [indicator, known.indicator_name, known.unit, known.formula, known.source_tables]
        sheet.write_row(row, 0, [text or "" for text in texts], wrapped)
    sheet.set_column(0, 0, 9)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 7)
    sheet.set_column(3, 3, 80)
    sheet.set_column(4, 4, 18)
    sheet.freeze_panes(1, 2)
    _paper(sheet)


def _paper(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
