"""Plants defects in single rows: how many, in whose rows, for how many months.

Belongs here: choosing bearers and keeping track of them until the county corrects the row.
One person bears one defect at a time, in one table.
Does not belong here: what a defect changes (``defects``), whole files (``events``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.careers import Careers
from pipelines.sample.city import City
from pipelines.sample.damages import Changes, changes
from pipelines.sample.defects import (
    ADDING,
    NOTES,
    QUARANTINING,
    RULES,
    Moment,
    bearable,
)
from pipelines.sample.dirt import WRITTEN

NEW_PER_ROW = {"T-H1": 0.000_08, "T-N1": 0.000_15, "T-N2": 0.000_15}
"""New defects per rule, row and month; with their duration about 0.2 % of rows are damaged."""
NEW_PER_WORKER = 0.001
"""R66 and R67 can only befall the few who are in both systems."""
LONGEST = 3
LEAST_ROWS = 8
"""In a smaller table one defect can hide the month's only change, and the file looks copied."""
QUARANTINE_CAP = 0.03
"""Below the 5 % that would hold the whole file back."""

Place = tuple[str, str]
"""(table, county code)."""


@dataclass(frozen=True)
class Bearer:
    """One defect: in whose row, where, and until which month index."""

    rule: str
    place: Place
    person: int
    until: int
    home: Place
    """Where the sound row is; differs from ``place`` where a person is listed in two counties."""


