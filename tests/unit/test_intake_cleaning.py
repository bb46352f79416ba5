"""Cleaning a sheet quickly gives what cleaning every cell gives."""

from __future__ import annotations

import random

import polars as pl
import pytest

from pipelines.intake.cleaning import cleaned
from pipelines.intake.values import clean

PLAIN = ["是", "3000", "万良镇", "2022-03-15", None]
ODD = [
    "",
    " ",
    "　",
    "王　强",
    " 是",
    "１２３",
    "\u200b甲",
    "2022-03-01 00:00:00",
    "㈠",
    "\xa0",
    "\n否",
]


@pytest.mark.parametrize("seed", range(40))
def test_the_same_as_cell_by_cell(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    height = chance.choice([0, 30, 499, 500, 560])
    columns = {
        f"c{at}": [
            chance.choice(ODD if chance.random() < chance.choice([0, 0.1, 1]) else PLAIN)
            for _ in range(height)
        ]
        for at in range(4)
    }
    sheet = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    assert cleaned(sheet).cells.equals(sheet.select(clean(pl.all())))


@pytest.mark.parametrize("odd", ODD)
def test_one_odd_cell_far_below_the_header(odd: str) -> None:
    sheet = pl.DataFrame({"c0": ["是"] * 600 + [odd], "c1": ["否"] * 601})
    assert cleaned(sheet).cells.equals(sheet.select(clean(pl.all())))


def test_a_sheet_without_columns() -> None:
    assert cleaned(pl.DataFrame()).cells.shape == (0, 0)
