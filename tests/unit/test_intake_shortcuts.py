"""Reading a column the short way gives what reading every cell gives."""

from __future__ import annotations

import random
from collections.abc import Callable

import polars as pl
import pytest

from pipelines.intake.identity import normal_id, normal_name, normal_phone
from pipelines.intake.shortcuts import PLAIN, PLAIN_ID, days, query, unless_plain
from pipelines.intake.values import to_date, to_record_no
from tests.intake_files import id_number

DAYS = [
    *("2022-03-15", "20220315", "2022-02-30", "20220230", "2022.3", "2022年3月", "44635", None),
    *("0022-03-15", "9999-12-31", "1000-01-01", "2022-3-5", "+2022-03-15", "2022-03-15 ", "Mar-22"),
    *("20220315.0", "202203151530", "２０２２-03-15", "2022-03-15 08:30:00", "无", "1899-12-31"),
    *("29991231", "10000101", "2022-13-01", "20221301", "-2022-03-15", "2022-03-15\n"),
]


@pytest.mark.parametrize("is_1904", [False, True])
def test_days(is_1904: bool) -> None:
    texts = pl.Series(DAYS * 2)
    every = query(texts, lambda text: to_date(text, is_1904=is_1904))
    assert days(texts, is_1904=is_1904).to_list() == every.to_list()
    assert every.drop_nulls().len() > 20


def test_days_of_a_column_without_any() -> None:
    nothing = days(pl.Series([None, None], dtype=pl.String), is_1904=False)
    assert nothing.dtype == pl.Date
    assert nothing.null_count() == 2
    assert days(pl.Series([], dtype=pl.String), is_1904=False).len() == 0


TEXTS = [
    *(
        id_number(1),
        id_number(2).lower(),
        f"'{id_number(3)}",
        "22962219750312001Ｘ",
        "无",
        None,
        "-",
    ),
    *(
        "王强",
        "王　强",
        "王 强",
        "阿·买提",
        "Li Ming",
        "13843912345",
        "0439-3212345",
        "13843912345.0",
    ),
    *(
        "00123",
        "A12",
        "12.0",
        "'0012",
        "NULL",
        "",
        " ",
        "张三\n",
        "㐂三",
        "𬭎强",
        "123\n",
        "１２３",
    ),
    "G229622197503120000",
]


@pytest.mark.parametrize(
    ("shape", "read"),
    [
        (PLAIN_ID, normal_id),
        (PLAIN["name"], normal_name),
        (PLAIN["phone"], normal_phone),
        (PLAIN["record_no"], to_record_no),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_what_is_plain_is_what_its_reader_leaves_alone(
    shape: str, read: Callable[[pl.Expr], pl.Expr], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    texts = pl.Series([*TEXTS, *chance.choices(TEXTS, k=50)], dtype=pl.String)
    assert unless_plain(texts, shape, read).to_list() == query(texts, read).to_list()
