"""The figures about the data: complete, in time, up to date, the same in both systems.

Belongs here: I07, I09, I10, I10b, I12. Does not belong here: spot checks (``ledger_figures``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.cross import changed_towns, excluded_towns, match
from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import nowhere, shares
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.snapshot import Past, Snapshot
from pipelines.sample.figures.tables import MONTHLY_TABLES
from pipelines.sample.row_rules import working_age


def completeness(snapshot: Snapshot, past: Past) -> Measured:
    """Return I07: of the rows that should say something, those that do."""
    of_age = working_age(snapshot.as_of).fill_null(False)
    state = pl.col("employment_state")
    works = (state == "已就业").fill_null(False)
    out_of_school = of_age & state.ne_missing(pl.lit("在校"))
    grown_up = of_age & pl.col("school_state").is_null()
    worked = sets.has_worked()
    items: dict[str, list[tuple[str, pl.Expr, str]]] = {
        "I07a": [("T-H1", of_age, "employment_state"), ("T-N2", of_age, "has_worked")],
        "I07b": [("T-H1", works, "work_region"), ("T-N2", worked, "work_region")],
        "I07c": [("T-H1", out_of_school, "wants_training")],
        "I07d": [("T-H1", out_of_school, "skill_level"), ("T-N2", grown_up, "labour_skill")],
        "I07e": [("T-H1", works, "wage_cny"), ("T-N2", worked, "wage_cny")],
    }
    return {
        indicator: shares(
            pl.concat(
                snapshot.rows[table]
                .filter(due)
                .select("county_code", pl.col(column).is_not_null().alias("is_said"))
                for table, due, column in parts
            ),
            pl.col("is_said"),
        )
        for indicator, parts in items.items()
    }


def updates(snapshot: Snapshot, past: Past) -> Measured:
    """Return I09, I10 and I10b: townships that changed something, days too late."""
    changed, unchanged = nowhere(snapshot.counties), nowhere(snapshot.counties)
    for county, now in snapshot.labour.items():
        if county in snapshot.labour_before:
            before = snapshot.labour_before[county]
            towns = changed_towns(now.rows, before.rows, excluded_towns(snapshot.city))
            done, due = float(towns["is_changed"].sum()), float(towns.height)
            changed[county] = (done, due)
            unchanged[county] = (due - done, None) if due else (None, None)
    return {"I09": changed, "I10b": unchanged, "I10": _lateness(snapshot)}


def _lateness(snapshot: Snapshot) -> Counties:
    found = nowhere(snapshot.counties)
    for county in snapshot.counties:
        states = {snapshot.state(table, county) for table in MONTHLY_TABLES}
        days = [snapshot.late.get((table, county)) for table in MONTHLY_TABLES]
        told = [day for day in days if day is not None]
        if states == {"按期"} and told:
            found[county] = (float(max(told)), None)
    known = [value for value, _ in found.values() if value is not None]
    return {**found, snapshot.city.code: (max(known) if known else None, None)}


def consistency(snapshot: Snapshot, past: Past) -> Measured:
    """Return I12: of the persons in both systems, those of whom both say the same."""
    persons, episodes = sets.labour(snapshot), sets.of_person(snapshot.rows["T-N2"])
    both = match(persons, episodes, snapshot.month, snapshot.city)
    return {"I12": shares(both, pl.col("state_agrees") & pl.col("region_agrees"))}
