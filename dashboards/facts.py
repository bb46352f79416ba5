"""Rows of the marts that only some pages show, and where each kind of row is read.

Belongs here: row types, their source, their order. Does not belong here: the figures that every
page needs (``marts``), SQL that adds anything up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AreaCount:
    """One row of ``fct_area_count``: counts of an area's members, of one indicator and month."""

    area_code: str
    indicator_id: str
    report_month: date
    area_count: int
    with_value: int
    withheld: int
    missing: int
    good_count: int
    near_count: int
    late_count: int
    carried_count: int
    not_slower: int
    slower: int
    not_below_baseline: int
    compared: int


@dataclass(frozen=True)
class Composition:
    """One row of ``fct_composition_published``: persons of one class, and their share 0–1."""

    indicator_id: str
    dimension: str
    category: str
    sort_order: int
    county_code: str
    report_month: date
    person_count: int | None
    share: float | None
    baseline_person_count: int | None
    baseline_share: float | None
    is_suppressed: bool


@dataclass(frozen=True)
class Duty:
    """One row of ``fct_duty``: a duty of the plan and how it stands in an area."""

    duty_id: str
    sort_order: int
    chapter: str
    duty: str
    owner: str
    deadline: str
    evidence: str
    county_code: str
    report_month: date
    main_indicator_id: str | None
    indicator_ids: str | None
    value: float | None
    unit: str | None
    target_value: float | None
    status: str | None
    duty_state: str
    is_suppressed: bool


@dataclass(frozen=True)
class DutyCount:
    """One row of ``fct_duty_count``: duties of one state, of a chapter or of all (no chapter)."""

    county_code: str
    report_month: date
    chapter: str | None
    duty_state: str
    duty_count: int


@dataclass(frozen=True)
class IssueCount:
    """One row of ``fct_issue_count``: no town = the county's, no severity or state = all."""

    county_code: str
    town_code: str | None
    report_month: date
    severity: str | None
    state: str | None
    issue_count: int
    open_count: int
    opened: int
    closed: int
    overdue: int


@dataclass(frozen=True)
class KeyProblem:
    """One row of ``fct_key_problem``: 重点问题清单, in its order."""

    report_month: date
    row_no: int
    county_code: str
    problem: str
    affected_count: float | None
    affected_unit: str | None
    owner: str | None
    due_date: date | None
    progress: str | None
    is_closed: bool
    kind: str
    source: str


@dataclass(frozen=True)
class Milestone:
    """One row of ``fct_milestone``: what is to be reached by a day to be there in December."""

    indicator_id: str
    county_code: str
    report_month: date
    milestone_date: date
    needed_value: float | None


@dataclass(frozen=True)
class TownValue:
    """One row of ``fct_indicator_town_published``."""

    indicator_id: str
    county_code: str
    town_code: str
    town_name: str
    report_month: date
    numerator: float | None
    denominator: float | None
    value: float | None
    data_state: str | None
    is_suppressed: bool


@dataclass(frozen=True)
class QualityScore:
    """One row of ``fct_quality_score``: no town = the county's; points 0–100, rates 0–1."""

    county_code: str
    town_code: str | None
    town_name: str | None
    report_month: date
    rows_checked: int | None
    problems_e: int | None
    problems_w: int | None
    problems_i: int | None
    problem_rate: float | None
    deduction: float
    timeliness_points: float
    closure_points: float
    score: float
    closure_rate: float | None
    rank: int | None
    change_from_last_month: float | None


@dataclass(frozen=True)
class SpotCheck:
    """One row of ``fct_spot_check``: a round of checks, of one scope; ratios 0–1."""

    report_month: date
    county_code: str
    scope_kind: str
    scope_name: str | None
    drawn_count: int | None
    checked_count: int | None
    reached_count: int | None
    accurate_count: int | None
    accuracy_ratio: float | None
    estimate_ratio: float | None
    estimate_lower_ratio: float | None
    estimate_upper_ratio: float | None


@dataclass(frozen=True)
class Revision:
    """One row of ``fct_revision_published``: a figure that was published otherwise before."""

    indicator_id: str
    county_code: str
    report_month: date
    first_value: float | None
    last_value: float | None
    current_value: float | None
    difference_from_first: float | None
    reason: str | None


UP_TO = "report_month <= $as_of"
"""The page's month and the months before it."""

OF_MONTH = "report_month = $as_of"

SINCE_DECEMBER = (
    "report_month <= $as_of and report_month >= date_trunc('year', $as_of) - interval 1 month"
)
"""The page's year up to its month, and the month before that year."""

SOURCES: dict[type, tuple[str, str, str]] = {
    AreaCount: ("fct_area_count", OF_MONTH, "area_code, indicator_id"),
    Composition: (
        "fct_composition_published",
        OF_MONTH,
        "indicator_id, dimension, county_code, sort_order, category",
    ),
    Duty: ("fct_duty", OF_MONTH, "sort_order, county_code"),
    DutyCount: ("fct_duty_count", OF_MONTH, "county_code, chapter, duty_state"),
    IssueCount: ("fct_issue_count", OF_MONTH, "county_code, town_code, severity, state"),
    KeyProblem: ("fct_key_problem", OF_MONTH, "row_no, county_code"),
    Milestone: ("fct_milestone", OF_MONTH, "indicator_id, county_code, milestone_date"),
    TownValue: (
        "fct_indicator_town_published",
        OF_MONTH,
        "indicator_id, county_code, town_code",
    ),
    QualityScore: ("fct_quality_score", SINCE_DECEMBER, "report_month, county_code, town_code"),
    SpotCheck: ("fct_spot_check", OF_MONTH, "county_code, scope_kind, scope_name"),
    Revision: ("fct_revision_published", UP_TO, "report_month, indicator_id, county_code"),
}
"""Kind of row → mart, which months, order."""
