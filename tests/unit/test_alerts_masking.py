"""How a person is written in an alert."""

from __future__ import annotations

import pytest

from pipelines.alerts.masking import (
    BLANK_ID,
    BLANK_NAME,
    SCIENTIFIC_ID,
    UNKNOWN_ID,
    UNKNOWN_NAME,
    mask_address,
    mask_id,
    mask_name,
)

ID = "229621198511052345"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王强", "王*"),
        ("王小强", "王*强"),
        ("王李小强", "王**强"),
        ("欧阳强", "欧阳*"),
        ("欧阳小强", "欧阳*强"),
        ("司马光", "司马*"),
        ("欧阳", "欧*"),
        (" 王 小 强 ", "王*强"),
        ("王　小强", "王*强"),
        ("阿依木·古丽", "阿**·**"),
        ("阿依木•古丽", "阿**·**"),
        ("买买提・艾力・江", "买**·**·*"),
        ("王", "*"),
        ("王小强李大壮", "王*****"),
        ("王小强19900001234", "王*************"),
        ("Wang", "W***"),
        ("?强", "?*"),
        ("", BLANK_NAME),
        ("   ", BLANK_NAME),
        (None, UNKNOWN_NAME),
    ],
)
def test_a_name_keeps_the_surname_and_hides_the_middle(name: str | None, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        (ID, "2296**********2345"),
        ("22962119851105234x", "2296**********234X"),
        (" 229621 19851105 2345 ", "2296**********2345"),
        ("２２９６２１１９８５１１０５２３４５", "2296**********2345"),
        (ID + "41", "2296**********2345"),
        (ID + "4102", "2296**********2345"),
        (ID + "7", "2296***********3457"),
        (ID[:-1], "2296***********34"),
        ("229621851105234", "2296*********34"),
        ("22962119850", "***********"),
        ("无", "*"),
        ("2.29621E+17", SCIENTIFIC_ID),
        ("2.3e+17", SCIENTIFIC_ID),
        ("", BLANK_ID),
        (None, UNKNOWN_ID),
    ],
)
def test_an_id_keeps_four_and_four(number: str | None, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.parametrize("length", range(1, 23))
def test_no_length_of_number_shows_the_birth_date_or_the_card_kind(length: int) -> None:
    number = "ABCDEFghijklmnop" + "qrSTUVwx"
    masked = mask_id(number[:length])
    assert not set("GHIJKLM") & set(masked)
    assert not (length in (20, 22) and set("STUV") & set(masked))


def test_an_address_in_a_report_shows_its_domain_only() -> None:
    assert mask_address("fusong@example.com") == "f***@example.com"
