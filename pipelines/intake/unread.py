"""Which cells of a row could not be read, and what stands in them where that may be shown.

Belongs here: the column ``unread_cells`` and what of a cell may leave the vault.
Does not belong here: counting (``cells``), judging (quality).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.intake.number_columns import EITHER

UNREAD = "unread_cells"
KINDS = ("unparsable", "not_in_code_list")
LONGEST = 12
"""Characters of a text that is shown: longer ones may be sentences about somebody."""
_NUMBER = re.compile(r"\d{6}")
_DAY = re.compile(r"(?:19|20)\d{4}(?:\d\d)?")


@dataclass
class UnreadCells:
    """Cells by column: the rows they are in, by position, and their texts."""

    found: list[tuple[str, Sequence[int], Sequence[str]]] = field(default_factory=list)

    def note(self, column: str, rows: pl.Series, texts: pl.Series) -> None:
        """Remember cells of a column; ``texts`` one for each of ``rows``."""
        self.found.append((column, rows.to_list(), texts.to_list()))


def with_unread(frame: pl.DataFrame, unread: UnreadCells) -> pl.DataFrame:
    """Add ``unread_cells``: JSON of column -> what stands there, null for nearly every row.

    A cell whose value something else told after all is left out. A text that may say who
    somebody is reads "".
    """
    rows: dict[int, dict[str, str]] = {}
    people = _names(frame) if unread.found else frozenset()
    for column, places, texts in unread.found:
        told = frame[column].is_not_null() if frame.schema[column] != pl.List else None
        for row, text in zip(places, texts, strict=True):
            if told is None or not told[row]:
                rows.setdefault(row, {})[column] = shown(text, people)
    column_of_all = pl.Series(UNREAD, [None], dtype=pl.String).new_from_index(0, frame.height)
    if rows:
        written = [json.dumps(cells, ensure_ascii=False) for cells in rows.values()]
        column_of_all = column_of_all.scatter(list(rows), written)
    return frame.with_columns(column_of_all)


def shown(text: str, people: frozenset[str] = frozenset()) -> str:
    """Return what of a cell may be told: short, without a long number, nobody's name."""
    plain = "".join(text.removesuffix(EITHER).split())
    is_number = _NUMBER.search(plain) and not _DAY.fullmatch(plain)
    if len(plain) > LONGEST or is_number:
        return ""
    ends = range(2, len(plain) + 1)
    is_name = any(plain[start:end] in people for end in ends for start in range(end - 1))
    return "" if is_name else plain


def _names(frame: pl.DataFrame) -> frozenset[str]:
    """Return the names of the delivery's people; single characters are in too many words."""
    if "person_name" not in frame.columns:
        return frozenset()
    names = frame["person_name"].drop_nulls().unique()
    return frozenset(names.filter(names.str.len_chars() > 1))
