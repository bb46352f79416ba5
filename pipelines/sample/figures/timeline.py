"""Month after month: the books on the shelf, the snapshot, the groups of figures.

Belongs here: the list of groups and what is kept of earlier months.
Does not belong here: figures themselves (the groups), what all have in common (``totals``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipelines.sample.city import City
from pipelines.sample.cross import excluded_towns
from pipelines.sample.delivery import Delivery, days_late
from pipelines.sample.figures import (
    bases,
    checks,
    classes,
    events,
    filled_in,
    labour,
    national,
    national_relocated,
    national_risks,
    national_watch,
    needs,
    posts,
    quality,
    workshops,
)
from pipelines.sample.figures.figure import Figure, Measured
from pipelines.sample.figures.shelf import Shelf
from pipelines.sample.figures.snapshot import Past, Snapshot, counting
from pipelines.sample.figures.tables import BOOKS, MONTHLY_TABLES
from pipelines.sample.figures.totals import figures_of
from pipelines.sample.ledgers import Ledger
from pipelines.sample.plant import Place
from pipelines.sample.slots import Effective

Group = Callable[[Snapshot, Past], Measured]

GROUPS: tuple[Group, ...] = (
    labour.transferred,
    needs.wishes,
    needs.services,
    quality.completeness,
    quality.updates,
    quality.consistency,
    national.workers,
    national.leavers,
    national.posts_elsewhere,
    national_risks.unsteady_work,
    national_relocated.persons,
    national_relocated.households,
    national_watch.coverage,
    national_watch.returns,
    national_watch.needs_met,
    national_watch.journeys,
    national_watch.help_in_time,
    posts.posts,
    posts.pay,
    posts.irregular,
    workshops.workshops,
    filled_in.filled_in,
    classes.trainings,
    bases.bases,
    events.events,
    events.villages,
    checks.spot_checks,
    checks.plan,
)
"""Every group tells all its figures, every month."""


@dataclass
class Timeline:
    """Works out the figures of months in their order; remembers what later ones look back at."""

    city: City
    shelf: Shelf = field(default_factory=Shelf)
    past: dict[str, Snapshot] = field(default_factory=dict)

    def month(
        self,
        month: str,
        effective: dict[Place, Effective],
        before: dict[Place, Effective],
        deliveries: Sequence[Delivery],
        ledgers: list[Ledger],
    ) -> list[Figure]:
        """Return the figures of ``month``, without targets and status.

        ``effective`` and ``before`` are the monthly tables that count this month and the last.
        """
        self.shelf.put(ledgers)
        snapshot = self._snapshot(month, effective, before, deliveries)
        measured: Measured = {}
        for group in GROUPS:
            measured |= group(snapshot, self.past)
        self.past[month] = snapshot.without_labour()
        return figures_of(snapshot, measured)

    def _snapshot(
        self,
        month: str,
        effective: dict[Place, Effective],
        before: dict[Place, Effective],
        deliveries: Sequence[Delivery],
    ) -> Snapshot:
        books = self.shelf.effective(month)
        slots = {place: (slot.month, slot.rows) for place, slot in effective.items()}
        slots |= {place: (book.month, book.rows) for place, book in books.items()}
        excluded = excluded_towns(self.city)
        rows = {
            table: counting(
                table,
                {county: slot for (of, county), slot in slots.items() if of == table},
                excluded,
            )
            for table in BOOKS
        }
        return Snapshot(
            month=month,
            city=self.city,
            rows=rows,
            slot_months={place: slot[0] for place, slot in slots.items()},
            totals={place: book.totals for place, book in books.items()},
            labour=_labour(effective),
            labour_before=_labour(before),
            late=_late(deliveries),
        )


def _labour(tables: dict[Place, Effective]) -> dict[str, Effective]:
    return {county: slot for (table, county), slot in tables.items() if table == "T-H1"}


def _late(deliveries: Sequence[Delivery]) -> dict[Place, int]:
    """Return by how many days the first readable file of each slot was late."""
    found: dict[Place, int] = {}
    for delivery in sorted(deliveries, key=lambda d: d.received):
        if delivery.is_conformed and delivery.table in MONTHLY_TABLES:
            found.setdefault((delivery.table, delivery.county), days_late(delivery))
    return found
