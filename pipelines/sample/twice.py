"""R65: who is listed twice in one county's roster with different states.

Belongs here: this rule, written from the contract; it looks at the rows before R61 takes all but
one of each person away.
"""

from __future__ import annotations

import polars as pl


def in_two_states(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the row of each such person that will count: the newest, then the first."""
    states = rows.group_by("person").agg(pl.col("employment_state").drop_nulls().n_unique())
    persons = states.filter(pl.col("employment_state") > 1)["person"]
    order = rows.filter(pl.col("person").is_in(persons.implode())).sort(
        *("updated_date", "sheet_name", "row_no", "file"),
        descending=[True, False, False, False],
        nulls_last=True,
    )
    return order.unique("person", keep="first", maintain_order=True)
