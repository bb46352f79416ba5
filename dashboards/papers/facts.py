"""Everything the papers say, as plain rows: the marts of one month, nothing added up.

Belongs here: row types of the papers and looking one up. Does not belong here: SQL (``reading``),
wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboards.marts import Area


@dataclass(frozen=True)
class Figure:
    """An indicator of one area and month with all that is compared with it.

    Counts in their unit, ratios 0–1, gaps of ratios as a ratio.
    """

    indicator_id: str
    county_code: str
    report_month: date
    indicator_name: str
    unit: str
    numerator: float | None
    denominator: float | None
    value: float | None
    baseline_value: float | None
    target_value: float | None
    status: str | None
    data_state: str | None
    is_suppressed: bool
    year_end_baseline: float | None
    task_target: float | None
    to_year_end_ratio: float | None
    to_task_ratio: float | None
    change_from_baseline: float | None
    change_ratio: float | None
    pace_ratio: float | None
    pace_gap: float | None
    change_from_last_month: float | None
    rank: int | None
    rank_change: int | None
    source_month: date | None
    remaining_months: int | None
    year_target: float | None
    still_needed: float | None
    needed_per_month: float | None
    baseline_per_month: float | None

    @property
    def is_known(self) -> bool:
        """True where there is a figure that may be said."""
        return self.value is not None


@dataclass(frozen=True)
class AreaCount:
    """How many counties stand how for an indicator."""

    indicator_id: str
    area_count: int
    withheld: int
    missing: int
    good_count: int
    near_count: int
    late_count: int
    carried_count: int


@dataclass(frozen=True)
class Part:
    """One class of the persons of a figure; of the whole city."""

    indicator_id: str
    dimension: str
    category: str
    person_count: float | None
    share: float | None
    baseline_person_count: float | None
    baseline_share: float | None
    is_suppressed: bool


@dataclass(frozen=True)
class Score:
    """How good a county's data are: points, problems per 1,000 rows, share of problems mended."""

    county_code: str
    problems_e: int | None
    problems_w: int | None
    problems_i: int | None
    problem_rate: float | None
    score: float | None
    closure_rate: float | None
    rank: int | None


@dataclass(frozen=True)
class IssueCount:
    """What became of the problems of an area this month."""

    county_code: str
    opened: int
    closed: int
    overdue: int


@dataclass(frozen=True)
class RuleCount:
    """How often a rule was broken in an area this month and last."""

    county_code: str
    severity: str | None
    rule_id: str | None
    rule_name: str | None
    owner: str | None
    how_to_fix: str | None
    finding_count: int
    finding_count_last_month: int


@dataclass(frozen=True)
class Delivery:
    """What became of an expected table of a county."""

    county_code: str
    table_name: str
    state: str
    used_month: date | None


@dataclass(frozen=True)
class StaleTown:
    """A township without any change this month."""

    county_code: str
    town_name: str


@dataclass(frozen=True)
class KeyProblem:
    """One line of the list of problems for leaders."""

    row_no: int
    county_code: str
    problem: str
    affected_count: float | None
    affected_unit: str | None
    owner: str | None
    due_date: date | None
    progress: str | None
    is_closed: bool | None
    kind: str


@dataclass(frozen=True)
class Milestone:
    """What is to be reached by a day on the straight way to the year's target."""

    indicator_id: str
    county_code: str
    milestone_date: date
    needed_value: float | None


@dataclass(frozen=True)
class Facts:
    """The marts of one month as the papers need them."""

    as_of: date
    is_sample: bool
    areas: tuple[Area, ...]
    figures: dict[tuple[str, str], Figure]
    area_counts: dict[str, AreaCount]
    parts: tuple[Part, ...]
    scores: dict[str, Score]
    issue_counts: dict[str, IssueCount]
    rule_counts: tuple[RuleCount, ...]
    deliveries: tuple[Delivery, ...]
    stale_towns: tuple[StaleTown, ...]
    problems: tuple[KeyProblem, ...]
    milestones: tuple[Milestone, ...]

    @property
    def city(self) -> Area:
        """The city as a whole."""
        return next(area for area in self.areas if area.is_city)

    @property
    def counties(self) -> tuple[Area, ...]:
        """The counties in the office's order."""
        return tuple(area for area in self.areas if not area.is_city)

    def figure(self, indicator: str, area: Area | None = None) -> Figure | None:
        """Return a figure of an area; of the city unless told."""
        return self.figures.get((indicator, (area or self.city).county_code))

    def known(self, indicator: str, area: Area | None = None) -> Figure | None:
        """Return a figure that can be said; None where it is missing or withheld."""
        row = self.figure(indicator, area)
        return row if row is not None and row.is_known else None

    def ranked(self, indicator: str) -> list[tuple[Area, Figure]]:
        """Counties with a rank, first to last; the office's order among equals."""
        rows = [
            (area, row)
            for area in self.counties
            if (row := self.figure(indicator, area)) is not None and row.rank is not None
        ]
        return sorted(rows, key=lambda pair: pair[1].rank or 0)

    def with_status(self, indicator: str, *words: str) -> list[Area]:
        """Return the counties whose status is one of ``words``."""
        return [
            area
            for area in self.counties
            if (row := self.figure(indicator, area)) is not None and row.status in words
        ]

    def composition(self, indicator: str, dimension: str) -> list[Part]:
        """Return the classes of a figure of the city, in their order."""
        return [p for p in self.parts if (p.indicator_id, p.dimension) == (indicator, dimension)]

    def name_of(self, county_code: str) -> str:
        """Return the short name of an area."""
        found = next((area for area in self.areas if area.county_code == county_code), None)
        return found.label if found is not None else county_code
