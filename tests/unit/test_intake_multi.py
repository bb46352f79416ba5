"""Cells with several values, and numbers of anything."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.intake.multi_valued import split_cells
from pipelines.intake.quantities import to_count, to_number

CODES = {"健康": [], "慢性病": ["长期慢性病"], "大病": ["重/大病"], "残疾": ["03"]}


@pytest.mark.parametrize(
    ("cell", "values", "left_out"),
    [
        ("残疾,长期慢性病", ["慢性病", "残疾"], 0),
        ("慢性病、残疾", ["慢性病", "残疾"], 0),
        ("残疾;健康/大病|残疾\n健康", ["健康", "大病", "残疾"], 0),
        (" 残 疾 ，， 健康 ", ["健康", "残疾"], 0),
        ("重/大病", ["大病"], 0),
        ("01健康,4.残疾", ["健康", "残疾"], 0),
        ("03", ["残疾"], 0),
        ("健康,聋哑,眼疾", ["健康"], 2),
        ("聋哑", None, 1),
        ("无", None, 0),
        ("健康,无", ["健康"], 0),
        ("、", None, 0),
        (None, None, 0),
    ],
)
def test_a_cell_with_a_code_list(cell: str | None, values: list[str] | None, left_out: int) -> None:
    found, unknown = split_cells(pl.Series("x", [cell], dtype=pl.String), CODES, ("无",))
    assert found.to_list() == [values]
    assert sum(map(len, unknown.values())) == left_out


def test_what_is_in_no_list_is_told_by_cell() -> None:
    cells = pl.Series("x", ["聋哑", "健康", "健康,聋哑,眼疾", "聋哑", None])
    found, unknown = split_cells(cells, CODES, ())
    assert found.to_list() == [None, ["健康"], ["健康"], None, None]
    assert unknown == {"聋哑": ["聋哑"], "健康,聋哑,眼疾": ["聋哑", "眼疾"]}


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("电焊、家政", ["家政", "电焊"]),
        ("家政;家政", ["家政"]),
        ("pipe fitting / 电焊", ["pipe fitting", "电焊"]),
        ("无", None),
        ("无、电焊", ["电焊"]),
    ],
)
def test_a_cell_with_free_values(cell: str, values: list[str] | None) -> None:
    found, unknown = split_cells(pl.Series("x", [cell]), None, ("无",))
    assert found.to_list() == [values]
    assert unknown == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", 12),
        ("12.0", 12),
        ("12人", 12),
        ("1,200", 1200),
        (" 1 200 家 ", 1200),
        ("80 课时", 80),
        ("1.2万人次", 12000),
        ("0", 0),
        ("-3", -3),
        ("12.5", None),
        ("1,20", None),
        ("十二", None),
        ("3000000000", None),
        ("12人以上", None),
    ],
)
def test_a_count(text: str, count: int | None) -> None:
    found = pl.DataFrame({"x": [text]}).select(to_count(pl.col("x")))
    assert found.to_series().to_list() == [count]
    assert found.to_series().dtype == pl.Int32()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.95", 0.95),
        ("95%", 0.95),
        ("1,250.5", 1250.5),
        ("6.5万", 65000.0),
        ("3场", 3.0),
        ("-2", -2.0),
        ("是", None),
        ("1/2", None),
    ],
)
def test_a_number(text: str, number: float | None) -> None:
    found = pl.DataFrame({"x": [text]}).select(to_number(pl.col("x")))
    assert found.to_series().to_list() == [pytest.approx(number) if number is not None else None]
