"""Cells that hold several values: split, mapped, sorted, without repetition; and their bridge.

Belongs here: ``技能培训,劳务输出`` as a list, and one row a value for the bridge table.
Does not belong here: cells with one value (``values``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import polars as pl

from pipelines.intake.values import clean_label, squeeze

JOINED = "、"
"""Between the values of one cell in the lake."""
_SEPARATORS = re.compile(r"[,，、;；/|\n\r\t]+")
_CODE_NUMBER = re.compile(r"^\d{1,2}[.、_:-]?")
KEYS = ("sheet_name", "row_no", "person_key", "town_code")


def split_cells(
    text: pl.Series, codes: dict[str, list[str]] | None, blanks: Iterable[str]
) -> tuple[pl.Series, dict[str, list[str]]]:
    """Return the values of every cell as a list (null: none), and what was left out, by cell.

    With ``codes`` a value becomes its label, in the order of the list; a value that is not in
    it is left out. Without, values stay as written, in the order of the text.
    """
    labels = _labels(codes)
    order = {label: at for at, label in enumerate(codes or ())}
    nothing = frozenset(blanks) - set(labels or ())
    found: dict[str, list[str]] = {}
    left_out: dict[str, list[str]] = {}
    for cell in text.drop_nulls().unique(maintain_order=True):
        parts = _parts(cell, labels, nothing)
        if labels is None:
            found[cell] = sorted(set(parts))
            continue
        known = [_label(part, labels) for part in parts]
        if None in known:
            pairs = zip(parts, known, strict=True)
            left_out[cell] = [part for part, label in pairs if label is None]
        found[cell] = sorted({label for label in known if label is not None}, key=order.__getitem__)
    values = pl.DataFrame(
        {"cell": list(found), "values": [values or None for values in found.values()]},
        schema={"cell": pl.String, "values": pl.List(pl.String)},
    )
    rows = text.alias("cell").to_frame().join(values, on="cell", how="left", maintain_order="left")
    return rows["values"].alias(text.name), left_out


def joined(name: str) -> pl.Expr:
    """Return the values of a list column as one text; null when there is none."""
    return pl.col(name).list.join(JOINED)


def bridge(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return one row a value of the list ``columns`` of ``frame``, which has ``KEYS``."""
    parts = [
        frame.select(*KEYS, pl.lit(column).alias("column_name"), pl.col(column).alias("value"))
        .filter(pl.col("value").is_not_null())
        .explode("value")
        for column in columns
    ]
    return pl.concat(parts).sort("sheet_name", "row_no", maintain_order=True)


def _parts(cell: str, labels: dict[str, str] | None, nothing: frozenset[str]) -> list[str]:
    if labels is not None and squeeze(cell) in labels:
        return [cell]  # a label may itself hold a separator
    parts = (" ".join(part.split()) for part in _SEPARATORS.split(cell))
    return [part for part in parts if part and part not in nothing]


def _label(part: str, labels: dict[str, str]) -> str | None:
    plain = squeeze(part)
    return labels.get(plain) or labels.get(_CODE_NUMBER.sub("", plain))


def _labels(codes: dict[str, list[str]] | None) -> dict[str, str] | None:
    if codes is None:
        return None
    return _spellings(tuple((label, tuple(others)) for label, others in codes.items()))


@lru_cache(maxsize=64)
def _spellings(codes: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {
        squeeze(other): clean_label(label) for label, others in codes for other in (label, *others)
    }
