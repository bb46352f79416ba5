"""What goes wrong with whole files, and when.

Belongs here: the schedule of file-level defects and which township each concerns.
Does not belong here: defects of single rows (``plant``), carrying events out (``inbox``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from pipelines.sample.city import City, County

Kind = Literal[
    "missing",
    "missing_column",
    "wrong_county",
    "last_month_file",
    "last_month_rows",
    "town_left_out",
    "ids_as_numbers",
    "town_frozen",
    "out_of_step",
    "delivered_twice",
]

UNSCREENED: frozenset[Kind] = frozenset(
    {
        "missing",
        "missing_column",
        "wrong_county",
        "last_month_file",
        "last_month_rows",
        "town_left_out",
        "ids_as_numbers",
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
    Event("2021-04", "220605", "T-N1", "last_month_file"),
    Event("2021-06", "220621", "T-H1", "town_frozen"),
    Event("2021-08", "220602", "T-N2", "missing"),
    Event("2021-10", "220621", "T-N2", "ids_as_numbers"),
    Event("2021-12", "220681", "T-H1", "town_frozen"),
    Event("2022-02", "220621", "T-N2", "wrong_county", source="220622"),
    Event("2022-03", "220623", "T-H1", "missing_column"),
    Event("2022-03", "220605", "T-N2", "last_month_file"),
    Event("2022-04", "220602", "T-H1", "last_month_rows"),
    Event("2022-05", "220605", "T-H1", "out_of_step"),
    Event("2022-05", "220622", "T-N1", "delivered_twice"),
    Event("2022-06", "220681", "T-H1", "town_left_out"),
    Event("2022-06", "220622", "T-H1", "town_frozen"),
)
MISSING_HEADER = "work_region"
_LARGEST_SHARE_LEFT_OUT = 0.15


def events_between(first: str, last: str) -> list[Event]:
    """Return the events of the months after ``first`` up to ``last``; the first month is sound."""
    return [event for event in SCHEDULE if first < event.month <= last]


def frozen_town(county: County) -> str:
    """Return the code of the township that hands in last month's rows."""
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
        if event.kind == "town_frozen" and event.month in (month, last_month)
    }


def town_to_leave_out(frame: pl.DataFrame) -> str:
    """Return the largest township whose absence does not make the file itself too short."""
    sizes = frame.group_by("town_code").len().sort("len", "town_code", descending=True)
    small = sizes.filter(pl.col("len") <= frame.height * _LARGEST_SHARE_LEFT_OUT)
    return str((small if small.height else sizes)["town_code"][0])
