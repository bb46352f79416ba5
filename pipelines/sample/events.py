"""What goes wrong with whole files, and when.

Belongs here: the schedule of file-level defects and which township each concerns.
Does not belong here: defects of single rows (``plant``), carrying events out (``mishaps``,
``again``), how a county's files look (``looks``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from pipelines.sample.city import City, County
from pipelines.sample.likeness import CITY_CODE, county_like

Kind = Literal[
    "missing",
    "missing_column",
    "wrong_county",
    "last_month_file",
    "last_month_rows",
    "last_year_file",
    "town_left_out",
    "ids_as_numbers",
    "town_frozen",
    "town_stamped",
    "out_of_step",
    "delivered_twice",
    "whole_again",
    "town_again",
    "town_again_late",
    "pages",
    "late",
    "same_bytes_twice",
    "refused_after",
    "rows_left_out",
    "town_shrunk",
    "garbled",
    "truncated",
    "error_cells",
    "error_texts",
]

UNSCREENED: frozenset[Kind] = frozenset(
    {
        "missing",
        "missing_column",
        "wrong_county",
        "last_month_file",
        "last_month_rows",
        "last_year_file",
        "town_left_out",
        "ids_as_numbers",
        "whole_again",
        "town_again",
        "town_again_late",
        "pages",
    }
)
"""Where one of these happens no row defect is planted beside it."""


@dataclass(frozen=True)
class Event:
    """One file-level defect of one (month, county, table); ``source`` is another county."""

    month: str
    county: str
    table: str
    kind: Kind
    source: str = ""


SCHEDULE = (
    Event("2021-03", "220681", "T-N1", "pages"),
    Event("2021-04", "220605", "T-N1", "last_month_file"),
    Event("2021-05", "220622", "T-H1", "town_again"),
    Event("2021-05", "220605", "T-N2", "garbled"),
    Event("2021-06", "220621", "T-H1", "town_frozen"),
    Event("2021-07", "220623", "T-N2", "whole_again"),
    Event("2021-08", "220602", "T-N2", "missing"),
    Event("2021-08", "220621", "T-H1", "error_cells"),
    Event("2021-08", "220623", "T-H1", "truncated"),
    Event("2021-09", "220621", "T-H1", "pages"),
    Event("2021-09", "220602", "T-N1", "same_bytes_twice"),
    Event("2021-10", "220621", "T-N2", "ids_as_numbers"),
    Event("2021-10", "220681", "T-N1", "late"),
    Event("2021-10", "220622", "T-H1", "town_stamped"),
    Event("2021-11", "220623", "T-H1", "rows_left_out"),
    Event("2021-12", "220681", "T-H1", "town_frozen"),
    Event("2021-12", "220605", "T-H1", "error_cells"),
    Event("2022-01", "220621", "T-H1", "refused_after"),
    Event("2022-01", "220622", "T-N2", "pages"),
    Event("2022-02", "220621", "T-N2", "wrong_county", source="220622"),
    Event("2022-02", "220605", "T-H1", "town_again_late"),
    Event("2022-03", "220623", "T-H1", "missing_column"),
    Event("2022-03", "220605", "T-N2", "last_month_file"),
    Event("2022-03", "220621", "T-H1", "town_shrunk"),
    Event("2022-04", "220602", "T-H1", "last_month_rows"),
    Event("2022-04", "220623", "T-N2", "late"),
    Event("2022-05", "220605", "T-H1", "out_of_step"),
    Event("2022-05", "220622", "T-N1", "delivered_twice"),
    Event("2022-05", "220621", "T-N1", "last_year_file"),
    Event("2022-05", "220602", "T-N2", "error_texts"),
    Event("2022-06", "220681", "T-H1", "town_left_out"),
    Event("2022-06", "220622", "T-H1", "town_frozen"),
    Event("2022-06", "220605", "T-H1", "whole_again"),
    Event("2022-06", "220623", "T-H1", "late"),
)
MISSING_HEADER = "work_region"
_LARGEST_SHARE_LEFT_OUT = 0.15
_LEAST_ROWS_OF_A_TOWN = 20


def events_between(first: str, last: str, city: str = CITY_CODE) -> list[Event]:
    """Return a city's events of the months after ``first`` to ``last``; the first month is sound.

    In another city they befall the first county like the one that the schedule names.
    """
    found = []
    for event in SCHEDULE:
        county = county_like(event.county, city)
        source = county_like(event.source, city) if event.source else ""
        if first < event.month <= last and county is not None and source is not None:
            found.append(replace(event, county=county, source=source))
    return found


def frozen_town(county: County) -> str:
    """Return the code of the township that hands in last month's rows, with new dates or not."""
    return county.towns[len(county.towns) // 2].code


def protected_towns(city: City, events: list[Event], month: str, last_month: str) -> set[str]:
    """Return townships that must have no other defect in ``month``.

    A frozen township must be sound the month before (``last_month`` names the month before an
    event's) and in the month itself, or its rows would differ.
    """
    counties = {county.code: county for county in city.counties}
    return {
        frozen_town(counties[event.county])
        for event in events
        if event.kind in ("town_frozen", "town_stamped") and event.month in (month, last_month)
    }


def town_to_leave_out(frame: pl.DataFrame) -> str:
    """Return the largest township whose absence does not make the file itself too short."""
    sizes = frame.group_by("town_code").len().sort("len", "town_code", descending=True)
    small = sizes.filter(pl.col("len") <= frame.height * _LARGEST_SHARE_LEFT_OUT)
    return str((small if small.height else sizes)["town_code"][0])


def town_that_shrinks(frame: pl.DataFrame) -> str:
    """Return a township large enough for its rows to be compared, as small as can be."""
    sizes = frame.group_by("town_code").len().sort("len", "town_code")
    enough = sizes.filter(pl.col("len") >= _LEAST_ROWS_OF_A_TOWN)
    return str((enough if enough.height else sizes.tail(1))["town_code"][0])
