"""Characters that went wrong on their way: codes without a character, and garbled text.

Belongs here: putting right what can be put right without guessing, counting what cannot.
"""

from __future__ import annotations

import polars as pl

GARBLED = ("\ufffd", "锟斤拷", "烫烫烫")
"""A byte that begins no character; that byte read as GBK once more; memory never written to."""

REAL = dict(
    zip(
        "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
        "\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
        "︐︒︑︓︔︕︖︗︘︙ḿ\U00020087\U00020089\U000200cc龴龵龶龷\U000215d7龸\U0002298f龹龺\U000241fe龻",
        strict=True,
    )
)
"""Private-use character -> the one meant: 25 codes of GB18030-2000 that got theirs in 2005 only.

Python decodes them to private use to this day; glibc's iconv gives these characters.
"""
_PRIVATE = "[" + "".join(REAL) + "]"


def with_real_characters(cells: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return the cells with every such code replaced, and how many there were."""
    if not cells.width:
        return cells, 0
    found = int(_together(cells).str.count_matches(_PRIVATE).sum() or 0)
    if not found:
        return cells, 0
    return cells.select(pl.all().str.replace_many(list(REAL), list(REAL.values()))), found


def garbled_cells(cells: pl.DataFrame) -> int:
    """Return how many cells hold text that was read in the wrong encoding at some time."""
    if not cells.width:
        return 0
    return int(_together(cells).str.contains_any(list(GARBLED)).sum() or 0)


def _together(cells: pl.DataFrame) -> pl.Series:
    """Return all cells as one column: what is looked for is made ready once, not once a column."""
    return pl.concat(cells.get_columns())
