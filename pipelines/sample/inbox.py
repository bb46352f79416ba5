"""The files of one month: truth, row defects, careless cells and file events put together.

Belongs here: the order in which they are put together, and what the offices keep to copy later.
Does not belong here: choosing defects (``events``, ``plant``), carrying events out (``mishaps``,
``again``), judging them (``screen``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from pipelines.months import shift
from pipelines.sample.again import IN_SEVERAL_FILES, in_several_files
from pipelines.sample.careers import Careers
from pipelines.sample.city import TABLES, City
from pipelines.sample.delivery import Delivery
from pipelines.sample.dirt import with_dirt
from pipelines.sample.events import UNSCREENED, Event, protected_towns
from pipelines.sample.mishaps import Month, mishap
from pipelines.sample.pages import with_places
from pipelines.sample.plant import Place, Planter
from pipelines.sample.plots import Plotter
from pipelines.sample.registers import register_frame
from pipelines.sample.standing import settle


@dataclass
class Inbox:
    """Builds deliveries month by month; remembers last month's for the offices that copy."""

    people: pl.DataFrame
    city: City
    careers: Careers
    scale: float
    events: list[Event]
    planter: Planter | None
    late_from: str
    """From this month on every row rule shows every month."""
    _last: dict[Place, Delivery] = field(default_factory=dict)
    _kept: dict[tuple[str, Place], Delivery] = field(default_factory=dict)
    """Files that somebody will hand in again a year later, by month and place."""

    def month(self, month: str) -> list[Delivery]:
        """Return the files of ``month`` by (county, table), of one slot in the order they came."""
        due = {(e.table, e.county): e for e in self.events if e.month == month}
        truth = {
            (table, county.code): register_frame(table, county.code, self.people, self.careers)
            for county in self.city.counties
            for table in TABLES
        }
        frames = self._with_row_defects(truth, due, month)
        is_clean = self.planter is None
        plain = {
            place: Delivery(place[0], place[1], month, frame, place[1], month, is_clean=is_clean)
            for place, frame in frames.items()
        }
        deliveries: list[Delivery] = []
        for county in self.city.counties:
            for table in TABLES:
                found = self._found((table, county.code), due, plain)
                for delivery in found:
                    delivery.frame = with_places(delivery, self.scale)
                deliveries += settle(found)
        self._last = {(d.table, d.county): d for d in deliveries if d.is_conformed}
        self._keep(month)
        return deliveries

    def _found(
        self, place: Place, due: dict[Place, Event], plain: dict[Place, Delivery]
    ) -> list[Delivery]:
        event = due.get(place)
        if event is None:
            return [plain[place]]
        if event.kind in IN_SEVERAL_FILES:
            return in_several_files(event, plain[place])
        year_ago = shift(event.month, -12)
        last_year = {p: kept for (month, p), kept in self._kept.items() if month == year_ago}
        return mishap(event, Month(plain, self._last, last_year, self.careers, self.people))

    def _keep(self, month: str) -> None:
        for event in self.events:
            place = (event.table, event.county)
            if event.kind == "last_year_file" and shift(event.month, -12) == month:
                self._kept[month, place] = self._last[place]

    def _with_row_defects(
        self, truth: dict[Place, pl.DataFrame], due: dict[Place, Event], month: str
    ) -> dict[Place, pl.DataFrame]:
        unscreened = {place for place, event in due.items() if event.kind in UNSCREENED}
        empty = pl.lit(None, pl.String)
        sound = {
            place: frame.with_columns(empty.alias("id_form"), empty.alias("defect"))
            for place, frame in truth.items()
        }
        if self.planter is None:
            return sound
        protected = protected_towns(self.city, self.events, month, shift(month, 1))
        self.planter.new_month(
            truth, self.careers, protected, unscreened, is_late=month >= self.late_from
        )
        damaged = {
            place: sound[place]
            if place in unscreened
            else self.planter.damage(place, truth, self.careers)
            for place in truth
        }
        written = {
            place: with_dirt(place[0], frame, self.people) for place, frame in damaged.items()
        }
        plotter = Plotter(self.people, self.city)
        return plotter.plant(written, self.careers, month, unscreened, protected)
