"""The figures of the list of public posts.

Belongs here: I39, I39b, I39c, I40 to I42. Does not belong here: posts that the other tables of the
national system tell (``national``).
"""

from __future__ import annotations

import polars as pl

from pipelines.months import month_range
from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import counted, nowhere, shares
from pipelines.sample.figures.dates import aged
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.snapshot import Past, Snapshot

OLD_AGE = 70
LEAST_PAID = 5
"""Fewer posts of a kind are not compared."""
HOUSE = ("county_code", "household_no")
WEAK = "弱劳动力或半劳动力"


def on_post(snapshot: Snapshot) -> pl.DataFrame:
    """Return the rows of those who are on post on the last day."""
    start, end = pl.col("start_date"), pl.col("end_date")
    return sets.of_person(snapshot.rows["T-N6a"]).filter(
        start.is_null() | (start <= snapshot.as_of), end.is_null() | (end >= snapshot.as_of)
    )


def holders(snapshot: Snapshot) -> pl.DataFrame:
    """Return one row of each who is on post."""
    return sets.first_of_each(on_post(snapshot).sort(sets.FIRST_IN_FILE))


def posts(snapshot: Snapshot, past: Past) -> Measured:
    """Return I39, I39b, I39c and I40: who is on post, the year's mean, how many are weak."""
    start, end = pl.col("start_date"), pl.col("end_date")
    of_year = snapshot.rows["T-N6a"].filter(
        start.is_null() | (start <= snapshot.as_of), end.is_null() | (end >= snapshot.new_year)
    )
    skills = sets.poverty_population(snapshot).select("person", "labour_skill")
    known = holders(snapshot).join(skills, on="person", how="left", maintain_order="left")
    is_weak = pl.coalesce(pl.col("labour_skill") == WEAK, "is_weak_labour")
    return {
        "I39": counted(known),
        "I39b": _means(snapshot, past),
        "I39c": counted(of_year),
        "I40": shares(known, is_weak),
    }


def pay(snapshot: Snapshot, past: Past) -> Measured:
    """Return I41 and I41b: how far pay for the same kind of post lies apart."""
    amount = pl.col("monthly_pay_cny")
    kinds = (
        on_post(snapshot)
        .filter(amount > 0, pl.col("post_kind").is_not_null())
        .group_by("county_code", "post_kind")
        .agg(
            pl.len().alias("paid"),
            (amount.max() / amount.min()).alias("ratio"),
            (
                (amount.quantile(0.9, "linear") - amount.quantile(0.1, "linear")) / amount.median()
            ).alias("spread"),
        )
        .filter(pl.col("paid") >= LEAST_PAID)
    )
    return {
        "I41": _greatest(kinds, "ratio", snapshot.city.code),
        "I41b": _greatest(kinds, "spread", snapshot.city.code),
    }


def irregular(snapshot: Snapshot, past: Past) -> Measured:
    """Return I42a to I42g: posts that should not be there, or not like this."""
    rows = on_post(snapshot)
    persons = holders(snapshot)
    twice = rows.group_by("person").len().filter(pl.col("len") >= 2)
    away = sets.of_person(snapshot.rows["T-N2"]).filter(
        sets.is_open(snapshot.month), sets.is_away(snapshot)
    )
    houses = (
        sets.poverty_population(snapshot)
        .filter(pl.col("household_no").is_not_null(), sets.is_among(persons))
        .group_by(HOUSE)
        .len()
    )
    paid_for_nothing = (pl.col("attendance_days") == 0) & (pl.col("monthly_pay_cny") > 0)
    return {
        "I42a": _sound(snapshot),
        "I42b": counted(persons.filter(sets.is_among(twice))),
        "I42c": counted(persons.filter(sets.is_among(away))),
        "I42d": counted(persons.filter(aged(OLD_AGE, snapshot.as_of))),
        "I42e": counted(persons.filter(sets.is_among(_dead(snapshot)))),
        "I42f": counted(houses.filter(pl.col("len") >= 2)),
        "I42g": counted(rows.filter(paid_for_nothing)),
    }


def _dead(snapshot: Snapshot) -> pl.DataFrame:
    listed = sets.labour(snapshot).filter(pl.col("population_class") == "死亡")
    struck_off = sets.of_person(snapshot.rows["T-H7"]).filter(pl.col("leave_reason") == "死亡")
    return pl.concat([listed.select("person"), struck_off.select("person")])


def _sound(snapshot: Snapshot) -> Counties:
    return {
        county: (float(totals.sound), float(totals.rows))
        for (table, county), totals in snapshot.totals.items()
        if table == "T-N6a"
    }


def _means(snapshot: Snapshot, past: Past) -> Counties:
    """Return the mean of the year's months; where a month is not there, nothing."""
    months = [
        past.get(month, snapshot if month == snapshot.month else None)
        for month in month_range(f"{snapshot.year}-01", snapshot.month)
    ]
    found = nowhere([*snapshot.counties, snapshot.city.code])
    counts = [_held(month) if month is not None else {} for month in months]
    for county in snapshot.counties:
        if all(county in count for count in counts):
            found[county] = (sum(count[county] for count in counts) / len(counts), None)
    if all(set(count) == set(snapshot.counties) for count in counts):
        found[snapshot.city.code] = (
            sum(sum(count.values()) for count in counts) / len(counts),
            None,
        )
    return found


def _held(snapshot: Snapshot) -> dict[str, float]:
    """Return how many are on post in each county that has a list."""
    count = counted(holders(snapshot))
    return {
        county: count.get(county, (0.0, None))[0] or 0.0
        for county in snapshot.counties
        if snapshot.state("T-N6a", county) != "缺报"
    }


def _greatest(kinds: pl.DataFrame, column: str, city: str) -> Counties:
    highest = kinds.group_by("county_code").agg(pl.col(column).max()).rows()
    most = max((value for _, value in highest), default=None)
    return {**{county: (value, None) for county, value in highest}, city: (most, None)}
