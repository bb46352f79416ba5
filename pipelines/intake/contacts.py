"""What is wrong with a name or a phone, said without saying either of them.

Belongs here: kinds of problems for the rules to tell. Does not belong here: cleaning (``identity``)
or judging a row (quality).
"""

from __future__ import annotations

import polars as pl

BLANK, INVALID = "blank", "invalid"
"""Kinds of ``phone_problem``."""
NAME_PROBLEMS = {
    "test": r"测试|(?i:test)",
    "mark": "[?\u00bf\ufffd]",
    "digits": r"[0-9]",
    "latin": r"[A-Za-z]",
}
"""Kind of ``name_problem`` -> what such a name holds; the first that applies."""
SHORT, LONG = "short", "long"
LENGTHS = (2, 15)
"""Characters of a name, the dot between its parts included."""

_ODD = "|".join(NAME_PROBLEMS.values())
_MOBILE = r"1[3-9][0-9]{9}"
_ONE_AMONG_OTHERS = rf"(?:^|[^0-9])(?:86)?{_MOBILE}(?:[^0-9]|$)"
_TWO_TOGETHER = rf"^(?:{_MOBILE}){{2}}$"
_MADE_UP = r"^1[3-9](?:" + "|".join(f"{digit}{{9}}" for digit in range(10)) + ")$"


def phone_problems(phones: pl.Series) -> pl.Series:
    """Return ``blank``, ``invalid`` or null for phones as ``identity.normal_phone`` leaves them.

    One mobile number in the cell is enough. Nobody has a number whose last nine digits are one.
    """
    number = pl.col("phone").str.replace_all(r"[-()+]", "")
    is_mobile = number.str.contains(_ONE_AMONG_OTHERS) | number.str.contains(_TWO_TOGETHER)
    is_sound = is_mobile & ~number.str.contains(_MADE_UP)
    problem = (
        pl.when(pl.col("phone").is_null()).then(pl.lit(BLANK)).when(~is_sound).then(pl.lit(INVALID))
    )
    return phones.alias("phone").to_frame().select(problem.alias("phone_problem")).to_series()


def name_problems(names: pl.Series) -> pl.Series:
    """Return the kind of what is odd about names as ``identity.normal_name`` leaves them."""
    name = pl.col("name")
    frame = names.alias("name").to_frame()
    length = name.str.len_chars()
    is_odd = frame.select((name.str.contains(_ODD) | ~length.is_between(*LENGTHS)).alias("odd"))
    nothing = pl.Series("name_problem", [None], dtype=pl.String).new_from_index(0, len(names))
    rows = is_odd["odd"].fill_null(False).arg_true()
    if not len(rows):
        return nothing
    kind = pl.lit(None, pl.String)
    for problem, pattern in reversed(NAME_PROBLEMS.items()):
        kind = pl.when(name.str.contains(pattern)).then(pl.lit(problem)).otherwise(kind)
    sized = (
        pl.when(kind.is_null() & (length < LENGTHS[0]))
        .then(pl.lit(SHORT))
        .when(kind.is_null() & (length > LENGTHS[1]))
        .then(pl.lit(LONG))
        .otherwise(kind)
    )
    return nothing.scatter(rows, frame[rows].select(sized).to_series())
