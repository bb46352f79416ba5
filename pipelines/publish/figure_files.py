"""The figures as CSV and as a workbook: everything that the pages show, for further use.

Belongs here: their sheets and columns. Does not belong here: which figures may leave the office
(the published marts).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from dashboards import numbers
from dashboards.marts import Marts

COLUMNS = (
    "指标编号", "指标名称", "单位", "地区代码", "地区", "月份", "数值", "分子", "分母",
    "2021年同月", "目标", "状态", "数据状态",
)  # fmt: skip
_SHARE = "%"
_STAMP = datetime(2000, 1, 1)
"""No clock in the file: the same figures give the same bytes."""


def write(marts: Marts, folder: Path, stem: str) -> tuple[str, ...]:
    """Write ``<stem>.csv`` (every month) and ``<stem>.xlsx``; return their names."""
    # with a mark of its encoding and the line ends that Excel writes
    _rows(marts).write_csv(folder / f"{stem}.csv", include_bom=True, line_terminator="\r\n")
    _workbook(marts, folder / f"{stem}.xlsx")
    return f"{stem}.xlsx", f"{stem}.csv"


def _rows(marts: Marts) -> pl.DataFrame:
    """Return ``COLUMNS`` as texts, by indicator, month and the areas' order."""
    areas = pl.DataFrame(
        [(area.county_code, area.county_name, place) for place, area in enumerate(marts.areas)],
        schema={"county_code": pl.String, "county_name": pl.String, "place": pl.Int64},
        orient="row",
    )
    definitions = pl.DataFrame(
        [(known.indicator_id, known.indicator_name, known.unit)
         for known in marts.definitions.values()],
        schema=dict.fromkeys(("indicator_id", "indicator_name", "unit"), pl.String),
        orient="row",
    )  # fmt: skip
    value = _texts("value").fill_null(numbers.MISSING)
    rows = (
        marts.figures.join(areas, on="county_code")
        .join(definitions, on="indicator_id", how="left")
        .sort("indicator_id", "report_month", "place")
        .select(
            "indicator_id", "indicator_name", "unit", "county_code", "county_name",
            pl.col("report_month").dt.strftime("%Y-%m"),
            pl.when("is_suppressed").then(pl.lit(numbers.WITHHELD)).otherwise(value).alias("value"),
            *map(_texts, ("numerator", "denominator", "baseline_value", "target_value")),
            "status", "data_state",
        )
    )  # fmt: skip
    return rows.rename(dict(zip(rows.columns, COLUMNS, strict=True)))


def _texts(column: str) -> pl.Expr:
    """Return the numbers of a column as ``_plain`` writes them; null stays."""
    return pl.col(column).map_batches(_written, return_dtype=pl.String)


def _written(values: pl.Series) -> pl.Series:
    known = values.drop_nulls().unique()
    words = pl.Series([str(_plain(one)) for one in known], dtype=pl.String)
    return values.replace_strict(known, words, default=None, return_dtype=pl.String)


def _shown(value: float | None, is_suppressed: bool) -> Any:
    if is_suppressed:
        return numbers.WITHHELD
    return numbers.MISSING if value is None else _plain(value)


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
        months = marts.figures["report_month"].unique().sort()
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
    counties, months = ({column[at] for column in columns} for at in (1, 2))
    listed = marts.figures.filter(
        pl.col("county_code").is_in(list(counties)), pl.col("report_month").is_in(list(months))
    ).select("indicator_id", "county_code", "report_month", "value", "is_suppressed")
    cells = {row[:3]: _shown(*row[3:]) for row in listed.iter_rows()}
    sheet.write_row(0, 0, ["指标编号", "指标名称", "单位", *(column[0] for column in columns)],
                    look["head"])  # fmt: skip
    for row, (indicator, known) in enumerate(sorted(marts.definitions.items()), start=1):
        sheet.write_row(row, 0, [indicator, known.indicator_name, known.unit or ""])
        for column, (_, county, month) in enumerate(columns, start=3):
            shown = cells.get((indicator, county, month), numbers.MISSING)
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
