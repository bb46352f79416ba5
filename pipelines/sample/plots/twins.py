"""R63: two people of one village with one name and birth date, whose numbers are all but the same.

Belongs here: choosing pairs, and the second number. Made when the city is, so that every book
agrees on who they are. Does not belong here: listing one person twice (``plant``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.identity import check_characters

PAIRS_ONE_IN = 30_000
"""In a county of so many people there is one pair more."""
_COUNTIES_WITH = 2
"""Every second county has pairs."""


def with_twins(people: pl.DataFrame) -> pl.DataFrame:
    """Return the people, some of whom have the name and birth date of a neighbour."""
    ordinary = people.filter(~pl.col("is_poor"), ~pl.col("is_excluded")).select(
        *("person", "county_index", "village_code", "id_sex", "birth_year", "id_no", "nation")
    )
    same = ["county_index", "village_code", "id_sex", "birth_year", "nation"]
    pairs = (
        ordinary.join(ordinary, on=same, suffix="_twin")
        .filter(
            pl.col("person") < pl.col("person_twin"), pl.col("county_index") % _COUNTIES_WITH == 0
        )
        .sort("county_index", "person", "person_twin")
        .unique("person", keep="first", maintain_order=True)
        .unique("person_twin", keep="first", maintain_order=True)
    )
    pairs = pairs.filter(~pl.col("person").is_in(pairs["person_twin"].implode()))
    most = 1 + people.height // people["county_index"].n_unique() // PAIRS_ONE_IN
    pairs = pairs.group_by("county_index", maintain_order=True).head(most)
    numbers = set(people["id_no"])
    changes = {
        twin: (person, number)
        for person, twin, own in pairs.select("person", "person_twin", "id_no").rows()
        if (number := _neighbour(own)) not in numbers
    }
    return _changed(people, changes)


def _neighbour(number: str) -> str:
    """Return the number whose sequence differs by two in its last digit, with its own check."""
    last = int(number[16])
    body = f"{number[:16]}{(last + 2) % 10}"
    return body + str(check_characters(np.array([body]))[0])


def _changed(people: pl.DataFrame, changes: dict[int, tuple[int, str]]) -> pl.DataFrame:
    """Return the people with name, birth date and number of each twin like its elder's."""
    twins = pl.DataFrame(
        {
            "person": list(changes),
            "elder": [elder for elder, _ in changes.values()],
            "number": [number for _, number in changes.values()],
        },
        schema={"person": pl.Int32, "elder": pl.Int32, "number": pl.String},
    )
    elders = people.select(
        pl.col("person").alias("elder"),
        pl.col("person_name").alias("name"),
        pl.col("id_birth_date").alias("born"),
    )
    full = people.join(
        twins.join(elders, on="elder"), on="person", how="left", maintain_order="left"
    )
    is_twin = pl.col("number").is_not_null()
    return full.with_columns(
        pl.when(is_twin).then("name").otherwise("person_name").alias("person_name"),
        pl.when(is_twin).then("born").otherwise("id_birth_date").alias("id_birth_date"),
        pl.when(is_twin).then("number").otherwise("id_no").alias("id_no"),
        pl.when(is_twin).then("number").otherwise("certificate_no").alias("certificate_no"),
    ).drop("elder", "number", "name", "born")
