"""The three migration peaks: which have begun this year, and how many went.

Belongs here: which peak indicators can be told in a month, in words. Does not belong here: when the
peaks are (``dim_month``).
"""

from __future__ import annotations

from dashboards import indicators
from dashboards.marts import Marts

PEAKS = ("春节后", "春耕后", "秋收后")
REGISTER = dict(zip(PEAKS, ("I17a", "I17b", "I17c"), strict=True))
RELIEVED = dict(zip(PEAKS, ("I17d", "I17e", "I17f"), strict=True))
"""Peak → the indicator of those of the provincial register, of the poverty-relieved."""


def begun(marts: Marts, ids: dict[str, str]) -> list[tuple[str, str]]:
    """Return ``(indicator, peak)`` of the peaks with a month so far: one to come is not a zero."""
    seen = {marts.months[month].peak_name for month in marts.year_months if month in marts.months}
    return [(indicator, peak) for peak, indicator in ids.items() if peak in seen]


def peak_title(marts: Marts, ids: dict[str, str], who: str) -> str:
    """How many went in each peak so far, beside the same month of 2021."""
    known = begun(marts, ids)
    if not known:
        return f"{who}：本年外出高峰尚未到来"
    told = "，".join(
        f"{peak}{indicators.beside_2021(marts, indicator, marts.city)}" for indicator, peak in known
    )
    return f"{who}外出：{told}"
