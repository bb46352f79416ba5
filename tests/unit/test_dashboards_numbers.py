"""Numbers are written as the office writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboards import numbers


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "—"), (0, "0"), (4390, "4,390"), (-69, "−69"), (1234567, "1,234,567")],
)
def test_counts_have_separators_and_a_real_minus_sign(value: float | None, written: str) -> None:
    assert numbers.count(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "未填报"),
        (0, "0人"),
        (9999, "9,999人"),
        (10000, "1.00万人"),
        (65000, "6.50万人"),
        (61086, "6.11万人"),
    ],
)
def test_people_turn_to_wan_with_two_decimals_from_ten_thousand(
    value: float | None, written: str
) -> None:
    assert numbers.people_text(value) == written


@pytest.mark.parametrize(
    ("ratio", "written"),
    [
        (None, "—"),
        (0.0, "0.0%"),
        (0.9845, "98.5%"),
        (1.0, "100.0%"),
        (0.99999, "99.9%"),
        (1.0604, "106.0%"),
    ],
)
def test_a_hundred_percent_is_written_only_when_reached(ratio: float, written: str) -> None:
    assert numbers.percent(ratio) == written


@pytest.mark.parametrize(
    ("gap", "sign", "words"),
    [
        (0.006, "+0.6", "快0.6个百分点"),
        (-0.0123, "−1.2", "慢1.2个百分点"),
        (0.0, "0.0", "持平"),
        (-0.0004, "0.0", "略慢（不足0.1个百分点）"),
        (0.0004, "0.0", "略快（不足0.1个百分点）"),
        (0.00251, "+0.3", "快0.3个百分点"),
    ],
)
def test_gaps_are_percentage_points_and_never_lose_their_direction(
    gap: float, sign: str, words: str
) -> None:
    assert numbers.points(gap) == sign
    assert numbers.points_words(gap) == words


def test_changes_carry_their_sign() -> None:
    assert numbers.signed_count(12) == "+12"
    assert numbers.signed_count(-1312) == "−1,312"
    assert numbers.signed_count(0) == "0"
    assert numbers.signed_percent(-0.069) == "−6.9%"
    assert numbers.signed_percent(None) == "—"


def test_targets_have_no_needless_decimals() -> None:
    assert numbers.whole_percent(0.95) == "95%"
    assert numbers.whole_percent(0.985) == "98.5%"


def test_dates_read_as_chinese_dates() -> None:
    assert numbers.day(numbers.month_end(date(2022, 2, 1))) == "2022年2月28日"
    assert numbers.month_near(date(2022, 5, 1), date(2022, 6, 1)) == "5月"
    assert numbers.month_near(date(2021, 12, 1), date(2022, 1, 1)) == "2021年12月"


def test_a_moment_is_shown_in_beijing_time() -> None:
    assert numbers.beijing_time(datetime(2022, 7, 4, 17, 5, tzinfo=UTC)) == "2022年7月5日 01:05"
    assert numbers.beijing_time(datetime(2022, 7, 5, 1, 30)) == "2022年7月5日 09:30"


@pytest.mark.parametrize(
    ("value", "unit", "written", "with_unit"),
    [
        (None, "人", "未填报", "未填报"),
        (0, "户", "0", "0户"),
        (12345, "人", "12,345", "1.23万人"),
        (12345, "人次", "12,345", "12,345人次"),
        (0.9996, "%", "99.9%", "99.9%"),
        (1.304, "倍", "1.30", "1.30倍"),
        (45, "天", "45", "45天"),
        (37.5, "天", "37.5", "37.5天"),
        (3412.5, "元/月", "3,413", "3,413元/月"),
        (3, None, "3", "3"),
    ],
)
def test_a_figure_is_written_by_its_unit(
    value: float | None, unit: str | None, written: str, with_unit: str
) -> None:
    assert numbers.amount(value, unit) == written
    assert numbers.amount_text(value, unit) == with_unit


def test_points_have_one_decimal_and_a_real_minus_sign() -> None:
    assert [numbers.decimal(value) for value in (88.46, 60, -0.5, None)] == [
        "88.5", "60.0", "−0.5", "—",
    ]  # fmt: skip
    assert [numbers.signed_decimal(value) for value in (0.5, -2, 0, None)] == [
        "+0.5", "−2.0", "0.0", "—",
    ]  # fmt: skip
