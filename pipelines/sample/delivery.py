"""One file that a county hands in: what it claims, what it holds, when it came.

Belongs here: each county's habits of naming and filing, and what becomes of a delivery beside the
others of its slot. Does not belong here: what the rows say (``registers``, ``plant``, ``dirt``),
where they stand in the file (``pages``), the bytes (``books``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import polars as pl

from pipelines.sample.likeness import county_names, like, short_names
from pipelines.sample.looks import ARCHIVES, TITLED_EPISODE_COUNTIES, Look, look_of

UNFILED_COUNTY = "220681"
UNFILED_BEFORE = "2021-07"
"""The county whose files lay beside the county folders until then.

No county of another city does so: two offices' files of the same name would lie side by side."""
INSIDE = "!"
"""Stands between an archive and the name of the file in it."""

_FOLDERS = {"220605": "{code}", "220622": "{stem}", "220623": "{short}"}
"""How counties call their folders, where it is not by their names."""
_BOOK_NAMES = {
    "220602": "{c}农村劳动力转移就业实名制台账{y}年{m}月",
    "220605": "{c}农村劳动力实名制{m}月",
    "220621": "{c}实名制台账（{m}月最终版） (1)",
    "220622": "农村劳动力实名制信息_{y}{m:02d}28",
    "220623": "{short}{m}月台账-改2",
    "220681": "{y}.{m}{c}农村劳动力转移就业实名制台账(定稿)",
}


def folder_of(county: str) -> str:
    """Return how a county's folder of each month is called."""
    short = short_names()[county]
    form = _FOLDERS.get(like(county), "{c}")
    return form.format(c=county_names()[county], code=county, short=short, stem=short[:-1])


@dataclass
class Delivery:
    """A file in the inbox.

    ``county`` and ``month`` are the place it lies in; ``content_county`` and ``content_month`` are
    what it is about (its layout is that county's). ``days`` after the 28th it came in, under a name
    with ``label``. ``frame`` has the stored columns, ``person``, ``file``, ``sheet_name``,
    ``row_no``, ``id_form``, ``defect``, and ``as:<column>`` where a cell is written in another way
    than usual. ``copy`` is a second name for the same bytes. ``notes`` say per rule why the file as
    a whole breaks it. The last fields are its standing, see ``standing``.
    """

    table: str
    county: str
    month: str
    frame: pl.DataFrame
    content_county: str
    content_month: str
    days: int = 0
    label: str = ""
    missing_header: str = ""
    is_clean: bool = False
    is_garbled: bool = False
    copy: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    standing: str = "counts"
    is_lead: bool = True
    replaced_towns: frozenset[str] = frozenset()
    counted_at_cutoff: bool = False
    replaced_at_cutoff: frozenset[str] = frozenset()

    @property
    def look(self) -> Look:
        """How the file is made."""
        return look_of(self.table, self.content_county, self.content_month, is_clean=self.is_clean)

    @property
    def is_conformed(self) -> bool:
        """Whether a reader can take it in; a file without a required column is refused."""
        return not self.missing_header

    @property
    def has_title(self) -> bool:
        """Whether title rows stand above the header; they are the only place that names a month."""
        return self.table != "T-N2" or like(self.content_county) in TITLED_EPISODE_COUNTIES

    @property
    def header_rows(self) -> int:
        """Rows above the first data row of a sheet."""
        if self.table == "T-H1":
            return 4
        return 3 if self.has_title else 1

    @property
    def archive(self) -> str:
        """Path of the archive that the file is in; empty: it is in none."""
        name = ARCHIVES.get((self.month, like(self.county)), "")
        packed = name and self.table != "T-H1" and not self.is_clean and not self.label
        return (
            f"{self._folder()}/{name.format(c=county_names()[self.county])}.zip" if packed else ""
        )

    @property
    def path(self) -> str:
        """Path inside the inbox, as a reader calls it."""
        name = f"{self._stem()}{self.label}.{self.look.suffix}"
        return f"{self.archive}{INSIDE}{name}" if self.archive else f"{self._folder()}/{name}"

    @property
    def copy_path(self) -> str:
        """Path of the second file with the same bytes; empty: there is none."""
        if not self.copy:
            return ""
        return f"{self._folder()}/{self._stem()}{self.label}{self.copy}.{self.look.suffix}"

    @property
    def received(self) -> int:
        """Modification time in seconds since 1970: the 28th of the month and ``days``."""
        year, month = int(self.month[:4]), int(self.month[5:])
        start = dt.datetime(year, month, 28, 8, tzinfo=dt.UTC) + dt.timedelta(days=self.days)
        minutes = 100 * int(self.table in ("T-N1", "T-N2")) + 100 * int(self.table == "T-N2")
        if self.archive:
            minutes = 250
        return int(start.timestamp()) + 60 * (minutes + int(self.county[4:]))

    def _folder(self) -> str:
        loose = self.county == UNFILED_COUNTY and self.month < UNFILED_BEFORE
        return self.month if loose else f"{self.month}/{folder_of(self.county)}"

    def _stem(self) -> str:
        year, month = int(self.month[:4]), int(self.month[5:])
        if self.table == "T-H1":
            county = self.content_county
            names = {"c": county_names()[county], "short": short_names()[county]}
            return _BOOK_NAMES[like(county)].format(**names, y=year, m=month)
        if self.table == "T-N1":
            number = (year * 12 + month) * 7 % 29 + int(self.county[4:]) % 9 + 1
            return f"（自定义）监测对象信息 ({number})"
        return f"（务工月监测）已外出务工信息_{year}{month:02d}28"


def cutoff(month: str) -> int:
    """Return the last second of the third day of the next month, China time."""
    year, number = int(month[:4]), int(month[5:])
    china = dt.timezone(dt.timedelta(hours=8))
    day = dt.datetime(year + number // 12, number % 12 + 1, 4, tzinfo=china)
    return int(day.timestamp()) - 1


def days_late(delivery: Delivery) -> int:
    """Return how many days after the cut-off day it came in; 0: in time."""
    late = delivery.received - cutoff(delivery.month)
    return max(0, -(-late // 86_400))
