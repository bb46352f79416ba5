"""One number of the answer key, and the shapes that the groups of figures hand over.

Belongs here: shapes only. Does not belong here: making them (the groups), judging (``progress``).
"""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[float | None, float | None]
"""Numerator and denominator; of a count, statistic or manual figure the value and None."""
Counties = dict[str, Pair]
"""By county code. A county that is not there has nobody; None in a pair: nothing can be said."""
Measured = dict[str, Counties]
"""By indicator."""

NO_VALUE: Pair = (None, None)


@dataclass
class Figure:
    """One indicator of one county (or the city) in one month."""

    indicator_id: str
    county_code: str
    report_month: str
    numerator: float | None
    denominator: float | None
    value: float | None
    data_state: str
    baseline_value: float | None = None
    target_value: float | None = None
    status: str | None = None
