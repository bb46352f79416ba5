"""The workbook in which a frozen year is filled in by hand: the empty one, and reading it back.

Belongs here: its columns, what a row must be, every problem at once with sheet and row. Does not
belong here: what becomes of the rows (``baseline``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.intake.errors import Refusal
from pipelines.intake.reading import Sheet, read_sheets
from pipelines.months import month_range
from pipelines.offices.look import Book, set_page, write_table
from pipelines.trace.errors import TraceError
from pipelines.trace.names import Names, month_of

if TYPE_CHECKING:
    from pipelines.settings import Settings

INDICATOR, NAME, COUNTY, MONTH, VALUE, UNIT = (
    "指标编号",
    "指标名称",
    "县（市、区）",
    "月份",
    "数值",
    "单位",
)
TITLES = (INDICATOR, NAME, COUNTY, MONTH, VALUE, UNIT)
_WIDTHS = (12, 34, 18, 12, 16, 8)
_LIST_TITLES = ("指标编号", "指标名称", "单位", "算法")
_LIST_WIDTHS = (12, 34, 8, 90)
_ABOUT_WIDTH = 110
SHEET, LIST, ABOUT = "基期数据", "指标", "说明"
ABOUT_LINES = (
    "在“基期数据”中填数值；不填的行不算。可以增加行，写别的指标（见“指标”）、县（市、区）和月份。",
    "只有全年数时，只填12月的一行即可；缺的月份不推算，比较时为空。",
    "每个县（市、区）和全市各填各的，全市的数不由各县相加。",
    "人数、户数、个数填整数；比率写成 85% 或 0.85。",
    "填好后运行：employment baseline enter 文件 --signed-by 姓名 --why 依据",
)
HEADER_ROWS = 10
"""The header is looked for in so many rows at the top of a sheet."""
WHOLE_UNITS = frozenset({"人", "人次", "户", "个", "家", "场", "次", "份", "项"})
MOST_RATE = 2.0
"""A rate above this was meant in per cent."""
_HEADERS = {"指标编号": INDICATOR, "指标": INDICATOR, "县市区": COUNTY, "县": COUNTY,
            "月份": MONTH, "数值": VALUE}  # fmt: skip
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
Row = dict[str, Any]


def template(settings: Settings, year: int) -> bytes:
    """Return the empty workbook: the counts that the plan compares with that year, by month."""
    names = Names(settings)
    book = Book(f"{year}年基期数据", settings.city_office)
    rows = [
        (key, row["indicator_name"], county, month, "", row["unit"])
        for key, row in names.indicators.items()
        if _is_compared(row)
        for county in names.counties.values()
        for month in month_range(f"{year}-01", f"{year}-12")
    ]
    write_table(book, book.sheet(SHEET), 0, TITLES, rows, _WIDTHS)
    listed = [
        (key, row["indicator_name"], row["unit"], row["formula"] or "")
        for key, row in names.indicators.items()
    ]
    write_table(book, book.sheet(LIST), 0, _LIST_TITLES, listed, _LIST_WIDTHS)
    about = book.sheet(ABOUT)
    about.set_column(0, 0, _ABOUT_WIDTH)
    for at, line in enumerate(ABOUT_LINES):
        about.write_string(at, 0, line, book.styles["words"])
    set_page(about, pages_wide=1)
    return book.content()


def _is_compared(row: dict[str, Any]) -> bool:
    kind = row["target_kind"] or ""
    return row["unit"] != "%" and (kind == "plan" or kind.startswith("baseline"))


def read_book(settings: Settings, path: Path, year: int) -> pl.DataFrame:
    """Return the rows filled in: indicator_id, county_code, report_month, value.

    Raises:
        TraceError: the file cannot be read, or rows are wrong: all of them with sheet and row.
    """
    try:
        sheets = read_sheets(path.read_bytes(), path.name)
    except OSError as error:
        raise TraceError(f"文件 {path} 打不开（{error.strerror}）。") from error
    except Refusal as refusal:
        raise TraceError(refusal.message) from refusal
    names = Names(settings)
    problems: list[str] = []
    rows: dict[tuple[str, str, str], tuple[float, str]] = {}
    headers = 0
    for sheet in sheets:
        columns = _columns(sheet)
        headers += columns is not None
        for place, row in _filled(sheet, columns or {}):
            _take(row, place, names, year, rows, problems)
    if not headers:
        wanted = "、".join((INDICATOR, COUNTY, MONTH, VALUE))
        problems.append(f"没有一张工作表有这些列：{wanted}。请用 employment baseline template。")
    elif not rows and not problems:
        problems.append("没有填任何数值。")
    if problems:
        listed = "\n".join(f"  · {line}" for line in problems)
        raise TraceError(f"{path.name} 有 {len(problems)} 处问题，没有写入：\n{listed}")
    return pl.DataFrame(
        [(*key, value) for key, (value, _) in rows.items()],
        schema=["indicator_id", "county_code", "report_month", "value"],
        orient="row",
    )


def _columns(sheet: Sheet) -> dict[str, int] | None:
    """Return title -> column of the sheet's header, None where it has none."""
    for at in range(min(HEADER_ROWS, sheet.cells.height)):
        found: dict[str, int] = {"row": at}
        for column, text in enumerate(sheet.cells.row(at)):
            plain = re.sub(r"[\s（）()、*]", "", text or "")
            if plain in _HEADERS:
                found.setdefault(_HEADERS[plain], column)
        if {INDICATOR, COUNTY, MONTH, VALUE} <= set(found):
            return found
    return None


