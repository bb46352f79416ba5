"""The figures of who works, as the national monitoring system has it.

Belongs here: I04 and what is told of the same persons, I17d to I17f, and posts by other columns.
Does not belong here: risks (``national_risks``), relocated people (``national_relocated``), how
fresh and how soon (``national_watch``), the list of public posts (``posts``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures import sets
from pipelines.sample.figures.catalogue import BASELINE_YEAR
from pipelines.sample.figures.counting import counted, nowhere, shares
from pipelines.sample.figures.dates import peak_months
from pipelines.sample.figures.figure import NO_VALUE, Counties, Measured
from pipelines.sample.figures.snapshot import Past, Snapshot
from pipelines.sample.likeness import SEEDS

BATCHES = {
    "I15a": "产业",
    "I15b": "新业态",
    "I15c": "基础设施",
    "I15d": "创业",
    "I15e": "公益岗",
}
PEAKS = {"I17d": "春节后", "I17e": "春耕后", "I17f": "秋收后"}


def workers(snapshot: Snapshot, past: Past) -> Measured:
    """Return I04 and what is told of its persons: I04b c p, I14c d, I15, I32c."""
    everyone = sets.poverty_workers(snapshot)
    on_post = everyone.join(
        sets.national_states(snapshot).filter("is_employed").drop("county_code", "town_code"),
        on="person",
    )
    here = pl.col("current_region_class") == "县内"
    placed = on_post.filter(pl.col("current_region_class").is_not_null())
    in_workshops = _open_rows(snapshot).filter(_mentions("channel", "车间"))
    return {
        "I04": counted(everyone),
        "I04b": _year_end(snapshot, past),
        "I04c": _same_people(snapshot, past),
        "I04p": counted(on_post),
        "I14c": counted(placed.filter(here)),
        "I14d": shares(placed, here),
        "I32c": counted(on_post.filter(sets.is_among(in_workshops))),
        **_batches(snapshot, everyone),
    }


def leavers(snapshot: Snapshot, past: Past) -> Measured:
    """Return I17d to I17f: members who left for work elsewhere in one of the three peaks."""
    known = sets.poverty_population(snapshot).filter("is_member")
    start = pl.col("start_month")
    went = (
        sets.of_person(snapshot.rows["T-N2"])
        .filter(sets.has_worked(), sets.is_away(snapshot), snapshot.in_year("start_month"))
        .filter(sets.is_among(known))
        .sort(sets.FIRST_IN_FILE)
    )
    windows = peak_months(snapshot.year)
    return {
        indicator: counted(sets.first_of_each(went.filter(start.dt.month().is_in(windows[window]))))
        for indicator, window in PEAKS.items()
    }


def posts_elsewhere(snapshot: Snapshot, past: Past) -> Measured:
    """Return I39d and I39e: holders of public posts by the household and by the work told."""
    persons = sets.poverty_population(snapshot)
    rows = _open_rows(snapshot).filter(_mentions("channel", "公益"))
    return {
        "I39d": counted(persons.filter(pl.col("public_post").is_not_null())),
        "I39e": counted(sets.national_states(snapshot).filter(sets.is_among(rows))),
    }


def last_episodes(snapshot: Snapshot) -> pl.DataFrame:
    """Return the last of each person's rows for which they are in the I04 set."""
    begun = pl.col("start_month").is_null() | (pl.col("start_month") <= snapshot.as_of)
    touches = pl.col("end_month").is_null() | (pl.col("end_month") >= snapshot.new_year)
    rows = (
        sets.of_person(snapshot.rows["T-N2"])
        .filter(sets.has_worked() & begun & touches)
        .filter(sets.is_among(sets.members(snapshot)))
    )
    newest_first = rows.sort(
        "start_month", *sets.FIRST_IN_FILE, descending=[True, *[False] * 3], nulls_last=True
    )
    return sets.first_of_each(newest_first)


def batch(rules: pl.DataFrame) -> pl.Expr:
    """Return the batch of a row: of the keywords in its fields that of the least priority."""
    ordered = rules.sort("priority", descending=True)
    found = pl.lit(None, pl.String)
    for field, keyword, name in ordered.select("field", "keyword", "batch").rows():
        found = pl.when(_mentions(field, keyword)).then(pl.lit(name)).otherwise(found)
    return found


def _year_end(snapshot: Snapshot, past: Past) -> Counties:
    then = past.get(f"{BASELINE_YEAR}-12")
    if then is None or snapshot.year <= BASELINE_YEAR:
        return nowhere(snapshot.counties)
    count = counted(sets.poverty_workers(then))
    return {
        county: count.get(county, (0.0, None)) if _is_told(then, county) else NO_VALUE
        for county in snapshot.counties
    }


def _is_told(snapshot: Snapshot, county: str) -> bool:
    return "缺报" not in {snapshot.state(table, county) for table in ("T-N1", "T-N2")}


def _same_people(snapshot: Snapshot, past: Past) -> Counties:
    """Compare with the same month of the baseline year, both sides without who came or went."""
    then = past.get(f"{BASELINE_YEAR}-{snapshot.month[5:]}")
    if then is None or snapshot.year <= BASELINE_YEAR:
        return {}  # nobody to compare: 0 of 0
    now = counted(sets.poverty_workers(snapshot).filter(sets.is_among(sets.members(then))))
    before = counted(sets.poverty_workers(then).filter(sets.is_among(sets.members(snapshot))))
    return {
        county: (now.get(county, (0.0, None))[0], before.get(county, (0.0, None))[0])
        for county in snapshot.counties
    }


def _batches(snapshot: Snapshot, everyone: pl.DataFrame) -> Measured:
    rules = pl.read_csv(SEEDS / "code_batch.csv", schema_overrides={"priority": pl.Int64})
    told = last_episodes(snapshot).select("person", batch(rules).alias("batch"))
    of_batch = everyone.join(told, on="person")
    return {
        indicator: counted(of_batch.filter(pl.col("batch") == name))
        for indicator, name in BATCHES.items()
    }


def _open_rows(snapshot: Snapshot) -> pl.DataFrame:
    return sets.of_person(snapshot.rows["T-N2"]).filter(sets.is_open(snapshot.month))


def _mentions(field: str, word: str) -> pl.Expr:
    return pl.col(field).str.contains(word, literal=True).fill_null(False)
