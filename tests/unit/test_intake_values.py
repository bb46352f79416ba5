"""Cells become values, or null; nothing is guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.intake import values


def read(expression: Any, *cells: str | None) -> list[Any]:
    frame = pl.DataFrame({"cell": pl.Series(cells, dtype=pl.String)})
    return frame.select(expression(values.clean(pl.col("cell"))).alias("value"))["value"].to_list()


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2022-03-15", date(2022, 3, 15)),
        ("2022/3/15", date(2022, 3, 15)),
        ("2022.3.15", date(2022, 3, 15)),
        ("22/3/15", date(2022, 3, 15)),
        ("98/3/15", date(1998, 3, 15)),
        ("20220315", date(2022, 3, 15)),
        ("20220315.0", date(2022, 3, 15)),
        ("2022年3月15日", date(2022, 3, 15)),
        ("2022年3月", date(2022, 3, 1)),
        ("2022年03月份", date(2022, 3, 1)),
        ("2022.3", date(2022, 3, 1)),
        ("2022-3", date(2022, 3, 1)),
        ("2022/12", date(2022, 12, 1)),
        ("202203", date(2022, 3, 1)),
        ("202203.0", date(2022, 3, 1)),
        ("44635", date(2022, 3, 15)),
        ("44635.0", date(2022, 3, 15)),
        ("2022-03-01 00:00:00", date(2022, 3, 1)),
        ("2022-03-15T08:30:00", date(2022, 3, 15)),
        ("２０２２－０３－１５", date(2022, 3, 15)),
        (" 2022 年 3 月 ", date(2022, 3, 1)),
        ("2022年3月15日星期二", date(2022, 3, 15)),
        ("2022年3月15日 8时30分", date(2022, 3, 15)),
        ("2022/3/15 上午 8:30:00", date(2022, 3, 15)),
        ("2022.3.15 8:30", date(2022, 3, 15)),
        ("20220315083000", date(2022, 3, 15)),
        ("44635.354", date(2022, 3, 15)),
        ("2022年3月底", date(2022, 3, 1)),
        ("Mar-22", date(2022, 3, 1)),
        ("15-Mar-22", date(2022, 3, 15)),
    ],
)
def test_every_form_of_a_date_is_read(cell: str, day: date) -> None:
    assert read(values.to_date, cell) == [day]


@pytest.mark.parametrize(
    "cell",
    [
        "2022-02-30",
        "2022-13",
        "202213",
        "3月",
        "去年春天",
        "99999",
        "2022",
        "1",
        "44635元",
        "22-Mar",
        "14:52:48",
        "397.62",
        "13900000001",
        "至今",
    ],
)
def test_what_is_no_date_becomes_null(cell: str) -> None:
    assert read(values.to_date, cell) == [None]


def test_day_numbers_of_a_workbook_of_1904_start_later() -> None:
    cells = ("43173", "43173.5", "2022-03-15 00:00:00", "202203")
    assert read(lambda cell: values.to_date(cell, is_1904=True), *cells) == [
        date(2022, 3, 15),
        date(2022, 3, 15),
        date(2022, 3, 15),
        date(2022, 3, 1),
    ]


def test_a_month_is_its_first_day() -> None:
    assert read(
        lambda cell: values.to_date(cell).dt.month_start(), "2023年11月", "202208", "2022-03-15"
    ) == [
        date(2023, 11, 1),
        date(2022, 8, 1),
        date(2022, 3, 1),
    ]


def test_months_are_whole_numbers() -> None:
    assert read(values.to_integer, "5", "5.0", "5个月", "5月", "4.5", "半年", "") == [
        5,
        5,
        5,
        5,
        None,
        None,
        None,
    ]


def test_yes_and_no_are_written_in_many_ways() -> None:
    assert read(values.to_boolean, "是", "有", "1", "√", "愿意") == [True] * 5
    assert read(values.to_boolean, "否", "无", "0", "×", "没有") == [False] * 5
    assert read(values.to_boolean, "也许", None) == [None, None]


def test_an_employer_called_none_is_no_employer() -> None:
    cells = ("某某公司", "个体", "无", "/", None)
    assert read(values.to_presence, *cells) == [True, True, False, False, False]


def test_code_labels_are_found_behind_numbers_blanks_and_synonyms() -> None:
    codes = {"外出务工": ["外出"], "就业帮扶车间": ["帮扶车间"], "境外": ["国(境)外"]}

    def to_label(cell: pl.Expr) -> pl.Expr:
        return values.to_code(cell, codes)

    cells = ("外出务工", "04外出务工", "外 出", "国（境）外", "打工", None)
    assert read(to_label, *cells) == ["外出务工", "外出务工", "外出务工", "境外", None, None]


def test_clean_text_has_no_full_width_signs_and_no_invisible_characters() -> None:
    cells = ("　ＡＢ１２（元）\u00a0", "\u200b万良镇\ufeff", "  ", "", None)
    assert read(lambda cell: cell, *cells) == ["AB12(元)", "万良镇", None, None, None]


def test_record_numbers_stay_text() -> None:
    cells = ("007147", "'2206210001", "2206210001.0", "22062 10001")
    assert read(values.to_record_no, *cells) == [
        "007147",
        "2206210001",
        "2206210001",
        "2206210001",
    ]
