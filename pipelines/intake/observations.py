"""What is worth knowing of a file beside its rows: hidden rows, garbled cells, sheets twice.

Belongs here: counts for the manifest. They change no row. Does not belong here: cells that
could not be read (``cells``), rows that are no data (``rows``).
"""

from __future__ import annotations

from collections import Counter

import polars as pl

from pipelines.intake.characters import garbled_cells
from pipelines.intake.reading import Sheet
from pipelines.intake.rows import DATA

DATES_1904 = "dates_1904"
_WHERE = ("sheet_name", "row_no")


def observe(
    sheets: list[Sheet], kinds: list[pl.Series], frames: list[pl.DataFrame]
) -> dict[str, int]:
    """Return counts over the sheets that hold a table; what was not seen is absent.

    ``kinds`` are those of each sheet's rows, ``frames`` its data rows.
    """
    counts: Counter[str] = Counter()
    for sheet, kind in zip(sheets, kinds, strict=True):
        is_data = kind == DATA
        others = sheet.cells.filter(~is_data)
        counts["cells"] += _filled(sheet.cells) - _filled(others)
        if sheet.may_be_garbled and (found := garbled_cells(sheet.cells)):
            counts["garbled_cells"] += found - garbled_cells(others)
        counts["private_use_characters"] += sheet.private_use
        if sheet.hidden_rows:
            rows = sheet.row_no.filter(is_data)
            counts["hidden_rows"] += int(rows.is_in(list(sheet.hidden_rows)).sum())
    counts[DATES_1904] = int(any(sheet.dates_1904 for sheet in sheets))
    counts["repeated_sheets"] = _repeated(frames)
    return {name: count for name, count in counts.items() if count}


def _filled(cells: pl.DataFrame) -> int:
    return cells.height * cells.width - sum(column.null_count() for column in cells)


def _repeated(frames: list[pl.DataFrame]) -> int:
    """Return how many sheets say exactly what an earlier one says."""
    bare = [frame.drop(_WHERE) for frame in frames if frame.height]
    return sum(
        any(later.height == earlier.height and later.equals(earlier) for earlier in bare[:at])
        for at, later in enumerate(bare)
    )
