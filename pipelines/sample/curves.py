"""How a year of work goes: cumulative and on-post shares per month, and how counties differ.

Belongs here: the curves (percent of the 2021 full year) and per-county pace. All invented, shaped
by public figures: the Spring Festival dip, the spring of 2022, the autumn return.
Does not belong here: who works (``careers``).
"""

from __future__ import annotations

import numpy as np

YTD_2021 = (41, 52, 74, 86, 93, 97.4, 98.2, 98.7, 99.2, 99.5, 99.8, 100)
YTD_2022 = (46, 60, 70, 79, 93, 100.5, 101.3, 101.9, 102.4, 102.9, 103.3, 103.6)
STOCK_2021 = (60, 36, 62, 76, 88, 92, 93, 95, 98, 97, 84, 70)
STOCK_2022 = (62, 42, 52, 63, 86, 93, 95, 96, 99, 97, 83, 69)

POVERTY_PACE = {
    "220602": 1.008,
    "220605": 0.955,
    "220621": 1.050,
    "220622": 1.008,
    "220623": 0.900,
    "220681": 1.0076,
}
"""2022 against the city's curve: 长白 clearly behind, 江源 slightly, 抚松 ahead; mean 1."""

TRANSFER_PACE = {
    "220602": 1.0123,
    "220605": 0.965,
    "220621": 1.030,
    "220622": 1.0123,
    "220623": 0.910,
    "220681": 1.0123,
}


def cumulative(full_year: int, year: int, pace: float) -> np.ndarray:
    """Return persons counted by the end of each month, at least one, never decreasing; shape 12."""
    shares = np.array(YTD_2021 if year <= 2021 else YTD_2022) / 100
    factor = 1.0 if year <= 2021 else pace
    return np.maximum(1, np.floor(full_year * shares * factor + 0.5)).astype(np.int64)


def on_post(full_year: int, year: int, pace: float) -> np.ndarray:
    """Return persons on post at the end of each month, at least one; shape 12.

    Where the stock curve lies above the cumulative one (January), everyone counted is on post.
    """
    shares = np.array(STOCK_2021 if year <= 2021 else STOCK_2022) / 100
    factor = 1.0 if year <= 2021 else pace
    stock = np.maximum(1, np.floor(full_year * shares * factor + 0.5)).astype(np.int64)
    limited: np.ndarray = np.minimum(stock, cumulative(full_year, year, pace))
    return limited
