"""Defects that no single row shows: households, doubles, the two systems, villages, months.

Belongs here: what is planted for the rules across rows, month by month, in the rows as their
reader sees them. Whoever bears another defect is left alone.
Does not belong here: defects of a row by itself (``plant``), of whole files (``mishaps``).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.sample.careers import Careers
from pipelines.sample.city import City
from pipelines.sample.likeness import county_like
from pipelines.sample.plant import Place
from pipelines.sample.plots.made_up import MADE_UP
from pipelines.sample.plots.scene import AS_WRITTEN, Scene
from pipelines.sample.plots.single import SINGLE

EVERY = 2
"""Months that a plot stays in one county."""


@dataclass(frozen=True)
class Plotter:
    """Plants in a month's frames; ``people`` and ``city`` are the generator's."""

    people: pl.DataFrame
    city: City

    def plant(
        self,
        frames: dict[Place, pl.DataFrame],
        careers: Careers,
        month: str,
        closed: set[Place],
        sheltered: set[str],
    ) -> dict[Place, pl.DataFrame]:
        """Return the frames with the plots of ``month``.

        ``closed``: files in which nothing is planted; ``sheltered``: townships likewise.
        """
        empty = {name: pl.lit(None, pl.String).alias(name) for name in AS_WRITTEN}
        open_frames = {
            place: frame.with_columns(empty[n] for n in AS_WRITTEN if n not in frame.columns)
            for place, frame in frames.items()
        }
        scene = Scene(open_frames, self.people, self.city, careers, closed, sheltered)
        counties = [county.code for county in self.city.counties]
        for turn, plot in enumerate(SINGLE):
            plot(scene, counties[(careers.index // EVERY + turn * 5) % len(counties)])
        for due, model, plot in MADE_UP:
            county = county_like(model, self.city.code)
            if due == month and county is not None:
                plot(scene, county)
        return scene.frames
