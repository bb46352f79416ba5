"""The books of the year so far, month by month: what is added, what changes, who hands in what.

Belongs here: which book is told from which, and what stays in it until January.
Does not belong here: the single books (``people``, ``trainings``, ``poor``, ``places``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.careers import Careers
from pipelines.sample.city import City, County
from pipelines.sample.ledgers import filled_in, people, places, poor, trainings
from pipelines.sample.ledgers.columns import TABLES, WHO
from pipelines.sample.ledgers.defects import plant
from pipelines.sample.ledgers.habits import is_due
from pipelines.sample.ledgers.ledger import Ledger
from pipelines.sample.ledgers.world import World

Books = dict[str, pl.DataFrame]
ASKED = "asked"
"""Kept beside the books: who said what they need, and since when they are helped."""


class Ledgers:
    """Keeps the books of the year; ``month`` must be asked for every month since January."""

    def __init__(
        self,
        population: pl.DataFrame,
        city: City,
        careers: Careers,
        scale: float,
        seed: int,
        *,
        clean: bool = False,
    ) -> None:
        """``careers`` is looked at in ``month``, after its step; it is never changed."""
        self._population, self._city, self._careers = population, city, careers
        self._scale, self._seed, self._clean = scale, seed, clean
        self._books: dict[str, Books] = {}

    def month(self, month: str) -> list[Ledger]:
        """Return the ledgers handed in at the end of ``month``, by county and table."""
        if month.endswith("-01"):
            self._books = {}
        found: list[Ledger] = []
        for county in self._city.counties:
            world = self._world(county)
            kept = self._books.setdefault(county.code, {})
            books = _told(world, kept)
            found += self._handed_in(county.code, county.name, month, books)
        found += self._handed_in(self._city.code, self._city.name, month, self._city_books())
        return found

    def _world(self, county: County) -> World:
        return World(self._population, self._city, self._careers, county, self._scale, self._seed)

    def _city_books(self) -> Books:
        world = self._world(self._city.counties[0])
        kept = self._books.setdefault(self._city.code, {})
        _add(kept, "T-H5", places.city_events(world))
        _add(kept, "T-M1", filled_in.figures(world, is_city=True))
        return dict(kept)

    def _handed_in(self, code: str, name: str, month: str, books: Books) -> list[Ledger]:
        found = []
        for table in TABLES:
            frame = books.get(table)
            if frame is None or frame.is_empty() or not is_due(table, code, month):
                continue
            ledger = Ledger(table, code, month, name, _complete(table, frame), self._clean)
            if not self._clean:
                plant(ledger, self._seed)
            ledger.settle()
            found.append(ledger)
        return found


def _told(world: World, kept: Books) -> Books:
    """Return all books of the county now; ``kept`` holds those that grow."""
    _add(kept, "T-H2", trainings.newly_trained(world, _persons(kept, "T-H2")))
    _add(kept, "T-H6", people.newly_helped(world, _persons(kept, "T-H6")))
    registered = people.registrations(world, kept.get("T-H7"))
    kept["T-H7"] = registered
    _add(kept, "T-H5", places.events(world))
    _add(kept, "T-M1", filled_in.figures(world, is_city=False))
    if world.month % 3 == 0:
        _add(kept, "T-S1", people.spot_checks(world))
    _add(kept, ASKED, poor.newly_asked(world, _persons(kept, ASKED)))
    trained = trainings.with_employment(world, kept["T-H2"])
    workshops = places.workshops(world)
    return {
        **kept,
        "T-H2": trained,
        "T-H3": people.services(world, registered, kept["T-H6"], trained, kept[ASKED]),
        "T-H4": places.bases(world),
        "T-H6": people.with_departures(world, kept["T-H6"]),
        "T-H8": trainings.payments(world, trained, workshops),
        "T-N3": poor.plans(world),
        "T-N4": poor.households(world),
        "T-N5": places.village_rows(world),
        "T-N6a": poor.posts(world),
        "T-N6b": workshops,
        "T-C1": poor.low_incomes(world),
    }


def _add(kept: Books, table: str, rows: pl.DataFrame) -> None:
    kept[table] = pl.concat([kept[table], rows]) if table in kept else rows


def _persons(kept: Books, table: str) -> np.ndarray:
    if table not in kept:
        return np.zeros(0, dtype=np.int64)
    return kept[table]["person"].to_numpy()


def _complete(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every column that a ledger has, in its lake type."""
    types = {**dict.fromkeys(("home_county_code", *WHO), pl.String), "person": pl.Int32}
    types |= {"has_name": pl.Boolean} | TABLES[table].types()
    absent = [n for n in types if n not in frame.columns]
    full = frame.with_columns(pl.lit(None).alias(name) for name in absent)
    return full.select(pl.col(n).cast(kind) for n, kind in types.items()).with_columns(
        pl.lit(None, pl.String).alias("id_form"), pl.lit(None, pl.String).alias("defect")
    )