def _filled(sheet: Sheet, columns: dict[str, int]) -> Iterator[tuple[str, Row]]:
    if not columns:
        return
    for at in range(columns["row"] + 1, sheet.cells.height):
        cells = sheet.cells.row(at)
        row = {title: (cells[columns[title]] or "").strip()
               for title in (INDICATOR, COUNTY, MONTH, VALUE)}  # fmt: skip
        if row[VALUE]:
            yield f"{sheet.name} 第 {sheet.row_no[at]} 行", row


def _take(
    row: Row,
    place: str,
    names: Names,
    year: int,
    rows: dict[tuple[str, str, str], tuple[float, str]],
    problems: list[str],
) -> None:
    """Put a good row into ``rows``, what is wrong with it into ``problems``."""
    indicator = names.find_indicator(row[INDICATOR])
    county = names.find_county(row[COUNTY])
    month = month_of(row[MONTH])
    wrong = []
    if indicator is None:
        wrong.append(f"没有“{row[INDICATOR]}”这个指标")
    if county is None:
        wrong.append(f"没有“{row[COUNTY]}”这个县（市、区）")
    if month is None or not month.startswith(f"{year}-"):
        wrong.append(f"月份“{row[MONTH]}”不是 {year} 年的月份（如 {year}-12）")
    value, problem = _value(row[VALUE], names.indicators[indicator]["unit"] if indicator else "")
    if problem:
        wrong.append(problem)
    if wrong or indicator is None or county is None or month is None or value is None:
        problems.append(f"{place}：{'；'.join(wrong)}。")
        return
    key = (indicator, county, month)
    if key in rows:
        problems.append(f"{place}：与{rows[key][1]}重复（{names.figure(*key)}）。")
        return
    rows[key] = (value, place)


def _value(text: str, unit: str) -> tuple[float | None, str]:
    """Return the number a cell holds, or what is wrong with it."""
    plain = text.replace(",", "").replace("，", "")
    per_cent = plain.endswith(("%", "％"))
    plain = plain.rstrip("%％").strip()
    if _NUMBER.fullmatch(plain) is None:
        return None, f"数值“{text}”不是数"
    value = float(plain)
    if per_cent and unit not in ("%", ""):
        return None, f"数值“{text}”带百分号，但该指标的单位是{unit}"
    if value < 0:
        return None, f"数值“{text}”小于 0"
    if per_cent:
        return value / 100, ""
    if unit == "%" and value > MOST_RATE:
        return None, f"比率“{text}”请写成 {text}% 或小数"
    if unit in WHOLE_UNITS and value != int(value):
        return None, f"数值“{text}”应为整数（单位：{unit}）"
    return value, ""
