"""The answers of the rules that look beyond a row: households, both systems, months, villages.

Belongs here: R55 to R60, R63, R64, R68 to R74, R77 to R92, worked out from the generator's frames
and independently of the rooms that are tested against them. A finding that nobody planted is told
like one that was.
Does not belong here: R62, R66, R67, R75, R76 (``cross``), rows by themselves (``row_rules``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.across import doubles, households, statistics, systems, times
from pipelines.sample.across.moment import History, Moment

__all__ = ["History", "Moment", "findings_across"]


def findings_across(moment: Moment) -> list[pl.DataFrame]:
    """Return the findings of every rule of this package in the month of ``moment``."""
    chapters = (households, doubles, systems, times, statistics)
    return [finding for chapter in chapters for finding in chapter.findings(moment)]
