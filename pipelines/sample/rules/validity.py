"""R22 to R36: what cannot be true of a single cell."""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample.identity import UNKNOWN_ONE_IN, UNKNOWN_TURN
from pipelines.sample.rules.cell_reading import Cells

FORMS = {"R22": "short", "R23": "checksum", "R24": "number", "R25": "birth", "R29": "certificate"}
"""Rule -> how the identity number is damaged."""
CODES = {
    "T-H1": (
        *("hukou_kind", "education", "population_class", "employment_state", "employment_form"),
        *("transfer_state", "transfer_mode", "work_region", "skill_level", "startup_state"),
        "registered_sex",
    ),
    "T-N1": (
        *("household_kind", "monitor_kind", "labour_skill", "minimum_living", "risk_elimination"),
        *("destitute_support", "registered_sex"),
    ),
    "T-N2": ("household_kind", "monitor_kind", "labour_skill"),
}
DAYS = {
    "T-H1": ("start_date", "return_date", "updated_date", "registered_birth_date"),
    "T-N1": ("identified_month", "eliminated_month", "registered_birth_date"),
    "T-N2": ("start_month", "end_month"),
}
MONTHS = {
    "T-H1": ("months_worked", "last_year_months"),
    "T-N1": ("months_worked", "public_post_months"),
    "T-N2": (),
}
_EARLIEST = dt.date(1990, 1, 1)
_OLDEST = 110
_NOT_A_NAME = "测试|[A-Za-z0-9?]"


def validity(cells: Cells) -> dict[str, pl.Expr]:
    """Return rule -> which rows break it."""
    form = pl.col("id_form")
    # behind a certificate with odd digits stands a sound ID
    sound = form.is_null() | (form == FORMS["R29"])
    too_old = pl.col("id_birth_date").dt.offset_by(f"{_OLDEST + 1}y") <= cells.as_of
    unknown = pl.col("person") % UNKNOWN_ONE_IN == UNKNOWN_TURN
    rules = {rule: form == name for rule, name in FORMS.items()}
    rules["R25"] = rules["R25"] | (sound & too_old)
    rules["R28"] = sound & unknown
    rules["R30"] = pl.any_horizontal([cells.unread(name) for name in CODES[cells.table]])
    rules["R35"] = pl.any_horizontal([_odd_day(cells, name) for name in DAYS[cells.table]])
    rules["R36"] = pl.col("has_name") & cells.says("person_name", _NOT_A_NAME)
    if MONTHS[cells.table]:
        rules["R32"] = pl.any_horizontal([_odd_months(cells, n) for n in MONTHS[cells.table]])
    if cells.table != "T-H1":
        poor = (pl.col("household_kind") == "脱贫户") | pl.col("monitor_kind").is_not_null()
        rules["R31"] = poor & (pl.col("home_county_code") != cells.delivery.county)
    if cells.table != "T-N1":
        wage = pl.col("wage_cny")
        rules["R33"] = cells.employed & ((wage < 100) | (wage > 30_000))
        rules["R34"] = cells.employed & (wage >= 100) & (wage < 400)
    if cells.table != "T-N2":
        born, registered = pl.col("id_birth_date"), pl.col("registered_birth_date")
        only_month = (registered.dt.day() == 1) & (
            registered.dt.truncate("1mo") == born.dt.truncate("1mo")
        )
        rules["R26"] = sound & (registered != born) & ~only_month
        rules["R27"] = sound & (pl.col("registered_sex") != pl.col("id_sex"))
    return rules


def _odd_day(cells: Cells, column: str) -> pl.Expr:
    day = pl.col(column)
    early = day < _EARLIEST if column != "registered_birth_date" else pl.lit(False)
    # a roster that comes late was brought up to date since
    ahead = day > cells.cutoff if column != "updated_date" else pl.lit(False)
    return (early | ahead).fill_null(False) | cells.unread(column)


def _odd_months(cells: Cells, column: str) -> pl.Expr:
    return ~pl.col(column).is_between(0, 12).fill_null(True) | cells.unread(column)
