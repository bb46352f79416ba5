"""Which row of which sheet everything in a file stands in.

Belongs here: splitting into sheets, the rows between and below the data, the row arithmetic that
follows. Does not belong here: the words in those rows (``books``, ``texts``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.city import town_names_of
from pipelines.sample.delivery import Delivery
from pipelines.sample.looks import Kind
from pipelines.sample.stored import NOTED

XLS_ROWS_PER_SHEET = 10_000
XLSX_ROWS_PER_SHEET = 45_000
"""Where an export starts another sheet; shrinks with the sample so that small ones split too."""
LEAST_ROWS_PER_SHEET = 40
ROWS_PER_PRINTED_PAGE = 50
"""After so many data rows a book with subtotals repeats its header."""
HIDDEN_EVERY, HIDDEN_AT = 9, 4
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
OLD_SHEET = ("旧数据", "上年底核对用", "不再更新")
"""What stands on the hidden sheet that somebody forgot."""
TEXT_SHEET = "CSV"
PAGE_SHEET = "HTML1"
"""A text and a web page have no sheets; the readers call theirs so."""
DROPPED = ("title", "header", "blank", "total", "footer", "hidden_sheet", "refused")

Piece = tuple[str, int, int]
"""What the rows are; of ``data`` and ``subtotal`` the first data row and the one after the last."""


@dataclass(frozen=True)
class SheetPlan:
    """One sheet: its rows from the top. A piece that is not ``data`` is one row."""

    name: str
    pieces: tuple[Piece, ...]
    is_hidden: bool = False

    def placed(self) -> Iterator[tuple[int, Piece]]:
        """Yield the number (from 1) of each piece's first row."""
        row = 1
        for piece in self.pieces:
            yield row, piece
            row += piece[2] - piece[1] if piece[0] == "data" else 1

    @property
    def data_rows(self) -> int:
        """Rows of people."""
        return sum(stop - start for kind, start, stop in self.pieces if kind == "data")

    @property
    def last_row(self) -> int:
        """Number of the last data row; 0 where there is none."""
        return max(
            (row + p[2] - p[1] - 1 for row, p in self.placed() if p[0] == "data" and p[2] > p[1]),
            default=0,
        )


@dataclass(frozen=True)
class RowCount:
    """What a reader finds in a file: all physical rows, data rows, and the others by kind."""

    rows_read: int
    rows_data: int
    dropped: dict[str, int]


def rows_per_sheet(kind: Kind, table: str, scale: float) -> int:
    """Return after how many data rows the export starts another sheet."""
    if table != "T-H1":
        return 1_000_000
    full = XLS_ROWS_PER_SHEET if kind == "xls" else XLSX_ROWS_PER_SHEET
    return max(LEAST_ROWS_PER_SHEET, round(full * min(scale, 1.0)))


def with_places(delivery: Delivery, scale: float) -> pl.DataFrame:
    """Return the frame in file order with ``file``, ``sheet_name``, ``row_no`` as Excel shows it.

    The notes on how wages and regions were read are settled here too.
    """
    frame = delivery.frame.drop("file", "sheet_name", "row_no", strict=False)
    if delivery.look.is_by_home:
        frame = frame.sort("town_code", "village_name", maintain_order=True)
    delivery.frame = frame
    names = np.empty(frame.height, dtype=object)
    numbers = np.zeros(frame.height, dtype=np.int32)
    for sheet in plan(delivery, scale):
        for row, (kind, start, stop) in sheet.placed():
            if kind == "data":
                names[start:stop] = sheet.name
                numbers[start:stop] = np.arange(row, row + stop - start)
    return frame.with_columns(
        pl.lit(delivery.path).alias("file"),
        pl.Series("sheet_name", names, dtype=pl.String),
        pl.Series("row_no", numbers, dtype=pl.Int32),
        *_reading_notes(delivery),
    )


def plan(delivery: Delivery, scale: float) -> list[SheetPlan]:
    """Return the sheets of the file, hidden and empty ones too; ``frame`` is in file order."""
    look, is_labour = delivery.look, delivery.table == "T-H1"
    parts = list(_parts(delivery, scale))
    sheets = []
    for index, (name, start, stop) in enumerate(parts):
        pieces = [("title", 0, 0)] * (2 if is_labour or delivery.has_title else 0)
        pieces += [("header", 0, 0)] * (2 if is_labour else 1)
        pieces += _with_subtotals(delivery, start, stop) if look.has_subtotals else []
        if not look.has_subtotals:
            pieces.append(("data", start, stop))
        if is_labour and look.is_untidy and index == len(parts) - 1:
            pieces += [("total", 0, 0), ("blank", 0, 0), ("footer", 0, 0)]
        sheets.append(SheetPlan(name, tuple(pieces)))
    if look.has_stray_sheets:
        sheets.append(SheetPlan("Sheet2", ()))
        sheets.append(SheetPlan("旧数据", (("hidden_sheet", 0, 0),) * len(OLD_SHEET), True))
    if is_labour:
        sheets.append(SheetPlan("字典", (("hidden_sheet", 0, 0),) * len(DICTIONARY), True))
    return sheets


