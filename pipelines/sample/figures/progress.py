"""What each figure is measured against: baseline, target and status.

Belongs here: the rules of progress, written from the documents.
Does not belong here: the figures themselves (the groups), which rule holds (``catalogue``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.sample.city import City
from pipelines.sample.figures.catalogue import BASELINE_YEAR, CATALOGUE, STATUS_NEAR, Indicator
from pipelines.sample.figures.figure import Figure

Values = dict[tuple[str, str, str], float | None]
"""(indicator, county, month) -> value."""


def plan_of(city: City, year: int) -> dict[str, dict[str, float]]:
    """Return the plan's targets by indicator and county (the city's too); empty without a plan."""
    plan: dict[str, dict[str, float]] = {}
    rows = city.targets.filter(pl.col("plan_year") == year)
    for indicator, county, value in rows.select(
        "indicator_id", "county_code", "target_value"
    ).rows():
        plan.setdefault(indicator, {})[county] = float(value)
    return plan


def judge(figures: list[Figure], city: City) -> None:
    """Fill in baseline, target and status of every figure, from the figures themselves."""
    values = {(f.indicator_id, f.county_code, f.report_month): f.value for f in figures}
    plans = {year: plan_of(city, year) for year in {int(f.report_month[:4]) for f in figures}}
    for figure in figures:
        year = int(figure.report_month[:4])
        then = _Then.of(figure, values)
        if year > BASELINE_YEAR:
            is_share = figure.indicator_id == "I01b"
            figure.baseline_value = then.share if is_share else then.same_month
        if plans[year]:
            figure.target_value = _target(figure, plans[year], then, city)
        figure.status = _status(figure, then)


@dataclass(frozen=True)
class _Then:
    """The baseline year: this figure, and the curve that its pace is compared with."""

    same_month: float | None
    year_end: float | None
    share: float | None
    """Of the year end's value the same month had so much."""

    @classmethod
    def of(cls, figure: Figure, values: Values) -> _Then:
        same = f"{BASELINE_YEAR}-{figure.report_month[5:]}"
        end = f"{BASELINE_YEAR}-12"
        name, county = figure.indicator_id, figure.county_code
        curve = "I01" if name == "I01b" else name
        part, whole = values.get((curve, county, same)), values.get((curve, county, end))
        share = part / whole if part is not None and whole else None
        return cls(values.get((name, county, same)), values.get((name, county, end)), share)


def _target(
    figure: Figure, plan: dict[str, dict[str, float]], then: _Then, city: City
) -> float | None:
    indicator = CATALOGUE[figure.indicator_id]
    if indicator.target == "plan":
        return plan.get(figure.indicator_id, {}).get(figure.county_code)
    if indicator.target == "fixed":
        # a number of things is asked of each county
        every = indicator.kind == "count" and figure.county_code == city.code
        return (indicator.fixed or 0.0) * (len(city.counties) if every else 1)
    return {"year_end": then.year_end, "same_month": then.same_month}.get(indicator.target)


def _status(figure: Figure, then: _Then) -> str | None:
    if figure.value is None:
        return "未填报"
    if figure.data_state == "沿用":
        return "未更新"
    rule = CATALOGUE[figure.indicator_id].rule
    if figure.target_value is None or not rule:
        return None
    return _RULES[rule](figure.value, figure.target_value, figure, then)


def _pace(value: float, target: float, figure: Figure, then: _Then) -> str | None:
    if then.share is None:
        return "达标" if value >= target else None
    if CATALOGUE[figure.indicator_id].target == "year_end":
        return _band((value - (then.same_month or 0.0)) / target)
    return _band((value if figure.indicator_id == "I01b" else value / target) - then.share)


def _gap(value: float, target: float, figure: Figure, then: _Then) -> str | None:
    return _band(value - target)


def _ratio(value: float, target: float, figure: Figure, then: _Then) -> str | None:
    return _band(value / target - 1) if target else None


def _at_most(value: float, target: float, figure: Figure, then: _Then) -> str | None:
    near = _indicator(figure).near
    if value <= target:
        return "达标"
    return "临近" if near is not None and value <= near else "滞后"


def _complete(value: float, target: float, figure: Figure, then: _Then) -> str | None:
    if value >= target:
        return "达标"
    return "滞后" if figure.report_month.endswith("-12") else "临近"


def _indicator(figure: Figure) -> Indicator:
    return CATALOGUE[figure.indicator_id]


_RULES: dict[str, Callable[[float, float, Figure, _Then], str | None]] = {
    "pace": _pace,
    "gap": _gap,
    "ratio": _ratio,
    "at_most": _at_most,
    "complete": _complete,
}


def _band(distance: float) -> str:
    # 0.95 - 0.98 is a hair below -0.03 in binary
    if (gap := round(distance, 9)) >= 0:
        return "达标"
    return "临近" if gap >= -STATUS_NEAR else "滞后"
