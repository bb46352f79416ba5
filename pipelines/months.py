"""Report months as text ``YYYY-MM``, and as Dagster partitions.

Belongs here: the one partition definition and arithmetic on months. What a month means
for a figure (seasons, Spring Festival) is data and lives in the dbt seeds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dagster as dg

FIRST_MONTH = "2021-01"
"""The baseline year starts here; the systems' exports cannot be had for earlier months."""

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Return whether ``text`` is a report month at or after the first one."""
    return _MONTH.fullmatch(text) is not None and text >= FIRST_MONTH


def shift(month: str, by: int) -> str:
    """Return the month ``by`` months after ``month`` (before it when negative)."""
    year, number = int(month[:4]), int(month[5:])
    total = year * 12 + number - 1 + by
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def month_range(first: str, last: str) -> list[str]:
    """Return every month from ``first`` to ``last``, both included; empty when first > last."""
    months = []
    while first <= last:
        months.append(first)
        first = shift(first, 1)
    return months


def partitions() -> dg.TimeWindowPartitionsDefinition:
    """Return the monthly partitions, from the baseline year to the running month."""
    import dagster as dg

    return dg.MonthlyPartitionsDefinition(start_date=FIRST_MONTH, fmt="%Y-%m", end_offset=1)


def month_label(month: str) -> str:
    """Return ``2022年5月`` for ``2022-05``."""
    return f"{int(month[:4])}年{int(month[5:])}月"
