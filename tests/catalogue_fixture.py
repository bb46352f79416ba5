"""Plausible invented figures of every other indicator of the catalogue, for the small warehouse.

Belongs here: figures of the indicators that ``marts_fixture`` does not make itself, by unit, target
and rule of the seed. Does not belong here: meaning of an indicator (the models), further marts
(``facts_fixture``).
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

SEED = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds" / "indicators.csv"
AREAS = ("220602", "220605", "220621", "220622", "220623", "220681")
CITY = "220600"
OWN = ("I01", "I01b", "I04", "I07a", "I07b", "I07c", "I07d", "I07e", "I09", "I12")
"""Indicators that ``marts_fixture`` makes."""
WITHHELD = ("I46c", "220623")
MISSING = ("I51", "220605")
NOBODY = ("I38", "220622")
"""An indicator and a county each: too few, not reported, reported with nobody to count."""
SPECIAL = {"I06d": 3400.0, "I41": 1.18, "I46d": 45.0, "I10": 0.0}


def seed() -> list[dict[str, str]]:
    """Return the rows of the seed."""
    with SEED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def definitions() -> list[tuple[Any, ...]]:
    """Return the rows of ``dim_indicator`` of the other indicators."""
    return [
        (row["indicator_id"], row["indicator_name"], row["formula"], row["unit"],
         row["source_tables"])
        for row in seed() if row["indicator_id"] not in OWN
    ]  # fmt: skip


def figures(months: list[date], *, has_data: bool, has_baseline: bool) -> list[tuple[Any, ...]]:
    """Return rows of ``fct_indicator`` of the other indicators over the months."""
    rows = []
    for place, row in enumerate(known for known in seed() if known["indicator_id"] not in OWN):
        for month in months:
            found = [_figure(row, place, order, month) for order in range(len(AREAS))]
            cells = [*zip(AREAS, found, strict=True), (CITY, _city(row, found))]
            for area, parts in cells:
                before = None
                if has_baseline and month.year > 2021:
                    earlier = month.replace(year=2021)
                    same = [_figure(row, place, order, earlier) for order in range(len(AREAS))]
                    before = _city(row, same)[2] if area == CITY else same[AREAS.index(area)][2]
                rows.append(_row(row, area, month, parts, before, has_data))
    return rows


def comparisons(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows of ``fct_comparison_published`` for rows of ``figures``: beside 2021 only."""
    compared = []
    for indicator, area, month, _, _, value, before, *_ in rows:
        change = None if value is None or before is None else value - before
        ratio = change / before if change is not None and before else None
        compared.append(
            (indicator, area, month, value, None, before or None, None, None, None, change, ratio,
             None, None, None, None, None, month if value is not None else None)
        )  # fmt: skip
    return compared


Parts = tuple[float | None, float | None, float | None]
"""Numerator, denominator, value."""


def _figure(row: dict[str, str], place: int, order: int, month: date) -> Parts:
    key = (row["indicator_id"], AREAS[order])
    if key == MISSING and month.year > 2021:
        return None, None, None
    if key == NOBODY:
        return 0.0, 0.0, None
    step = (place * 7 + order * 5 + month.month) % 11
    if row["value_kind"] == "ratio" or row["unit"] == "%":
        whole = 60.0 + 20 * order
        part = whole - step * (2 if place % 3 else 0)
        if row["target_kind"] != "fixed":
            part = whole * (0.3 + step / 40)
        part = part * (0.97 if month.year == 2021 else 1.0)
        return round(part), whole, round(part) / whole
    if row["indicator_id"] in SPECIAL:
        value = SPECIAL[row["indicator_id"]] * (1 + step / 40)
        return None, None, value
    size = {"人": 40, "人次": 60, "户": 6}.get(row["unit"], 1)
    if row["direction"] == "越低越好":
        return float(step // 8 * size // 3), None, float(step // 8 * size // 3)
    value = float(round(size * (order + 1 + step / 5) * (0.95 if month.year == 2021 else 1)))
    return value, None, value


def _city(row: dict[str, str], found: list[Parts]) -> Parts:
    values = [parts[2] for parts in found if parts[2] is not None]
    if row["indicator_id"] in SPECIAL:
        return None, None, max(values)
    if row["value_kind"] == "ratio" or row["unit"] == "%":
        top = sum(parts[0] or 0 for parts in found)
        whole = sum(parts[1] or 0 for parts in found)
        return top, whole, top / whole
    return sum(values), None, sum(values)


def _row(
    row: dict[str, str], area: str, month: date, parts: Parts, before: float | None, has_data: bool
) -> tuple[Any, ...]:
    start = (row["indicator_id"], area, month)
    if not has_data:
        return (*start, None, None, None, None, None, "未填报", None)
    goal = _target(row, area, before) if month.year > 2021 else None
    return (*start, *parts, before, goal, _status(row, parts[2], goal, month), "按期")


def _target(row: dict[str, str], area: str, before: float | None) -> float | None:
    if row["target_kind"].startswith("baseline"):
        return before
    if row["target_kind"] == "plan":
        return {"I02": (2500, 400), "I03": (13, 2)}[row["indicator_id"]][area != CITY]
    if row["target_kind"] != "fixed":
        return None
    times = len(AREAS) if area == CITY and row["value_kind"] == "count" else 1
    return float(row["fixed_target"]) * times


def _status(
    row: dict[str, str], value: float | None, goal: float | None, month: date
) -> str | None:
    if value is None:
        return "未填报"
    if goal is None:
        return None
    if row["status_rule"] == "at_most":
        near = float(row["near_target"] or goal)
        return "达标" if value <= goal else "临近" if value <= near else "滞后"
    if value >= goal:
        return "达标"
    if row["status_rule"] == "complete":
        return "临近" if month.month < 12 else "滞后"
    gap = value - goal if row["status_rule"] == "gap" else value / goal - 1 if goal else 0
    return "临近" if gap >= -0.03 else "滞后"
