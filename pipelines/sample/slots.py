"""One (table, county, month): its deliveries, the rows that count, and what earlier months left.

Belongs here: what the rules look at. Does not belong here: the rules (``file_rules``,
``row_rules``), which delivery counts (``standing``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import polars as pl

from pipelines.sample.delivery import Delivery
from pipelines.sample.plant import Place
from pipelines.sample.standing import rows_that_count
from pipelines.sample.stored import STORED


@dataclass(frozen=True)
class Slot:
    """The deliveries of one place and month in the order they came, at least one."""

    deliveries: tuple[Delivery, ...]
    rows: pl.DataFrame | None
    """The rows that count; None where no file could be taken in."""

    @property
    def lead(self) -> Delivery:
        """The delivery that speaks for the slot."""
        return next(d for d in self.deliveries if d.is_lead)

    @property
    def counting(self) -> list[Delivery]:
        """The deliveries that count."""
        return [d for d in self.deliveries if d.standing == "counts"]

    @property
    def refused(self) -> list[Delivery]:
        """The deliveries that could not be taken in and that nothing came after."""
        return [d for d in self.deliveries if d.standing == "refused"]


@dataclass(frozen=True)
class Effective:
    """A county's table as it counts: accepted rows of the slot of ``month``."""

    month: str
    rows: pl.DataFrame
    rows_data: int
    town_rows: dict[str, int]


@dataclass
class Memory:
    """What earlier months leave behind: effective tables, and what each office sent last month."""

    effective: dict[Place, Effective] = field(default_factory=dict)
    contents: dict[Place, tuple[str, ...]] = field(default_factory=dict)


def slots_of(deliveries: list[Delivery]) -> dict[Place, Slot]:
    """Return the slots of a month's deliveries, which know their standing already."""
    grouped: dict[Place, list[Delivery]] = {}
    for delivery in deliveries:
        grouped.setdefault((delivery.table, delivery.county), []).append(delivery)
    return {place: Slot(tuple(own), rows_that_count(own)) for place, own in grouped.items()}


def town_rows(rows: pl.DataFrame) -> dict[str, int]:
    """Return how many rows each township has."""
    return dict(rows.group_by("town_code").len().rows())


def contents(slot: Slot) -> tuple[str, ...]:
    """Return what identifies the rows of each counting delivery, whatever their order."""
    return tuple(sorted(_content(delivery) for delivery in slot.counting))


def _content(delivery: Delivery) -> str:
    columns = ["person", "id_form", *STORED[delivery.table]]
    hashes = delivery.frame.select(columns).hash_rows(seed=7).sort()
    return hashlib.sha256(hashes.to_numpy().tobytes()).hexdigest()