class Planter:
    """Keeps the defects of a run. ``protected`` are towns that must stay sound this month."""

    def __init__(self, people: pl.DataFrame, city: City, seed: int) -> None:
        """Nothing is planted yet."""
        self._rng = np.random.default_rng([seed, 11])
        self._city = city
        self._disabled = (people["certificate_no"] != people["id_no"]).to_numpy()
        self._digits = (
            people["id_no"].str.contains(r"^\d{18}$")
            & (people["certificate_no"] == people["id_no"])
        ).to_numpy()
        self._excluded = people["is_excluded"].to_numpy()
        self._poor = people["is_poor"].to_numpy()
        self._candidate = people["is_candidate"].to_numpy()
        self._town = people["town_code"].to_numpy()
        self._bearers: list[Bearer] = []

    def new_month(
        self,
        frames: dict[Place, pl.DataFrame],
        careers: Careers,
        protected: set[str],
        unscreened: set[Place],
        is_late: bool,
    ) -> None:
        """Let corrected defects go and plant new ones; every rule at least now and then.

        ``is_late``: near the end of the run, where every rule must show.
        """
        self._bearers = [
            bearer
            for bearer in self._bearers
            if bearer.until >= careers.index and self._town[bearer.person] not in protected
        ]
        self._protected = protected
        prepared = {place: self._prepare(frame, careers) for place, frame in frames.items()}
        open_places = [
            place
            for place in sorted(frames)
            if place not in unscreened and frames[place].height >= LEAST_ROWS
        ]
        for place in open_places:
            workers = frames["T-N2", place[1]].height
            for rule in RULES[place[0]]:
                expected = NEW_PER_ROW[place[0]] * frames[place].height
                if rule in ("R66", "R67"):
                    expected = NEW_PER_WORKER * workers
                self._plant(rule, place, int(self._rng.poisson(expected)), prepared, careers)
        for turn, rule in enumerate(sorted(NOTES)):
            every = 6 if rule in ("R66", "R67") else 3
            due = is_late or (careers.index + turn) % every == 0
            if due and not self._shows(rule, unscreened, prepared, careers):
                self._plant_somewhere(rule, turn, open_places, prepared, careers)

    def damage(
        self, place: Place, frames: dict[Place, pl.DataFrame], careers: Careers
    ) -> pl.DataFrame:
        """Return the frame of ``place`` with its defects, and which defect each row has."""
        frame = self._prepare(frames[place], careers)
        moment = Moment(careers.month)
        for rule, persons in self._of(place):
            if rule in ADDING:
                continue
            hit = pl.col("person").is_in(persons) & bearable(rule, place[0], moment)
            if rule == "R67":
                frame = frame.filter(~(pl.col("person").is_in(persons) & (pl.col("episode") > 1)))
            elif place[0] == "T-N2":
                hit = hit & (pl.col("episode") == 1)
            damage = self._elsewhere(*place) if rule == "R31" else changes(rule, place[0], moment)
            absent = [n for n in damage if n.startswith(WRITTEN) and n not in frame.columns]
            frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
            frame = frame.with_columns(
                pl.when(hit).then(value).otherwise(pl.col(name)).alias(name)
                for name, value in (damage | _note(rule)).items()
            )
        extra = [
            self._second_row(bearer, frames[bearer.home])
            for bearer in self._bearers
            if bearer.place == place and bearer.rule in ADDING
        ]
        written = [name for name in frame.columns if name.startswith(WRITTEN)]
        own = frame.select(*_sound(frames[place]).columns, *written)
        return pl.concat([own, *extra], how="diagonal")

    def _elsewhere(self, table: str, county: str) -> Changes:
        """Return a home in the next county: what R31 finds."""
        codes = [place.code for place in self._city.counties]
        other = self._city.counties[(codes.index(county) + 1) % len(codes)]
        town = other.towns[-1]
        far = {} if table == "T-H1" else {"work_region": _seen_from_outside()}
        return far | {
            "home_county_code": pl.lit(other.code),
            "town_code": pl.lit(town.code),
            "village_name": pl.lit(town.villages[0].name),
        }

    def _prepare(self, frame: pl.DataFrame, careers: Careers) -> pl.DataFrame:
        who = frame["person"].to_numpy()
        in_both = self._candidate & careers.in_labour_register()
        last_day = pl.date(careers.year, careers.month, 1).dt.month_end()
        return _sound(frame).with_columns(
            pl.Series("is_digits", self._digits[who]),
            pl.Series("is_disabled", self._disabled[who]),
            pl.Series("is_candidate", self._candidate[who]),
            pl.Series("is_settled", (careers.on & careers.was_on & in_both)[who]),
            last_day.alias("as_of"),
        )

    def _shows(
        self,
        rule: str,
        unscreened: set[Place],
        frames: dict[Place, pl.DataFrame],
        careers: Careers,
    ) -> bool:
        """Return whether some file of the month that is screened has the defect."""
        of_rule = [b for b in self._bearers if b.rule == rule and b.place not in unscreened]
        return any(
            not frames[b.home]
            .filter(
                (pl.col("person") == b.person) & bearable(rule, b.home[0], Moment(careers.month))
            )
            .is_empty()
            for b in of_rule
        )

    def _of(self, place: Place) -> Iterator[tuple[str, list[int]]]:
        for rule in RULES[place[0]]:
            persons = [b.person for b in self._bearers if b.place == place and b.rule == rule]
            if persons:
                yield rule, persons

    def _plant(
        self,
        rule: str,
        place: Place,
        count: int,
        frames: dict[Place, pl.DataFrame],
        careers: Careers,
    ) -> int:
        if rule in QUARANTINING:
            count = min(count, self._room(place, frames[place].height))
        if count <= 0:
            return 0
        home = self._home_of(rule, place)
        able = frames[home].filter(bearable(rule, home[0], Moment(careers.month)))
        persons = np.unique(able["person"].to_numpy())
        persons = persons[self._is_free(persons, rule)]
        chosen = np.sort(self._rng.permutation(persons)[:count])
        for person in chosen:
            until = careers.index + int(self._rng.integers(0, LONGEST))
            self._bearers.append(Bearer(rule, place, int(person), until, home))
        return len(chosen)

    def _plant_somewhere(
        self,
        rule: str,
        turn: int,
        places: list[Place],
        frames: dict[Place, pl.DataFrame],
        careers: Careers,
    ) -> None:
        """Plant one where the wheel stops, or in the next place that can bear it."""
        fitting = [place for place in places if rule in RULES[place[0]]]
        if rule in ("R66", "R67"):
            # one disagreement among few would pull a small county below 90 %
            fitting.sort(key=lambda place: -frames[place].height)
        else:
            start = (careers.index * 5 + turn * 7) % max(1, len(fitting))
            fitting = fitting[start:] + fitting[:start]
        for place in fitting:
            if self._plant(rule, place, 1, frames, careers):
                return

    def _home_of(self, rule: str, place: Place) -> Place:
        if rule != "R62":
            return place
        others = [county.code for county in self._city.counties if county.code != place[1]]
        return place[0], others[int(self._rng.integers(0, len(others)))]

    def _is_free(self, persons: np.ndarray, rule: str) -> np.ndarray:
        busy = np.isin(persons, [bearer.person for bearer in self._bearers])
        sheltered = np.isin(self._town[persons], sorted(self._protected))
        unfit = self._poor[persons] if rule == "R62" else False
        free: np.ndarray = ~(busy | sheltered | self._excluded[persons] | unfit)
        return free

    def _room(self, place: Place, height: int) -> int:
        taken = sum(b.place == place and b.rule in QUARANTINING for b in self._bearers)
        return int(height * QUARANTINE_CAP) - taken

    def _second_row(self, bearer: Bearer, home: pl.DataFrame) -> pl.DataFrame:
        """Return the row too many: in another township, dated some days before or after."""
        row = _sound(home).filter(pl.col("person") == bearer.person)
        county = next(c for c in self._city.counties if c.code == bearer.place[1])
        towns = [t for t in county.towns if t.code not in self._protected]
        town = towns[bearer.person % len(towns)]
        row = row.with_columns(**_note(bearer.rule))
        if "updated_date" not in row.columns:
            return row
        shift = "5d" if bearer.rule == "R62" and bearer.person % 2 else "-5d"
        return row.with_columns(
            pl.lit(county.code).alias("home_county_code"),
            pl.lit(town.code).alias("town_code"),
            pl.lit(town.villages[0].name).alias("village_name"),
            pl.col("updated_date").dt.offset_by(shift),
        )


def _sound(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.lit(None, pl.String).alias("id_form"), pl.lit(None, pl.String).alias("defect")
    )


def _seen_from_outside() -> pl.Expr:
    """Return the region of work when the home is in another county of the city."""
    near = pl.col("work_region").is_in(["乡内", "县内乡外"])
    return pl.when(near).then(pl.lit("市内县外")).otherwise("work_region")


def _note(rule: str) -> dict[str, pl.Expr]:
    return {"defect": pl.lit(NOTES[rule])}
