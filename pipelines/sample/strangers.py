"""Files that are no table at all: what offices send from a chat, packed as a chat packs it.

Belongs here: the file, and what a correct pipeline says of it. Clean samples have none.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.sample.delivery import folder_of
from pipelines.sample.findings import FINDINGS_SCHEMA
from pipelines.sample.likeness import CITY_CODE, county_like, county_names
from pipelines.sample.pages import DROPPED

UNKNOWN_TABLE = "unknown"
_RAR = b"Rar!\x1a\x07\x01\x00" + bytes(range(256)) * 4


@dataclass(frozen=True)
class Stranger:
    """A packed file in a county's folder of a month."""

    month: str
    county: str
    name: str

    @property
    def path(self) -> str:
        """Path inside the inbox."""
        return f"{self.month}/{folder_of(self.county)}/{self.name}"

    def write(self, inbox: Path) -> None:
        """Write the file, saved on the 28th."""
        path = inbox / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_RAR)
        year, month = int(self.month[:4]), int(self.month[5:])
        saved = int(dt.datetime(year, month, 28, 9, tzinfo=dt.UTC).timestamp())
        os.utime(path, (saved, saved))

    def finding(self) -> pl.DataFrame:
        """Return that it cannot be used (R01)."""
        values = ("R01", self.county, None, self.month, UNKNOWN_TABLE, self.path, None, None)
        row = dict(zip(FINDINGS_SCHEMA, (*values, "不是表格（.rar）"), strict=True))
        return pl.DataFrame([row], schema=FINDINGS_SCHEMA)

    def verdict(self) -> dict[str, object]:
        """Return the line of ``verdicts.csv``."""
        rows = dict.fromkeys(("rows_data", "rows_accepted", "rows_quarantined"), 0)
        return {
            "report_month": self.month,
            "county_code": self.county,
            "table_name": UNKNOWN_TABLE,
            "file": self.path,
            "state": "refused",
            "blocking_rules": "R01",
            "is_lead": True,
            **rows,
        }

    def file_row(self) -> dict[str, object]:
        """Return the line of ``files.csv``."""
        return {
            "file": self.path,
            "table_name": UNKNOWN_TABLE,
            "county_code": self.county,
            "report_month": self.month,
            "rows_read": 0,
            "rows_data": 0,
            "rows_superseded": 0,
            "standing": "refused",
            "is_lead": True,
            "replaced_towns": "",
            "dropped": json.dumps(dict.fromkeys(DROPPED, 0), sort_keys=True),
        }


STRANGERS = (Stranger("2021-11", "220622", "靖宇县11月报表（微信）.rar"),)


def strangers_of(month: str, city: str = CITY_CODE) -> list[Stranger]:
    """Return the strangers of a month in the folders of a city's counties."""
    found = []
    for stranger in STRANGERS:
        county = county_like(stranger.county, city)
        if stranger.month == month and county is not None:
            names = county_names()
            name = stranger.name.replace(names[stranger.county], names[county])
            found.append(Stranger(month, county, name))
    return found
