"""Each row keeps which cells nobody could read, and only what of them may be shown."""

from __future__ import annotations

import json

import polars as pl
import pytest

from pipelines.intake.unread import shown
from tests.intake_files import conformed, h1_row, h1_sheet, name, xlsx

WHO = frozenset({"王小强", "李丽"})


@pytest.mark.parametrize(
    "text",
    ["强劳动力", "三个多月", "2022.13", "202213", "20221340", "199", "十二月"],
)
def test_a_short_text_is_shown(text: str) -> None:
    assert shown(text, WHO) == text


@pytest.mark.parametrize(
    "text",
    [
        "229621198506151234",
        "19900000012",
        "1990000",
        "30220213",
        "在辽宁省大连市金州区打工多年",
        "王小强",
        "李丽的丈夫",
    ],
)
def test_a_text_that_may_say_who_somebody_is_is_not(text: str) -> None:
    assert shown(text, WHO) == ""


def test_a_month_that_may_be_two_is_shown_as_it_stands() -> None:
    assert shown("2022.11月或10月") == "2022.1"


def unread_of(rows: list[list[object]]) -> list[dict[str, str] | None]:
    found = conformed(xlsx({"Sheet1": h1_sheet(rows)})).lake["unread_cells"]
    return [None if cell is None else json.loads(cell) for cell in found]


def test_a_row_keeps_its_own_cells_and_the_others_none() -> None:
    odd = h1_row(1, 文化程度="大学肄业", 返乡时间="去年冬天", **{"务工月收入(元)": "面议"})
    told = h1_row(2, 就业地域="辽宁打工")
    assert unread_of([odd, h1_row(3), told]) == [
        {"education": "大学肄业", "return_date": "去年冬天", "wage_cny": "面议"},
        None,
        None,  # the region was told by its words
    ]


def test_a_long_table_is_no_other_than_a_short_one() -> None:
    words = ["大学肄业" if number % 700 == 1 else "小学" for number in range(2_100)]
    rows = [h1_row(number % 400, 文化程度=word) for number, word in enumerate(words)]
    found = unread_of(rows)
    assert [number for number, cells in enumerate(found) if cells is not None] == [1, 701, 1401]
    assert found[701] == {"education": "大学肄业"}


def test_a_name_that_slipped_into_another_column_is_hidden() -> None:
    assert unread_of([h1_row(1, 文化程度=name(2)), h1_row(2)]) == [{"education": ""}, None]


def test_the_hash_of_a_row_does_not_know_what_was_not_read() -> None:
    sheets = (h1_row(1, 文化程度=""), h1_row(1, 文化程度="大学肄业"))
    frames = [conformed(xlsx({"Sheet1": h1_sheet([row])})).lake for row in sheets]
    assert len({frame["row_hash"][0] for frame in frames}) == 1
    assert pl.concat(frames)["unread_cells"].null_count() == 1
