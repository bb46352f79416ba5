"""What the people of the labour roster wish for and need, and whether they got it.

Belongs here: I20, I24, I44, I48, I50. Does not belong here: what was given in all (``classes``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import shares
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.snapshot import Past, Snapshot


def wishes(snapshot: Snapshot, past: Past) -> Measured:
    """Return I20 and I24: of those who want a training, those who had it."""
    persons, trained = sets.labour(snapshot), sets.trained(snapshot)
    wants = pl.col("wants_training").fill_null(False)
    startup = persons.filter(wants, pl.col("startup_state").is_in(("待创业", "已创业")))
    in_school = (pl.col("employment_state") == "在校").fill_null(False)
    willing = persons.filter(wants, pl.col("is_working_age"), ~in_school)
    return {
        "I20": shares(startup, sets.is_among(trained.filter("has_startup_class"))),
        "I24": shares(willing, sets.is_among(trained)),
    }


def services(snapshot: Snapshot, past: Past) -> Measured:
    """Return I44, I48 and I50: of those who need help, those who get it."""
    persons, served = sets.labour(snapshot), sets.served(snapshot)
    founders = persons.filter(pl.col("startup_state") == "待创业")
    guided = served.filter(pl.col("startup_guidances") > 0)
    whole = served.filter(
        pl.col("guidances") >= 1, pl.col("job_offers") >= 3, pl.col("training_offers") >= 1
    )
    return {
        "I44": _aid(snapshot),
        "I48": shares(founders, sets.is_among(guided)),
        "I50": shares(persons.filter(_seeks_work()), sets.is_among(whole)),
    }


def _seeks_work() -> pl.Expr:
    return (
        pl.col("is_working_age")
        & pl.col("wants_job").fill_null(False)
        & (pl.col("employment_state") == "未就业").fill_null(False)
    )


def _aid(snapshot: Snapshot) -> Counties:
    at_work = sets.national_states(snapshot).filter("is_employed")
    low_income = sets.of_person(snapshot.rows["T-C1"])
    in_need = sets.is_among(sets.members(snapshot)) | sets.is_among(low_income)
    persons = sets.labour(snapshot).filter(_seeks_work(), ~sets.is_among(at_work), in_need)
    return shares(persons, sets.is_among(sets.aided(snapshot)))
