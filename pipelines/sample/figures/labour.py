"""The figures of the labour roster: who is in transferred employment, where, for how long.

Belongs here: figures whose units are persons of the roster. Does not belong here: how complete and
how new the rows are (``quality``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import counted, medians, shares
from pipelines.sample.figures.dates import peak_months
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.progress import plan_of
from pipelines.sample.figures.snapshot import Past, Snapshot


def transferred(snapshot: Snapshot, past: Past) -> Measured:
    """Return I01 and what is told of the same persons: I01b p m3 m6, I06, I14, I17, I18a."""
    persons = sets.labour(snapshot)
    worked = persons.filter("is_transferred")
    on_post = persons.filter("is_on_post")
    here = pl.col("region_class") == "县内"
    months = pl.col("months_worked")
    count = counted(worked)
    found = {
        "I01": count,
        "I01b": _progress(snapshot, count),
        "I01p": counted(on_post),
        "I01m3": counted(worked.filter(months >= 3)),
        "I01m6": counted(worked.filter(months >= 6)),
        "I06a": shares(worked, pl.col("skill_level").is_in(sets.SKILLED)),
        "I06b": shares(worked, pl.col("contract_state") == "已签订"),
        "I06c": shares(worked, months >= 6),
        "I06d": _wages(on_post, snapshot.city.code),
        "I14a": counted(on_post.filter(here)),
        "I14b": shares(on_post.filter(pl.col("region_class").is_not_null()), here),
        "I18a": counted(persons.filter(pl.col("is_returnee"), pl.col("startup_state") == "已创业")),
    }
    return found | _peaks(snapshot, worked)


def _progress(snapshot: Snapshot, count: Counties) -> Counties:
    targets = plan_of(snapshot.city, snapshot.year).get("I01", {})
    found: Counties = {}
    for county in snapshot.counties:
        done = count.get(county, (0.0, None))[0] if county in targets else None
        found[county] = (done, targets.get(county))
    return found


def _wages(on_post: pl.DataFrame, city: str) -> Counties:
    paid = on_post.filter(pl.col("wage_cny").is_not_null())
    middle = paid["wage_cny"].median()
    value = float(middle) if isinstance(middle, int | float) else None
    return {**medians(paid, "wage_cny"), city: (value, None)}


def _peaks(snapshot: Snapshot, worked: pl.DataFrame) -> Measured:
    start = pl.col("start_date")
    went = worked.filter(sets.is_away(snapshot), snapshot.in_year("start_date"))
    windows = peak_months(snapshot.year)
    return {
        indicator: counted(went.filter(start.dt.month().is_in(windows[window])))
        for indicator, window in (("I17a", "春节后"), ("I17b", "春耕后"), ("I17c", "秋收后"))
    }
