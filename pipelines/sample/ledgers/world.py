"""What the books are written from at the end of one month, and draws that never change.

Belongs here: the people and their careers as every book sees them. Does not belong here: books.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.careers import Careers
from pipelines.sample.city import City, County
from pipelines.sample.ledgers.columns import WHO

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SMALL = 0.1


def draws(numbers: np.ndarray, *salts: int) -> np.ndarray:
    """Return a number in [0, 1) for each of ``numbers``, always the same for the same salts."""
    state = numbers.astype(np.uint64)
    with np.errstate(over="ignore"):
        for salt in salts:
            state = (state + np.uint64(salt + 1)) * _GOLDEN
            state = (state ^ (state >> np.uint64(30))) * _MIX[0]
            state = (state ^ (state >> np.uint64(27))) * _MIX[1]
            state ^= state >> np.uint64(31)
    return (state >> np.uint64(11)).astype(np.float64) / float(1 << 53)


@dataclass(frozen=True)
class World:
    """One county at the end of a month. Arrays have one entry a person of the whole city."""

    people: pl.DataFrame
    city: City
    careers: Careers
    county: County
    scale: float
    seed: int

    @property
    def year(self) -> int:
        """The year of the month."""
        return self.careers.year

    @property
    def month(self) -> int:
        """The number of the month, 1 to 12."""
        return self.careers.month

    @property
    def as_of(self) -> dt.date:
        """The last day of the month."""
        return dt.date(self.year + self.month // 12, self.month % 12 + 1, 1) - dt.timedelta(1)

    @property
    def is_own(self) -> np.ndarray:
        """Who lives in the county."""
        own: np.ndarray = (self.people["county_index"] == self.county.index).to_numpy()
        return own

    def draw(self, who: np.ndarray, *salts: int) -> np.ndarray:
        """Return a number in [0, 1) of each person."""
        return draws(who, self.seed, *salts)

    def share(self, share: float) -> float:
        """Return a larger share where the city is small, so that tables are not empty."""
        return min(0.5, share * max(1.0, _SMALL / self.scale))

    def flags(self, name: str) -> np.ndarray:
        """Return a column of ``people`` as an array."""
        flags: np.ndarray = self.people[name].to_numpy()
        return flags

    def idle(self) -> np.ndarray:
        """Return who is listed, able to work, worked this year or before, and does not now."""
        back = self.careers.back > 0
        idle: np.ndarray = self.careers.in_labour_register() & ~self.careers.on & back & self.is_own
        return idle

    def rows(self, who: np.ndarray) -> pl.DataFrame:
        """Return where and who the persons are, one row each, in the order given."""
        full = self.people[who].with_columns(
            pl.Series("has_name", [True] * len(who), dtype=pl.Boolean),
            pl.col("county_code").alias("home_county_code"),
            pl.when("has_phone").then("phone").alias("phone"),
        )
        return full.select("person", "home_county_code", "has_name", *WHO)


def days(values: np.ndarray) -> pl.Series:
    """Return days since 1970 as dates; 0 is none."""
    return pl.Series("day", values, dtype=pl.Int32).replace(0, None).cast(pl.Date)


def day_numbers(date: dt.date) -> int:
    """Return days since 1970."""
    return (date - dt.date(1970, 1, 1)).days
