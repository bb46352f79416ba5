"""By when a problem is to be mended, and how such a date is said.

Belongs here: dates of the alerts. Does not belong here: what is overdue (``standing``).
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pipelines.months import shift

CHINA = ZoneInfo("Asia/Shanghai")
LEAST_DAYS = 7
"""Nobody is given less time than this, also when a month is told late."""


def due_date(month: str, day: int, today: date) -> date:
    """Return day ``day`` of the month after ``month``, but at least a week after ``today``.

    A day that the month does not have becomes its last day.
    """
    year, number = map(int, shift(month, 1).split("-"))
    last = calendar.monthrange(year, number)[1]
    return max(date(year, number, max(1, min(day, last))), today + timedelta(days=LEAST_DAYS))


def date_label(day: date, month: str) -> str:
    """``6月15日``; with its year where that is not the report month's."""
    year = "" if day.year == int(month[:4]) else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
