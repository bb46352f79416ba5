"""The simulated year follows the curves, and both systems tell the same story."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipelines.sample.callings import add_callings
from pipelines.sample.careers import Careers
from pipelines.sample.city import City, read_city
from pipelines.sample.curves import POVERTY_PACE, TRANSFER_PACE, YTD_2021, YTD_2022, cumulative
from pipelines.sample.people import build_people
from pipelines.sample.registers import register_frame
from pipelines.sample.stored import STORED

SCALE = 0.05

Month = dict[tuple[str, str], pl.DataFrame]


@pytest.fixture(scope="module")
def world() -> tuple[City, pl.DataFrame, list[Month]]:
    city = read_city(SCALE)
    rng = np.random.default_rng(5)
    people = add_callings(build_people(city, 2021, 2022, SCALE, rng), city, 2021, rng)
    careers = Careers(people, city, 2021, 5)
    months = []
    for _ in range(18):
        careers.step()
        months.append(
            {
                (table, county.code): register_frame(table, county.code, people, careers)
                for county in city.counties
                for table in STORED
            }
        )
    return city, people, months


def workers_by_month(world: tuple[City, pl.DataFrame, list[Month]], county: str) -> list[int]:
    _, people, months = world
    excluded = people["is_excluded"].to_numpy()
    counts = []
    for frames in months:
        frame = frames["T-N2", county]
        counted = frame.filter(
            pl.col("has_worked") & ~pl.Series(excluded[frame["person"].to_numpy()])
        )
        counts.append(counted["person"].n_unique())
    return counts


def test_poverty_workers_follow_the_curve_to_the_person(
    world: tuple[City, pl.DataFrame, list[Month]],
) -> None:
    for county in world[0].counties:
        expected = [
            *cumulative(county.poverty_workers, 2021, 1.0),
            *cumulative(county.poverty_workers, 2022, POVERTY_PACE[county.code])[:6],
        ]
        assert workers_by_month(world, county.code) == expected


def test_the_city_is_at_100_percent_in_june_and_dips_in_spring() -> None:
    city = read_city(1.0)
    full = sum(c.poverty_workers for c in city.counties)
    for m, share in enumerate(YTD_2022):
        total = sum(
            cumulative(c.poverty_workers, 2022, POVERTY_PACE[c.code])[m] for c in city.counties
        )
        assert 100 * total / full == pytest.approx(share, abs=0.15)
    assert YTD_2022[2] < YTD_2021[2]
    assert YTD_2022[3] < YTD_2021[3]


def test_counties_differ_in_pace_as_told() -> None:
    june = YTD_2022[5]
    gap = {code: june * pace - YTD_2021[5] for code, pace in POVERTY_PACE.items()}
    assert gap["220621"] > 5
    assert -3 < gap["220605"] < 0
    assert gap["220623"] < -5
    assert TRANSFER_PACE["220623"] < TRANSFER_PACE["220605"] < 1 < TRANSFER_PACE["220621"]


def test_the_spring_festival_empties_the_posts(
    world: tuple[City, pl.DataFrame, list[Month]],
) -> None:
    on_post = [
        sum(
            (frame["employment_state"] == "已就业").sum()
            for (table, _), frame in frames.items()
            if table == "T-H1"
        )
        for frames in world[2]
    ]
    assert on_post[1] < on_post[0]
    assert on_post[13] < on_post[12]
    assert on_post[11] < on_post[9]


def test_cumulative_counts_never_fall_within_a_year(
    world: tuple[City, pl.DataFrame, list[Month]],
) -> None:
    for county in world[0].counties:
        counts = workers_by_month(world, county.code)
        assert counts[:12] == sorted(counts[:12])
        assert counts[12:] == sorted(counts[12:])


def test_both_systems_agree_on_who_works(
    world: tuple[City, pl.DataFrame, list[Month]],
) -> None:
    for frames in world[2]:
        for county in world[0].counties:
            hr = frames["T-H1", county.code].select("person", "employment_state", "work_region")
            open_now = frames["T-N2", county.code].filter(
                pl.col("has_worked") & pl.col("end_month").is_null()
            )
            both = hr.join(
                frames["T-N2", county.code].select("person").unique(), on="person", how="semi"
            )
            employed = set(both.filter(pl.col("employment_state") == "已就业")["person"])
            assert employed == set(open_now["person"]) & set(both["person"])
            regions = both.join(open_now, on="person", suffix="_national")
            assert regions["work_region"].equals(
                regions["work_region_national"].rename("work_region")
            )


def test_every_township_changes_and_no_file_repeats(
    world: tuple[City, pl.DataFrame, list[Month]],
) -> None:
    for before, now in zip(world[2], world[2][1:], strict=False):
        for place, frame in now.items():
            columns = ["person", *STORED[place[0]]]
            fresh = frame.select(columns).join(
                before[place].select(columns), on=columns, how="anti", nulls_equal=True
            )
            assert fresh.height > 0
            if place[0] == "T-H1":
                towns = frame.filter(~pl.col("town_code").is_in(["220621120", "220621121"]))
                assert set(fresh["town_code"]) >= set(towns["town_code"])


def test_nobody_works_longer_than_the_year_has_lasted_or_before_sixteen(
    world: tuple[City, pl.DataFrame, list[Month]],
) -> None:
    for index, frames in enumerate(world[2]):
        for (table, _), frame in frames.items():
            if table in ("T-H1", "T-N1"):
                assert (frame["months_worked"].drop_nulls() <= index % 12 + 1).all()
            start = {"T-H1": "start_date", "T-N2": "start_month"}.get(table)
            if start:
                of_age = frame["id_birth_date"].dt.offset_by("16y") <= frame[start]
                assert of_age.drop_nulls().all()
