"""Deliveries, corrections and withdrawals in any order: increments end where a full build does."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipelines.settings import Settings
from pipelines.warehouse import build, promote
from tests.integration.test_warehouse_increments import differences, rebuilt_from_nothing
from tests.integration.warehouse_city import home
from tests.warehouse_lake import COUNTIES, Lake, episode, labour, member

MONTHS = ("2021-12", "2022-01", "2022-02")
TABLES = ("T-H1", "T-N1", "T-N2")
STEPS = 3
"""Refreshes after the first one; each takes in a few changes."""

SEEDS = range(2, 2 + int(os.environ.get("WAREHOUSE_SEQUENCES", "1")))
"""One sequence in CI; set the variable for a long search."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_sequence_ends_as_a_full_build_does(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    settings = home(tmp_path)
    lake = Lake(settings.lake)
    for county in COUNTIES:
        for table in TABLES:
            lake.deliver(table, county, MONTHS[0], people(chance, table))
    refresh(settings, lake, None)
    for _ in range(STEPS):
        changed = {change(chance, lake) for _ in range(chance.randint(1, 4))}
        refresh(settings, lake, sorted(changed))
    full = rebuilt_from_nothing(settings, tmp_path)
    assert differences(settings.warehouse_file, full) == []


def refresh(settings: Settings, lake: Lake, months: list[str] | None) -> None:
    lake.write()
    promote(settings, build(settings, months))


def change(chance: Random, lake: Lake) -> str:
    """Let one thing happen to one slot; return its month."""
    slot = (chance.choice(TABLES), chance.choice(COUNTIES), chance.choice(MONTHS))
    there = [
        item
        for item in lake.deliveries
        if (item["table_name"], item["county_code"], item["report_month"]) == slot
        and item["standing"] == "counts"
    ]
    lake.verdicts[:] = [
        row
        for row in lake.verdicts
        if row["state"] != "missing"
        or (row["table_name"], row["county_code"], row["report_month"]) != slot
    ]
    if there and chance.random() < 0.4:
        lake.withdraw(*slot)
        return slot[2]
    held = chance.random() < 0.2
    lake.deliver(
        *slot,
        people(chance, slot[0]),
        verdict="held" if held else "accepted",
        blocking_rules="R06" if held else None,
        quarantine=() if held else (1,),
        received_at=f"{slot[2]}-28T{8 + len(lake.deliveries) % 12:02}:30:00Z",
    )
    if there:
        lake.supersede(*slot)
    return slot[2]


def people(chance: Random, table: str) -> list[dict[str, Any]]:
    """Return rows of some of twenty persons, who may live and work anywhere, or not at all."""
    numbers = chance.sample(range(20), chance.randint(2, 6))
    if table == "T-N1":
        kinds = ("脱贫户", "一般农户")
        return [member(number, household_kind=chance.choice(kinds)) for number in numbers]
    regions = ("乡内", "县内乡外", "省内市外", "省外")
    if table == "T-N2":
        return [
            episode(number, has_worked=chance.random() < 0.8, work_region=chance.choice(regions))
            for number in numbers
        ]
    states = ("已就业", "未就业")
    return [
        labour(number, employment_state=chance.choice(states), work_region=chance.choice(regions))
        for number in numbers
    ]
