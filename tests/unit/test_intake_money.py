"""Sums of money as they are written: the value, and how it was written. Nothing is guessed."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.intake.money import read_money
from pipelines.intake.values import clean


def read(
    cell: str, unit: str = "元/月", stated: str | None = None
) -> tuple[float | None, str | None]:
    cells = pl.DataFrame({"cell": [cell]}).select(clean(pl.col("cell")))["cell"]
    found = read_money(cells, pl.Series([stated], dtype=pl.String), unit)
    return found.row(0)


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("3000", 3000.0),
        ("3000.50", 3000.5),
        ("3,000", 3000.0),
        ("３，０００", 3000.0),
        ("3000元", 3000.0),
        ("3000元/月", 3000.0),
        ("3000元每月", 3000.0),
        ("月薪3500元", 3500.0),
        ("¥3000", 3000.0),
        ("￥3,000.00元", 3000.0),
        ("人民币3000元", 3000.0),
        ("0.35", 0.35),
        ("-5", -5.0),
        ("60000", 60000.0),
    ],
)
def test_a_plain_sum_is_kept_as_it_is(cell: str, yuan: float) -> None:
    assert read(cell) == (yuan, "数值")


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("3000-4000", 3500.0),
        ("3000~4000元", 3500.0),
        ("３０００－４０００", 3500.0),
        ("3000—4000元/月", 3500.0),
        ("3000至5000", 4000.0),
        ("3000元到4000元", 3500.0),
        ("2000-3000左右", 2500.0),
        ("0.3-0.4万", 3500.0),
        ("0.3万元-0.4万元", 3500.0),
        ("3000元-0.4万", 3500.0),
        ("3-6万/年", 3750.0),
        ("年收入3-6万元", 3750.0),
    ],
)
def test_a_band_is_its_middle(cell: str, yuan: float) -> None:
    assert read(cell) == (yuan, "区间")


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("3000左右", 3000.0),
        ("约3000", 3000.0),
        ("大约3000元", 3000.0),
        ("3000多", 3000.0),
        ("3000多元", 3000.0),
        ("3000元以上", 3000.0),
        ("3000以下", 3000.0),
        ("0.3万左右", 3000.0),
        ("约3.6万/年", 3000.0),
    ],
)
def test_a_rounded_sum_is_its_number(cell: str, yuan: float) -> None:
    assert read(cell) == (yuan, "约数")


@pytest.mark.parametrize(
    ("cell", "unit", "stated", "value"),
    [
        ("0.35万", "元/月", None, 3500.0),
        ("0.57万元", "元/月", None, 5700.0),
        ("3.6万/年", "元/月", None, 3000.0),
        ("36000元/年", "元/月", None, 3000.0),
        ("年收入3.6万元", "元/月", None, 3000.0),
        ("3000元/月", "元/年", None, 36000.0),
        ("3.6", "元/月", "万元/年", 3000.0),
        ("36000元", "元/月", "万元/年", 3000.0),
        ("0.3", "元/月", "万元/月", 3000.0),
        ("36000", "元/月", "元/年", 3000.0),
        ("1.2万", "元", None, 12000.0),
    ],
)
def test_another_unit_is_converted(cell: str, unit: str, stated: str | None, value: float) -> None:
    assert read(cell, unit, stated) == (value, "换算")


def test_the_cells_own_words_win_over_the_headers_unit() -> None:
    assert read("3000元/月", "元/月", "万元/年") == (3000.0, "数值")


@pytest.mark.parametrize(
    "cell",
    [
        "面议", "三千", "3千", "3.5k", "100元/天", "15元/小时", "4000-3000", "3000+", "3万-4",
        "3000-4000-5000", "2022-03-15", "2022-03-15 00:00:00", "0431-12345678", "3000、4000",
        "每月3万元/年", "1e400", "14:52:48",
    ],
)  # fmt: skip
def test_what_is_not_clearly_a_sum_is_not_read(cell: str) -> None:
    assert read(cell) == (None, None)


def test_a_sum_of_a_month_is_not_a_payment() -> None:
    assert read("500元/月", "元") == (None, None)


def test_whole_columns_keep_their_order_and_their_blanks() -> None:
    cells = pl.Series(["3000", None, "0.35万", "x", "3000-4000"])
    found = read_money(cells, pl.Series([None] * 5, dtype=pl.String), "元/月")
    assert found["value"].to_list() == [3000.0, None, 3500.0, None, 3500.0]
    assert found["form"].to_list() == ["数值", None, "换算", None, "区间"]
