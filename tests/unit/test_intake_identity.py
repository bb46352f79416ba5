"""What an identity number says; numbers that cannot be trusted are named, never repaired."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.intake.identity import normal_name, normal_phone, with_identity, with_person_key
from pipelines.intake.values import clean
from tests.intake_files import SECRET, id_number

AS_OF = date(2022, 5, 31)
GOOD = id_number(12)


def judge(*cells: str | None, numbers: bool = False) -> list[dict[str, Any]]:
    frame = pl.DataFrame(
        {"id_no": pl.Series(cells, dtype=pl.String), "id_is_number": [numbers] * len(cells)}
    ).with_columns(clean(pl.col("id_no")))
    return with_person_key(with_identity(frame, AS_OF), SECRET).to_dicts()


def wrong_check(number: str) -> str:
    return number[:17] + ("1" if number[17] != "1" else "2")


def test_a_sound_number_has_no_problem_and_tells_birth_sex_and_prefix() -> None:
    (row,) = judge(id_number(12, "19850615"))
    assert row["id_problem"] is None
    assert row["id_birth_date"] == date(1985, 6, 15)
    assert row["id_sex"] == "女"
    assert row["id_prefix"] == "229621"
    assert row["id_length"] == 18
    assert row["is_synthetic"]


@pytest.mark.parametrize(
    "cell",
    [
        f"'{GOOD}",
        f"G{GOOD}",
        f"g{GOOD}",
        f" \t{GOOD[:6]} {GOOD[6:]}\u00a0",
        "".join(chr(ord(c) + 0xFEE0) for c in GOOD),
        f'="{GOOD}"',
        f"\u200b{GOOD}",
    ],
)
def test_a_number_is_the_same_however_it_is_wrapped(cell: str) -> None:
    (row,) = judge(cell)
    assert row["id_no"] == GOOD
    assert row["id_problem"] is None


def test_every_way_of_writing_x_is_x() -> None:
    number = next(n for serial in range(99) if (n := id_number(serial)).endswith("X"))
    rows = judge(number, *(number[:-1] + x for x in ("x", "х", "Х", "×", "Ｘ", "ｘ")))
    assert {row["id_no"] for row in rows} == {number}
    assert {row["id_problem"] for row in rows} == {None}


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (None, "blank"),
        ("", "blank"),
        ("无", "blank"),
        ("999999199001011234", "placeholder"),
        ("999999", "placeholder"),
        ("2.29622E+17", "excel_damaged"),
        ("2.29622e17", "excel_damaged"),
        ("229621198506150120.0", "excel_damaged"),
        ("229621198506150000", "excel_damaged"),
        (GOOD[:17], "length"),
        (GOOD + "1", "length"),
        ("229621850615012", "length"),
        (wrong_check(GOOD), "checksum"),
        ("22962119850615A12X", "checksum"),
        (id_number(3, "19851315"), "birth_date"),
        (id_number(3, "20900101"), "birth_date"),
        (id_number(3, "18500101"), "birth_date"),
        (GOOD + "43", None),
        (GOOD + "43B1", None),
    ],
)
def test_the_first_problem_that_applies_is_named(cell: str | None, problem: str | None) -> None:
    (row,) = judge(cell)
    assert row["id_problem"] == problem


def test_a_number_cell_is_never_trusted_even_when_its_checksum_holds() -> None:
    (row,) = judge(GOOD, numbers=True)
    assert row["id_problem"] == "excel_damaged"


def test_an_id_ending_in_000_with_a_valid_checksum_is_sound() -> None:
    number = next(
        candidate
        for day in range(1, 29)
        for month in range(1, 13)
        if (candidate := id_number(0, f"1985{month:02d}{day:02d}")).endswith("0000")
    )
    (row,) = judge(number)
    assert row["id_problem"] is None


def test_an_impossible_or_future_birth_is_no_birth_date() -> None:
    rows = judge(id_number(3, "19851315"), id_number(3, "20900101"), None, "2.29622E+17")
    assert [row["id_birth_date"] for row in rows] == [None] * 4


def test_the_person_is_the_same_with_and_without_the_disability_digits() -> None:
    keys = {row["person_key"] for row in judge(GOOD, GOOD + "43", GOOD + "43B1")}
    expected = hmac.new(SECRET.encode(), GOOD.encode(), hashlib.sha256).hexdigest()[:32]
    assert keys == {expected}


def test_nobody_has_no_key_and_a_wrong_number_has_one() -> None:
    blank, placeholder, invalid = judge("", "999999199001011234", wrong_check(GOOD))
    assert blank["person_key"] is None
    assert placeholder["person_key"] is None
    assert len(invalid["person_key"]) == 32


def test_the_checksum_agrees_with_the_standard_for_many_numbers() -> None:
    good = [id_number(serial, f"19{serial % 60 + 40}0{serial % 9 + 1}11") for serial in range(400)]
    rows = judge(*good, *map(wrong_check, good))
    assert {row["id_problem"] for row in rows[:400]} == {None}
    assert {row["id_problem"] for row in rows[400:]} == {"checksum"}


def test_only_impossible_prefixes_are_synthetic() -> None:
    rows = judge("229621198506150128", "229801198506150128", "229901198506150128", "229")
    assert [row["is_synthetic"] for row in rows] == [True, True, False, False]


def test_names_and_phones_lose_blanks_and_the_tail_of_a_number_cell() -> None:
    frame = pl.DataFrame(
        {"name": ["王 强", "Anna  Kim"], "phone": ["13900000001.0", "139 00000002"]}
    )
    result = frame.select(normal_name(pl.col("name")), normal_phone(pl.col("phone")))
    assert result["name"].to_list() == ["王强", "Anna Kim"]
    assert result["phone"].to_list() == ["13900000001", "13900000002"]


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "∙", ".", " · ", "．"])
def test_the_dot_in_a_name_is_one_dot_however_it_is_written(dot: str) -> None:
    cells = pl.DataFrame({"name": [f"古丽{dot}买买提", "J. Kim"]}).select(clean(pl.all()))
    assert cells.select(normal_name(pl.col("name")))["name"].to_list() == ["古丽·买买提", "J. Kim"]