def count_rows(delivery: Delivery, scale: float) -> RowCount:
    """Return the row arithmetic of the file; a refused file has no data row."""
    kinds: Counter[str] = Counter()
    for sheet in plan(delivery, scale):
        for kind, _, _ in sheet.pieces:
            if kind != "data":
                kinds["total" if kind == "subtotal" else kind] += 1
    data = delivery.frame.height
    if not delivery.is_conformed:
        kinds["refused"], data = data, 0
    dropped = {kind: kinds[kind] for kind in DROPPED}
    return RowCount(sum(dropped.values()) + data, data, dropped)


def hidden_rows(delivery: Delivery) -> np.ndarray:
    """Return which data rows are filtered away in the book; they count all the same."""
    position = np.arange(delivery.frame.height)
    hidden: np.ndarray = (position % HIDDEN_EVERY == HIDDEN_AT) & delivery.look.has_hidden_rows
    return hidden


def observations(delivery: Delivery) -> dict[str, int]:
    """Return what a reader must notice of a readable file, as far as it is planted."""
    noticed = {
        "hidden_rows": int(hidden_rows(delivery).sum()),
        "dates_1904": int(delivery.look.counts_from_1904),
    }
    return {name: count for name, count in noticed.items() if count and delivery.is_conformed}


def _parts(delivery: Delivery, scale: float) -> Iterator[tuple[str, int, int]]:
    height, look = delivery.frame.height, delivery.look
    if look.kind in ("csv", "html"):
        yield (TEXT_SHEET if look.kind == "csv" else PAGE_SHEET), 0, height
        return
    if look.is_split_by_town:
        names = town_names_of(delivery.content_county)
        for town, start, stop in runs(delivery.frame["town_code"]):
            yield names[town], start, stop
        return
    size = rows_per_sheet(look.kind, delivery.table, scale)
    for index, start in enumerate(range(0, max(1, height), size)):
        name = "Sheet1" if index == 0 else f"Sheet1({index + 1})"
        yield name, start, min(start + size, height)


def runs(column: pl.Series) -> Iterator[tuple[str, int, int]]:
    """Yield value, first and one past the last position of every run of equal values."""
    lengths = column.rle().struct.unnest()
    start = 0
    for length, value in lengths.rows():
        yield value, start, start + length
        start += length


def _with_subtotals(delivery: Delivery, start: int, stop: int) -> list[Piece]:
    """Return the data of one sheet: a subtotal below each township, the header now and then."""
    pieces: list[Piece] = []
    since = 0
    for _, first, last in runs(delivery.frame["town_code"][start:stop]):
        if since >= ROWS_PER_PRINTED_PAGE:
            pieces += [("header", 0, 0), ("header", 1, 1)]
            since = 0
        pieces += [("data", start + first, start + last), ("subtotal", start + first, start + last)]
        since += last - first
    return pieces


def _reading_notes(delivery: Delivery) -> list[pl.Expr]:
    """Settle ``wage_form`` and ``work_region_basis`` where nothing special was planted."""
    notes = []
    columns = delivery.frame.columns
    if "wage_form" in NOTED[delivery.table]:
        usual = pl.lit("换算" if delivery.look.has_annual_wages else "数值")
        special = pl.col("wage_form") if "wage_form" in columns else pl.lit(None, pl.String)
        if delivery.look.has_annual_wages:
            special = pl.lit(None, pl.String)
        known = pl.col("wage_cny").is_not_null()
        notes.append(pl.when(known).then(pl.coalesce(special, usual)).alias("wage_form"))
    if "work_region_basis" in NOTED[delivery.table]:
        named = "work_region_basis"
        special = pl.col(named) if named in columns else pl.lit(None, pl.String)
        known = pl.col("work_region").is_not_null()
        notes.append(pl.when(known).then(pl.coalesce(special, pl.lit("填报"))).alias(named))
    return notes
