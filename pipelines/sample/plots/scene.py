"""The frames of a month as plots change them, and how bearers are chosen.

Belongs here: choosing rows that bear nothing yet, changing them, noting why. Does not belong here:
what is planted (``single``, ``made_up``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from pipelines.sample.careers import Careers
from pipelines.sample.city import City
from pipelines.sample.plant import Place

ABLE = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")
AS_WRITTEN = ("as:person_name", "as:phone", "as:employer")
"""What is written instead of the person's own."""
ONE_IN = 15_000
"""In a table of so many rows a plot befalls one person more."""
_SCATTER = 7_919


@dataclass
class Scene:
    """A month's frames by place; plots replace them."""

    frames: dict[Place, pl.DataFrame]
    people: pl.DataFrame
    city: City
    careers: Careers
    closed: set[Place]
    sheltered: set[str]
    busy: set[int] = field(default_factory=set)
    """Persons who bear a plot already."""

    @property
    def as_of(self) -> dt.date:
        """The last day of the month."""
        year, month = self.careers.year, self.careers.month
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)

    def is_open(self, table: str, county: str) -> bool:
        """Return whether something may be planted in the file."""
        return (table, county) in self.frames and (table, county) not in self.closed

    def free(self, table: str, county: str) -> pl.DataFrame:
        """Return the rows that bear nothing, with what ``people`` knows of their persons."""
        frame = self.frames[table, county]
        who = self.people[frame["person"].to_numpy()]
        more = who.select(
            *("is_poor", "is_candidate", "household", "is_excluded"),
            (pl.col("person").cast(pl.Int64) * _SCATTER % 10_007).alias("turn"),
        )
        full = pl.concat([frame, more], how="horizontal")
        return full.filter(
            pl.col("defect").is_null(),
            pl.col("id_form").is_null(),
            "has_name",
            ~pl.col("is_excluded"),
            ~pl.col("town_code").is_in(sorted(self.sheltered)),
            ~pl.col("person").is_in(sorted(self.busy)),
        ).sort("turn", "person")

    def few(self, table: str, county: str) -> int:
        """Return how many persons of a file a plot befalls."""
        return 1 + self.frames[table, county].height // ONE_IN

    def change(
        self,
        place: Place,
        persons: list[int],
        note: str,
        values: Mapping[str, pl.Expr],
    ) -> None:
        """Change the rows of ``persons`` and note why."""
        frame = self.frames[place]
        hit = pl.col("person").is_in(persons)
        self.frames[place] = frame.with_columns(
            pl.when(hit).then(value).otherwise(pl.col(name)).cast(frame.schema[name]).alias(name)
            for name, value in {**values, "defect": pl.lit(note)}.items()
        )
        self.busy |= set(persons)


Plot = Callable[[Scene, str], None]
"""Plants one thing in one county, or nothing where nobody can bear it."""
