"""Whether the watched are looked at in time, helped in time, and find work again.

Belongs here: I43, I46, I47, I57, I57b, I59. Does not belong here: who works (``national``).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.months import month_range, shift
from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import counted, medians, shares
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.snapshot import Past, Snapshot
from pipelines.sample.row_rules import month_end, working_age

FRESH_DAYS = 35
HELP_DAYS = 15
JOURNEY_MONTHS = 3
DAYS_A_MONTH = 30
AFTER = {"I46a": 1, "I46b": 2, "I46c": 3}
"""Indicator -> how many months ago the job was lost."""


def coverage(snapshot: Snapshot, past: Past) -> Measured:
    """Return I43: of those to be watched, whose state somebody noted lately."""
    persons = sets.poverty_population(snapshot).filter(
        pl.col("is_working_age"), ~pl.col("is_student")
    )
    low = sets.first_of_each(sets.of_person(snapshot.rows["T-C1"]).sort(sets.FIRST_IN_FILE)).filter(
        working_age(snapshot.as_of).fill_null(False)
    )
    is_fresh = sets.is_among(fresh(snapshot))
    return {
        "I43a": shares(persons.filter(pl.col("household_kind") == "脱贫户"), is_fresh),
        "I43b": shares(low, is_fresh),
        "I43c": shares(persons.filter(pl.col("is_relocated").fill_null(False)), is_fresh),
    }


def fresh(snapshot: Snapshot) -> pl.DataFrame:
    """Return whose state is of this month's monitor, or was noted in the roster lately."""
    monitored = sets.of_person(snapshot.rows["T-N2"]).filter(
        pl.col("has_worked").is_not_null(), pl.col("source_month") == snapshot.month
    )
    since = snapshot.as_of - dt.timedelta(days=FRESH_DAYS)
    noted = sets.labour(snapshot).filter(
        pl.col("employment_state").is_not_null(), pl.col("updated_date") >= since
    )
    return pl.concat([monitored.select("person"), noted.select("person")]).unique()


def losses(month: str, months: Past) -> pl.DataFrame:
    """Return who worked in the month before and does not in ``month``: NS of ``month``.

    ``months`` are all snapshots to the present one. Nobody where one of the two is not there.
    """
    now, before = months.get(month), months.get(shift(month, -1))
    if now is None or before is None:
        return pl.DataFrame(schema=_LOSS)
    worked = sets.national_states(before).filter("is_employed")
    return (
        sets.national_states(now)
        .filter(~pl.col("is_employed"), sets.is_among(worked))
        .select(list(_LOSS))
    )


_LOSS = {"person": pl.Int32, "county_code": pl.String, "town_code": pl.String}


def returns(snapshot: Snapshot, past: Past) -> Measured:
    """Return I46: of those who lost work one, two, three months ago, who works again."""
    months = {**past, snapshot.month: snapshot}
    found: Measured = {}
    for indicator, ago in AFTER.items():
        lost = _with_return(sets.previous(snapshot, ago), snapshot.month, months)
        found[indicator] = shares(lost, pl.col("days").is_not_null())
    again = _with_return(sets.previous(snapshot, 3), snapshot.month, months)
    told = again.filter(pl.col("days").is_not_null())
    return found | {"I46d": _median_days(told, snapshot.city.code)}


def _with_return(month: str, last: str, months: Past) -> pl.DataFrame:
    """Return who lost work in ``month``, and after how many days they worked again by ``last``."""
    lost = losses(month, months).with_columns(pl.lit(None, pl.Int64).alias("days"))
    later = [m for m in month_range(shift(month, 1), last) if m in months]
    for turn in later:
        works = sets.national_states(months[turn]).filter("is_employed")
        after = DAYS_A_MONTH * _months(turn, month)
        new = pl.col("days").is_null() & sets.is_among(works)
        lost = lost.with_columns(pl.when(new).then(after).otherwise("days").alias("days"))
    return lost


def _months(later: str, earlier: str) -> int:
    return len(month_range(earlier, later)) - 1


def _median_days(again: pl.DataFrame, city: str) -> Counties:
    middle = again["days"].median()
    value = float(middle) if isinstance(middle, int | float) else None
    return {**medians(again, "days"), city: (value, None)}


def needs_met(snapshot: Snapshot, past: Past) -> Measured:
    """Return I47: of those who told their needs, who got advice and a post offered."""
    planned = sets.first_of_each(
        sets.of_person(snapshot.rows["T-N3"]).sort(sets.FIRST_IN_FILE)
    ).filter(pl.col("service_needs").is_not_null())
    met = sets.served(snapshot).filter(pl.col("guidances") >= 1, pl.col("job_offers") >= 1)
    return {"I47": shares(planned, sets.is_among(met))}


def journeys(snapshot: Snapshot, past: Past) -> Measured:
    """Return I57 and I57b: whose journey to another province was paid, and where nobody's was."""
    rows = sets.of_person(snapshot.rows["T-N2"])
    end = pl.min_horizontal(pl.lit(snapshot.as_of), pl.col("end_month"))
    months = 12 * (end.dt.year() - pl.col("start_month").dt.year()) + (
        end.dt.month().cast(pl.Int32) - pl.col("start_month").dt.month().cast(pl.Int32)
    )
    far = rows.filter(
        sets.has_worked(),
        sets.region_class(snapshot) == "省外",
        pl.col("end_month").is_null() | (pl.col("end_month") >= snapshot.new_year),
        months + 1 >= JOURNEY_MONTHS,
    )
    paid = pl.concat(
        [
            rows.filter(pl.col("transport_subsidy_cny") > 0).select("person"),
            sets.of_person(snapshot.rows["T-H8"])
            .filter(snapshot.in_year("subsidy_month"), pl.col("policy").str.contains("交通"))
            .select("person"),
        ]
    )
    persons = sets.national_states(snapshot).filter(sets.is_among(far))
    towns = (
        persons.filter(pl.col("town_code").is_not_null())
        .group_by("county_code", "town_code")
        .agg(sets.is_among(paid).any().alias("has_policy"))
    )
    return {
        "I57": shares(persons, sets.is_among(paid)),
        "I57b": counted(towns.filter(~pl.col("has_policy"))),
    }


def help_in_time(snapshot: Snapshot, past: Past) -> Measured:
    """Return I59: whoever lost work or was found at risk last month, and was served soon."""
    month = sets.previous(snapshot, 1)
    last = month_end(month)
    first = last.replace(day=1)
    found = sets.poverty_population(snapshot).filter(
        pl.col("monitor_kind").is_not_null(), pl.col("identified_month").is_between(first, last)
    )
    lost = losses(month, {**past, snapshot.month: snapshot})
    everyone = sets.first_of_each(pl.concat([lost, found.select(list(_LOSS))]))
    books = [snapshot.rows["T-H3"]]
    if month in past:
        books.append(past[month].rows["T-H3"])
    served = pl.concat([sets.of_person(book) for book in books]).filter(
        pl.col("service_date").is_between(first, last + dt.timedelta(days=HELP_DAYS))
    )
    return {"I59": shares(everyone, sets.is_among(served))}
