"""The people of a clean sample: no cell is left blank that somebody has to fill, nobody is a case.

Belongs here: what a rule of severity E or W would say of people as they live. Questions that
nobody need answer (a wish never asked) stay.
"""

from __future__ import annotations

import polars as pl

_NEVER_BLANK = 2.0
"""More than any share below which a cell stays blank."""


def tidied(people: pl.DataFrame) -> pl.DataFrame:
    """Return the people with every cell known and every post held as it should be."""
    blanks = [name for name in people.columns if name.startswith("blank_")]
    return people.with_columns(
        *(pl.lit(_NEVER_BLANK).alias(name) for name in blanks),
        pl.lit(True).alias("has_phone"),
        pl.lit(None, pl.String).alias("post_case"),
        pl.lit(None, people.schema["death_index"]).alias("death_index"),
    )
