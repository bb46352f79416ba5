"""One book that an office hands in: what it holds, where it lies, where each row stands.

Belongs here: names and places of files, the plan of the sheets, the row arithmetic.
Does not belong here: the rows (``year``), the cells (``cells``), the bytes (``book``).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from pipelines.sample.city import town_names_of
from pipelines.sample.delivery import UNFILED_BEFORE, UNFILED_COUNTY, folder_of
from pipelines.sample.ledgers.columns import TABLES
from pipelines.sample.ledgers.habits import Habit, habit_of
from pipelines.sample.likeness import city_names
from pipelines.sample.pages import DROPPED, TEXT_SHEET, Piece, RowCount, SheetPlan, runs

DICTIONARY = ("是否", "是", "否", "人员类别", "农村劳动力", "脱贫人口")
"""The hidden sheet of some books: one word a row."""
_DICTIONARY_SHEET = "选项"
_STEMS = (
    "{c}{t}{y}年{m}月",
    "{t}（{c}）{y}.{m}",
    "{y}{m:02d}{c}{t}(定稿)",
)


@dataclass
class Ledger:
    """A book in the inbox.

    ``frame`` has the stored columns of the table, ``columns.WHO``, ``person`` (null: nobody),
    ``home_county_code``, ``has_name``, ``id_form`` and ``defect`` (why the row breaks a rule).
    ``errors`` are cells that show an error: column and position of the row in the frame.
    """

    table: str
    county: str
    month: str
    name: str
    """The name of the county or the city."""
    frame: pl.DataFrame
    is_clean: bool = False
    errors: list[tuple[str, int]] = field(default_factory=list)
    missing: str = ""
    """The column that is not there; the file is refused."""

    def __post_init__(self) -> None:
        if self.habit.lacks_column:
            required = [c.name for c in TABLES[self.table].columns if c.required]
            self.missing = required[0]

    @property
    def habit(self) -> Habit:
        """How it is made."""
        return habit_of(self.table, self.county, self.month, is_clean=self.is_clean)

    @property
    def is_conformed(self) -> bool:
        """Whether a reader can take it in."""
        return not self.missing

    @property
    def path(self) -> str:
        """Path inside the inbox."""
        style = self.habit.style % len(_STEMS)
        titles = TABLES[self.table].titles
        title = titles[self.habit.wording % len(titles)].split("（低")[0].strip("“”")
        stem = _STEMS[style].format(
            c=self.name,
            t=title.replace("“", "").replace("”", ""),
            y=self.month[:4],
            m=int(self.month[5:]),
        )
        return f"{self._folder()}/{stem}.{self.habit.kind}"

    @property
    def received(self) -> int:
        """Modification time in seconds since 1970: in the afternoon of the 28th."""
        year, month = int(self.month[:4]), int(self.month[5:])
        start = dt.datetime(year, month, 28, 14, tzinfo=dt.UTC)
        number = list(TABLES).index(self.table)
        return int(start.timestamp()) + 60 * (number + int(self.county[4:]))

    def _folder(self) -> str:
        if self.county in city_names():
            return f"{self.month}/{self.name}" if self.table == "T-H5" else self.month
        loose = self.county == UNFILED_COUNTY and self.month < UNFILED_BEFORE
        return self.month if loose else f"{self.month}/{folder_of(self.county)}"

    def plan(self) -> list[SheetPlan]:
        """Return the sheets; the frame is in file order."""
        habit = self.habit
        parts = self._parts()
        sheets = []
        for index, (name, start, stop) in enumerate(parts):
            pieces: list[Piece] = [("title", 0, 0)] * habit.title_rows
            pieces += [("header", 0, 0)] * habit.header_rows
            pieces.append(("data", start, stop))
            if habit.is_untidy and index == len(parts) - 1:
                pieces += [("total", 0, 0), ("blank", 0, 0), ("footer", 0, 0)]
            sheets.append(SheetPlan(name, tuple(pieces)))
        if habit.has_dictionary:
            words = (("hidden_sheet", 0, 0),) * len(DICTIONARY)
            sheets.append(SheetPlan(_DICTIONARY_SHEET, words, is_hidden=True))
        return sheets

    def _parts(self) -> list[tuple[str, int, int]]:
        if self.habit.kind == "csv":
            return [(TEXT_SHEET, 0, self.frame.height)]
        if not self.habit.is_split_by_town:
            return [("Sheet1", 0, self.frame.height)]
        names = town_names_of(self.county)
        return [(names[town], start, stop) for town, start, stop in runs(self.frame["town_code"])]

    def count(self) -> RowCount:
        """Return the row arithmetic; a refused file has no data row."""
        kinds: Counter[str] = Counter()
        for sheet in self.plan():
            kinds.update(kind for kind, _, _ in sheet.pieces if kind != "data")
        data = self.frame.height
        if not self.is_conformed:
            kinds["refused"], data = data, 0
        dropped = {kind: kinds[kind] for kind in DROPPED}
        return RowCount(sum(dropped.values()) + data, data, dropped)

    def settle(self) -> None:
        """Put the rows in file order and note where each stands."""
        if self.habit.is_split_by_town:
            self.frame = self.frame.sort("town_code", maintain_order=True)
        names = np.empty(self.frame.height, dtype=object)
        numbers = np.zeros(self.frame.height, dtype=np.int32)
        for sheet in self.plan():
            for row, (kind, start, stop) in sheet.placed():
                if kind == "data":
                    names[start:stop] = sheet.name
                    numbers[start:stop] = np.arange(row, row + stop - start)
        self.frame = self.frame.with_columns(
            pl.lit(self.path).alias("file"),
            pl.Series("sheet_name", names, dtype=pl.String),
            pl.Series("row_no", numbers, dtype=pl.Int32),
        )
