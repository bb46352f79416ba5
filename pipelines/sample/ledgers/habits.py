"""How each county keeps its books: program, wording, titles, dates, when they are handed in.

Belongs here: habits that never depend on what the rows say, and the accidents that befall files.
Does not belong here: the words for values (``cells``), the rows (``year``).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.sample.ledgers.columns import TABLES
from pipelines.sample.likeness import CITY_CODE, like
from pipelines.sample.looks import Kind

COUNTIES = ("220602", "220605", "220621", "220622", "220623", "220681")
MONTHLY, QUARTERLY, HALF_YEARLY = tuple(range(1, 13)), (3, 6, 9, 12), (6, 12)
_CADENCE: dict[str, tuple[tuple[int, ...], ...]] = {
    "T-H2": (MONTHLY, MONTHLY, QUARTERLY),
    "T-H3": (MONTHLY, QUARTERLY),
    "T-H4": (QUARTERLY,),
    "T-H5": (MONTHLY, MONTHLY, QUARTERLY),
    "T-H6": (MONTHLY, QUARTERLY),
    "T-H7": (QUARTERLY, MONTHLY),
    "T-H8": (QUARTERLY,),
    "T-N3": (MONTHLY, QUARTERLY, QUARTERLY),
    "T-N4": (HALF_YEARLY,),
    "T-N5": ((1, 5),),
    "T-N6a": (MONTHLY, (1, *QUARTERLY)),
    "T-N6b": (QUARTERLY, MONTHLY),
    "T-C1": ((2, 5, 8, 11),),
    "T-S1": (QUARTERLY,),
    "T-M1": (QUARTERLY, MONTHLY),
}
"""Months in which a table comes; the counties take the entries in turn."""
_CSV = {("T-H8", "220623"), ("T-N3", "220681"), ("T-N4", "220622"), ("T-S1", "220602")}
_TWO_LEVELS = {("T-H2", "220602"), ("T-H7", "220621"), ("T-N6a", "220681"), ("T-C1", "220622")}
_BY_TOWN = {("T-H6", "220681"), ("T-C1", "220681")}
_UNTIDY = ("220602", "220621", "220681", CITY_CODE)
"""Totals and signatures stand below their rows."""
_XLS = ("220605", "220623")
_DICTIONARIES = ("220602", "220622")
_NEW_COLUMN = {("T-H2", "220621"): "2022-03", ("T-N6a", "220622"): "2021-06"}
"""Since when a book has a column that nobody knows."""
NEW_HEADER = "领导批示"
_NUMBER_CELLS = {("T-H2", "220602"): ("class_no", "2022-02")}
"""Books in which a column of record numbers is typed as numbers, and since when."""
_REFUSED = {("T-H6", "220605", "2021-09"), ("T-N6a", "220621", "2022-05")}
"""Books that came without a required column."""
_ERRORS = {
    ("T-H5", "220622", "2021-10"),
    ("T-H3", "220621", "2022-05"),
    ("T-H4", "220621", "2022-06"),
    ("T-N6b", "220681", "2022-03"),
}
"""Books with a cell that shows an error instead of a value."""


@dataclass(frozen=True)
class Habit:
    """How the book of a county and month is made."""

    kind: Kind
    wording: int
    """Which of the spellings of headers and titles the office uses."""
    style: int
    """Which ways of writing dates, yes and no, sums and several values."""
    title_rows: int
    has_two_levels: bool = False
    is_split_by_town: bool = False
    has_dictionary: bool = False
    is_untidy: bool = False
    has_new_column: bool = False
    has_error: bool = False
    lacks_column: bool = False
    has_sequence: bool = True
    numbers: str = ""
    """The column of record numbers whose cells are numbers: zeros in front are lost."""

    @property
    def header_rows(self) -> int:
        """Rows of the header."""
        return 2 if self.has_two_levels else 1


def habit_of(table: str, county: str, month: str, *, is_clean: bool) -> Habit:
    """Return how ``county`` makes its book of ``table`` in ``month``."""
    county = like(county)
    index = COUNTIES.index(county) if county in COUNTIES else len(COUNTIES)
    number = list(TABLES).index(table)
    place = (table, county)
    kind: Kind = "csv" if place in _CSV else "xls" if county in _XLS else "xlsx"
    title_rows = 0 if kind == "csv" else 1 + (index + number) % 2
    common = Habit(
        kind=kind,
        wording=(index + number) % 3,
        style=index,
        title_rows=title_rows,
        has_two_levels=place in _TWO_LEVELS,
        is_split_by_town=place in _BY_TOWN,
        has_dictionary=county in _DICTIONARIES and kind != "csv",
        has_sequence=kind != "csv",
    )
    if is_clean:
        return common
    column, since = _NUMBER_CELLS.get(place, ("", "9999-12"))
    return Habit(
        **{
            **common.__dict__,
            "is_untidy": county in _UNTIDY,
            "has_new_column": month >= _NEW_COLUMN.get(place, "9999-12"),
            "has_error": (*place, month) in _ERRORS,
            "lacks_column": (*place, month) in _REFUSED,
            "numbers": column if month >= since else "",
        }
    )


def is_due(table: str, county: str, month: str) -> bool:
    """Return whether the county hands the book in this month."""
    county = like(county)
    turns = _CADENCE[table]
    index = COUNTIES.index(county) if county in COUNTIES else 0
    return int(month[5:]) in turns[index % len(turns)]
