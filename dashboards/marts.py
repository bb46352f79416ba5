"""Everything a page needs, as plain rows: the shape of the marts in Python.

Belongs here: row types and looking one up. Does not belong here: SQL (``reading``), wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import polars as pl

from dashboards.facts import AreaCount
from dashboards.look import Look

Row = TypeVar("Row")

LYING_APART = "220621"
"""The county two of whose townships are another administration's and count nowhere."""

BASELINE_YEAR = 2021
"""The year the plan compares with."""


_WHOLE = {"city": "全市", "province": "全省"}


@dataclass(frozen=True)
class Area:
    """A county, a city or the province; the province's page shows its cities as counties stand."""

    county_code: str
    county_name: str
    short_name: str
    level: str
    tile_row: int | None
    tile_column: int | None
    city_code: str = ""

    @property
    def is_city(self) -> bool:
        """True for the whole that a page is about: the city, the province."""
        return self.level in _WHOLE

    @property
    def label(self) -> str:
        """Short name in tables and charts; the whole reads 全市 or 全省."""
        return _WHOLE.get(self.level, self.short_name)


@dataclass(frozen=True)
class Month:
    """One calendar month of ``dim_month``."""

    report_month: date
    is_spring_festival_month: bool | None
    spring_festival_date: date | None
    peak_name: str | None
    is_covid_month: bool | None
    note: str | None


@dataclass(frozen=True)
class Definition:
    """One indicator of ``dim_indicator``."""

    indicator_id: str
    indicator_name: str
    formula: str | None
    unit: str | None
    source_tables: str | None


@dataclass(frozen=True)
class Value:
    """One row of ``fct_indicator_published``; counts in persons, rates 0–1.

    ``is_suppressed``: of so few that it may not leave the office; value and parts are None.
    """

    indicator_id: str
    county_code: str
    report_month: date
    numerator: float | None
    denominator: float | None
    value: float | None
    baseline_value: float | None
    target_value: float | None
    status: str | None
    data_state: str | None
    is_suppressed: bool


@dataclass(frozen=True)
class Comparison:
    """One row of ``fct_comparison_published``; counts in persons, ratios 0–1, gaps as a ratio."""

    indicator_id: str
    county_code: str
    report_month: date
    value: float | None
    year_end_baseline: float | None
    same_month_baseline: float | None
    task_target: float | None
    to_year_end_ratio: float | None
    to_task_ratio: float | None
    change_from_baseline: float | None
    change_ratio: float | None
    same_month_ratio: float | None
    pace_ratio: float | None
    pace_gap: float | None
    change_from_last_month: float | None
    rank: int | None
    rank_last_month: int | None
    rank_change: int | None
    remaining_months: int
    year_target: float | None
    still_needed: float | None
    needed_per_month: float | None
    baseline_per_month: float | None
    months_compared: int
    months_not_below: int
    source_month: date | None
    is_suppressed: bool


@dataclass(frozen=True)
class FindingCount:
    """One row of ``fct_finding_count``: of one rule, of a severity (no rule), of all (neither)."""

    county_code: str
    severity: str | None
    rule_id: str | None
    rule_name: str | None
    how_to_fix: str | None
    finding_count: int
    finding_count_last_month: int
    owner: str | None = None
    """Who mends it: ``T`` township, ``K`` county, ``C`` city."""


@dataclass(frozen=True)
class Screening:
    """What became of one expected table of one county this month."""

    county_code: str
    table_name: str
    state: str
    reason: str | None
    used_month: date | None


@dataclass(frozen=True)
class DeliveryCount:
    """One row of ``fct_delivery_count``: this month's files of one state, of all (no state)."""

    county_code: str
    state: str | None
    file_count: int
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    rows_superseded: int
    rows_dropped: int


@dataclass(frozen=True)
class Marts:
    """The marts as of one month. Keys: ``(indicator_id, county_code, first day of month)``."""

    as_of: date
    is_sample: bool
    definition_version: str
    rules_version: str
    delivery_count: int
    last_received: datetime | None
    areas: tuple[Area, ...]
    months: dict[date, Month]
    definitions: dict[str, Definition]
    values: dict[tuple[str, str, date], Value]
    comparisons: dict[tuple[str, str, date], Comparison]
    figures: pl.DataFrame
    """Every row of ``fct_indicator_published`` up to the month, columns as in ``Value``. The pages
    look up ``values`` and ``comparisons``, which hold ``shown_years`` only."""
    finding_counts: tuple[FindingCount, ...]
    screenings: tuple[Screening, ...]
    delivery_counts: tuple[DeliveryCount, ...]
    delivery_states: dict[str, str]
    report_months: tuple[date, ...]
    look: Look
    facts: Mapping[type, tuple[Any, ...]]

    def all(self, kind: type[Row]) -> tuple[Row, ...]:
        """Return every row of a kind of ``facts``, in its order."""
        return self.facts[kind]

    def area_count(self, indicator: str) -> AreaCount | None:
        """Return the counts of counties of one indicator; None where nothing is known."""
        own = (row for row in self.all(AreaCount) if row.area_code == self.city.county_code)
        return next((row for row in own if row.indicator_id == indicator), None)

    def area(self, county_code: str) -> Area | None:
        """Return the area of a code; None where it is no area of these pages."""
        return next((area for area in self.areas if area.county_code == county_code), None)

    def indicator_name(self, indicator: str) -> str:
        """Return the name of an indicator, its id where it is unknown."""
        known = self.definitions.get(indicator)
        return known.indicator_name if known else indicator

    def label(self, county_code: str) -> str:
        """Return the label of an area, its code where it is unknown."""
        found = (area.label for area in self.areas if area.county_code == county_code)
        return next(found, county_code)

    @property
    def city(self) -> Area:
        """The whole that the pages are about: the city, or the province."""
        return next(area for area in self.areas if area.is_city)

    @property
    def counties(self) -> tuple[Area, ...]:
        """What it is made of, in the office's order: a city's counties, a province's cities."""
        return tuple(area for area in self.areas if not area.is_city)

    @property
    def year_months(self) -> tuple[date, ...]:
        """Months of the page's year up to the page's month."""
        return tuple(self.as_of.replace(month=number) for number in range(1, self.as_of.month + 1))

    def value(self, indicator: str, area: Area, month: date | None = None) -> Value | None:
        """Return one row of ``fct_indicator_published``, of the page's month unless told.

        Raises:
            LookupError: figures of the month's year are not read for pages.
        """
        return self.values.get((indicator, area.county_code, self._shown(month)))

    def comparison(
        self, indicator: str, area: Area, month: date | None = None
    ) -> Comparison | None:
        """Return one row of ``fct_comparison_published``, of the page's month unless told.

        Raises:
            LookupError: figures of the month's year are not read for pages.
        """
        return self.comparisons.get((indicator, area.county_code, self._shown(month)))

    def _shown(self, month: date | None) -> date:
        years = shown_years(self.as_of)
        if month is not None and month.year not in years:
            raise LookupError(f"{month:%Y-%m} is of none of the years {sorted(years)}")
        return month or self.as_of


def shown_years(as_of: date) -> frozenset[int]:
    """Return the years whose figures pages show: the frozen one, the page's own, the one before."""
    return frozenset({BASELINE_YEAR, as_of.year - 1, as_of.year})
