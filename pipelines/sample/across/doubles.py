"""Who may be listed twice: R63 and R64 (R65 is told with the duplicates, in ``twice``).

Belongs here: these rules, written from the contract.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.across.moment import ORDER, Moment, first_rows
from pipelines.sample.dirt import MADE_UP_PHONE

_MOST_DIGITS = 2
_MOST_PERSONS, _MOST_HOUSEHOLDS = 5, 3


def findings(moment: Moment) -> list[pl.DataFrame]:
    """Return the findings of R63 and R64."""
    found = []
    for table in ("T-H1", "T-N1"):
        rows = moment.counted(table)
        if rows is not None:
            found += [moment.found("R63", table, _alike(rows, moment))]
            found += [moment.found("R64", table, _shared(rows, moment, table))]
    return found


def _alike(rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """Return the later row of every pair of one name, village and birth date."""
    same = ["county_code", "town_code", "village_name", "name", "born"]
    named = rows.with_columns(
        moment.written(rows, "person_name").alias("name"),
        pl.coalesce("registered_birth_date", "id_birth_date").alias("born"),
    ).sort(*ORDER, nulls_last=True)
    named = named.with_columns(pl.int_range(pl.len()).alias("place"))
    pairs = named.join(named.select(*same, "place", pl.col("person").alias("other")), on=same)
    pairs = pairs.filter(
        (pl.col("person") != pl.col("other")) & (pl.col("place") > pl.col("place_right"))
    )
    numbers = moment.people["id_no"]
    own, other = (_digits(numbers.gather(pairs[name].to_numpy())) for name in ("person", "other"))
    return pairs.filter(pl.Series((own != other).sum(axis=1) <= _MOST_DIGITS))


def _digits(numbers: pl.Series) -> np.ndarray:
    split: np.ndarray = np.array([list(number) for number in numbers], dtype="U1").reshape(-1, 18)
    return split


def _made_up(rows: pl.DataFrame, moment: Moment, table: str) -> pl.Expr:
    """Return where an untidy office wrote a number that nobody has."""
    if MADE_UP_PHONE not in rows.columns:
        return pl.lit(False)
    own = [d.county for d in moment.deliveries if d.table == table and d.look.is_untidy]
    written = pl.col("as:phone").is_not_null() if "as:phone" in rows.columns else pl.lit(False)
    return pl.col("county_code").is_in(own) & pl.col(MADE_UP_PHONE) & ~written


def _shared(rows: pl.DataFrame, moment: Moment, table: str) -> pl.DataFrame:
    """Return the first row of every phone that too many share."""
    house = pl.col("household_no") if "household_no" in rows.columns else pl.lit(None, pl.String)
    told = rows.with_columns(
        moment.written(rows, "phone").alias("phone"), house.alias("house")
    ).filter("has_phone", ~_made_up(rows, moment, table))
    groups = told.group_by("county_code", "phone").agg(
        pl.col("person").n_unique().alias("persons"),
        pl.col("house").drop_nulls().n_unique().alias("homes"),
    )
    many = (pl.col("homes") > _MOST_HOUSEHOLDS) | (
        (pl.col("persons") > _MOST_PERSONS) & (pl.col("homes") != 1)
    )
    by = ["county_code", "phone"]
    return first_rows(told.join(groups.filter(many), on=by, how="semi"), by)
