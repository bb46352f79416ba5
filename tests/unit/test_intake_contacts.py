"""Names and phones are told to be odd by kind; nothing of them is in what is told."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.intake.contacts import name_problems, phone_problems
from pipelines.intake.identity import normal_name, normal_phone
from pipelines.intake.values import clean


def phone(cell: str | None) -> str | None:
    frame = pl.DataFrame({"phone": pl.Series([cell], dtype=pl.String)})
    return phone_problems(frame.select(normal_phone(clean(pl.col("phone"))))["phone"])[0]


def name(cell: str | None) -> str | None:
    frame = pl.DataFrame({"name": pl.Series([cell], dtype=pl.String)})
    return name_problems(frame.select(normal_name(clean(pl.col("name"))))["name"])[0]


@pytest.mark.parametrize(
    "cell",
    [
        "19900000012",
        "19900000012.0",
        " 199 0000 0012",
        "199-0000-0012",
        "+86 19900000012",
        "１９９００００００１２",
        "19900000012/19800000013",
        "19900000012 19800000013",
        "0439-3211234、19900000012",
        "19900000012（子）",
    ],
)
def test_a_mobile_number_among_others_is_enough(cell: str) -> None:
    assert phone(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "1990000001",
        "199000000123",
        "12345678901",
        "0439-3211234",
        "3211234",
        "13000000000",
        "13888888888",
        "村书记",
    ],
)
def test_what_is_no_mobile_number_is_invalid(cell: str) -> None:
    assert phone(cell) == "invalid"


@pytest.mark.parametrize("cell", [None, "", "  ", "无", "-"])
def test_nothing_is_blank(cell: str | None) -> None:
    assert phone(cell) == "blank"


@pytest.mark.parametrize(
    "cell", ["王强", "王　强", "乌云·高娃", "欧阳玉兰", "㛃丽", "买买提·吐尔逊", None]
)
def test_names_of_people_are_fine_and_a_blank_one_is_another_rules(cell: str | None) -> None:
    assert name(cell) is None


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("王强1", "digits"),
        ("王A", "latin"),
        ("ANNA SMITH", "latin"),
        ("测试", "test"),
        ("测试1", "test"),
        ("王?", "mark"),
        ("王？", "mark"),
        ("王\ufffd", "mark"),
        ("王", "short"),
        ("王" * 16, "long"),
        ("王" * 15, None),
    ],
)
def test_an_odd_name_is_told_by_its_kind(cell: str, kind: str | None) -> None:
    assert name(cell) == kind
