"""Columns in which it matters that a cell is a number: IDs, record numbers, months written 2022.1.

Belongs here: which columns of a sheet are asked for, and what a number in them says. How a
workbook is asked: ``number_cells``. What an ID's numbers mean: ``identity``.
"""

from __future__ import annotations

import polars as pl

from pipelines.intake.headers import Header
from pipelines.intake.layouts import TableLayout
from pipelines.intake.reading import Sheet

NUMBER_CELL = "number_cell"
"""Kind of ``cell_problems``: a record number whose zeros in front, if it had any, are lost."""
_RECORD_NO, _TIMES = ("record_no",), ("date", "month")
_DOUBTFUL = r"^([0-9]{2}|[0-9]{4})\.1$"
EITHER = "1月或10月"
"""Put behind a doubtful month: no reader of dates makes anything of it."""


def number_columns(sheet: Sheet, header: Header, layout: TableLayout) -> dict[str, pl.Series]:
    """Return, by column of the layout, which cells of the sheet are numbers, where any is.

    Asked for the ID and the record numbers, and for dates only where one reads ``2022.1``.
    """
    asked = {
        column.name: header.columns[column.name]
        for column in layout.columns
        if column.name in header.columns
        and (
            column.type in ("id", *_RECORD_NO)
            or (column.type in _TIMES and _is_doubtful(sheet, header.columns[column.name]))
        )
    }
    found = sheet.number_cells(asked.values())
    return {name: found[at] for name, at in asked.items() if at in found}


def lost_zeros(
    numbers: dict[str, pl.Series], layout: TableLayout, is_data: pl.Series
) -> dict[str, int]:
    """Return how many cells of data rows are numbers, by column of record numbers."""
    names = [c.name for c in layout.columns if c.type in _RECORD_NO and c.name in numbers]
    return {name: int((numbers[name] & is_data).sum()) for name in names}


def doubtful_months(
    frame: pl.DataFrame, numbers: dict[str, pl.Series], layout: TableLayout
) -> list[pl.Series]:
    """Return the columns of dates in which a number 2022.1 is made unreadable.

    A sheet shows the number 2022.10, October, as 2022.1 too; the text 2022.1 is January.
    """
    names = [c.name for c in layout.columns if c.type in _TIMES and c.name in numbers]
    return [
        frame.select(
            pl.when(pl.lit(numbers[name]) & pl.col(name).str.contains(_DOUBTFUL))
            .then(pl.col(name) + EITHER)
            .otherwise(name)
            .alias(name)
        ).to_series()
        for name in names
    ]


def _is_doubtful(sheet: Sheet, position: int) -> bool:
    return bool(sheet.cells.to_series(position).str.contains(_DOUBTFUL).any())
