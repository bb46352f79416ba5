"""One file that a county hands in: what it claims, what it holds, how it is laid out.

Belongs here: each county's habits (format, file name, folder, sheets) and the row arithmetic that
follows from them. Does not belong here: what the rows say (``registers``, ``plant``), the bytes
(``books``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Format = Literal["xlsx", "xls", "csv"]

XLS_COUNTIES = ("220605", "220623")
CSV_EPISODE_COUNTIES = ("220605", "220623")
TITLED_EPISODE_COUNTIES = ("220602", "220622")
UNFILED_COUNTY = "220681"
UNFILED_BEFORE = "2021-07"
"""The county whose files lay beside the county folders until then."""

XLS_ROWS_PER_SHEET = 10_000
XLSX_ROWS_PER_SHEET = 45_000
"""Where an export starts another sheet; shrinks with the sample so that small ones split too."""
LEAST_ROWS_PER_SHEET = 40
DICTIONARY = (
    "户口性质",
    "农业户口",
    "非农业户口",
    "居民户口",
    "就业状态",
    "已就业",
    "未就业",
    "务农",
)
"""The hidden sheet of every labour book: one word a row."""

FOLDERS = {
    "220602": "浑江区",
    "220605": "220605",
    "220621": "抚松县",
    "220622": "靖宇",
    "220623": "长白县",
    "220681": "临江市",
}
_BOOK_NAMES = {
    "220602": "浑江区农村劳动力转移就业实名制台账{y}年{m}月",
    "220605": "江源区农村劳动力实名制{m}月",
    "220621": "抚松县实名制台账（{m}月最终版） (1)",
    "220622": "农村劳动力实名制信息_{y}{m:02d}28",
    "220623": "长白县{m}月台账-改2",
    "220681": "{y}.{m}临江市农村劳动力转移就业实名制台账(定稿)",
}


@dataclass
class Delivery:
    """A file in the inbox.

    ``county`` and ``month`` are the place it lies in; ``content_county`` and ``content_month`` are
    what it is about (its layout is that county's). ``frame`` has the stored columns, ``person``,
    ``sheet_name``, ``row_no``, ``id_form`` and ``defect``. ``notes`` say per rule why the file as a
    whole breaks it.
    """

    table: str
    county: str
    month: str
    frame: pl.DataFrame
    content_county: str
    content_month: str
    turn: int = 0
    missing_header: str = ""
    is_superseded: bool = False
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def format(self) -> Format:
        """The file format this county uses for the table."""
        if self.table == "T-H1":
            return "xls" if self.content_county in XLS_COUNTIES else "xlsx"
        is_csv = self.table == "T-N2" and self.content_county in CSV_EPISODE_COUNTIES
        return "csv" if is_csv else "xlsx"

    @property
    def has_title(self) -> bool:
        """Whether title rows stand above the header; they are the only place that names a month."""
        return self.table != "T-N2" or self.content_county in TITLED_EPISODE_COUNTIES

    @property
    def header_rows(self) -> int:
        """Rows above the first data row of a sheet."""
        if self.table == "T-H1":
            return 4
        return 3 if self.has_title else 1

    @property
    def path(self) -> str:
        """Path inside the inbox."""
        name = f"{self._stem()}.{self.format}"
        loose = self.county == UNFILED_COUNTY and self.month < UNFILED_BEFORE
        return f"{self.month}/{name}" if loose else f"{self.month}/{FOLDERS[self.county]}/{name}"

    @property
    def received(self) -> int:
        """Modification time in seconds since 1970: the 28th of the month, a later turn later."""
        year, month = int(self.month[:4]), int(self.month[5:])
        start = dt.datetime(year, month, 28, 8, tzinfo=dt.UTC) + dt.timedelta(days=4 * self.turn)
        minutes = 100 * int(self.table in ("T-N1", "T-N2")) + 100 * int(self.table == "T-N2")
        return int(start.timestamp()) + 60 * (minutes + int(self.county[4:]))

    def _stem(self) -> str:
        year, month = int(self.month[:4]), int(self.month[5:])
        stamp = f"{year}{month:02d}28"
        again = f" ({self.turn + 1})" if self.turn else ""
        if self.table == "T-H1":
            stem = _BOOK_NAMES[self.content_county].format(y=year, m=month)
        elif self.table == "T-N1":
            number = (year * 12 + month) * 7 % 29 + int(self.county[4:]) % 9 + 1 + self.turn
            stem, again = f"（自定义）监测对象信息 ({number})", ""
        else:
            stem = f"（务工月监测）已外出务工信息_{stamp}"
        return stem + again


@dataclass(frozen=True)
class RowCount:
    """What a reader finds in a file: all physical rows, data rows, and the others by kind."""

    rows_read: int
    rows_data: int
    dropped: dict[str, int]


def rows_per_sheet(file_format: Format, table: str, scale: float) -> int:
    """Return after how many data rows the export starts another sheet."""
    if table != "T-H1":
        return 1_000_000
    full = XLS_ROWS_PER_SHEET if file_format == "xls" else XLSX_ROWS_PER_SHEET
    return max(LEAST_ROWS_PER_SHEET, round(full * min(scale, 1.0)))


def with_places(delivery: Delivery, scale: float) -> pl.DataFrame:
    """Return the frame with ``sheet_name`` and ``row_no`` as Excel shows them (csv: the line).

    A csv file has no sheet; the readers call it ``CSV``.
    """
    size = rows_per_sheet(delivery.format, delivery.table, scale)
    position = pl.int_range(pl.len(), dtype=pl.Int32)
    sheet = position // size
    name = pl.when(sheet == 0).then(pl.lit("Sheet1")).otherwise(pl.format("Sheet1({})", sheet + 1))
    return delivery.frame.with_columns(
        (pl.lit("CSV") if delivery.format == "csv" else name).alias("sheet_name"),
        (position % size + delivery.header_rows + 1).cast(pl.Int32).alias("row_no"),
    )


def sheet_count(delivery: Delivery, scale: float) -> int:
    """Return the number of visible sheets; an empty table still has one."""
    size = rows_per_sheet(delivery.format, delivery.table, scale)
    return max(1, -(-delivery.frame.height // size))


def count_rows(delivery: Delivery, scale: float) -> RowCount:
    """Return the row arithmetic of the file; a refused file has no data row."""
    data = delivery.frame.height
    sheets = sheet_count(delivery, scale)
    if delivery.table == "T-H1":
        kinds = {
            "title": 2 * sheets,
            "header": 2 * sheets,
            "blank": 1,
            "total": 1,
            "footer": 1,
            "hidden_sheet": len(DICTIONARY),
        }
    else:
        kinds = {"title": delivery.header_rows - 1, "header": 1}
    if delivery.missing_header:
        kinds["refused"], data = data, 0
    dropped = {
        kind: kinds.get(kind, 0)
        for kind in ("title", "header", "blank", "total", "footer", "hidden_sheet", "refused")
    }
    return RowCount(sum(dropped.values()) + data, data, dropped)
