"""The figures of the national system, of posts, workshops and the low-income roster, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.warehouse import build, promote
from tests.integration.national_city import FUSONG, JINGYU, city

CITY = "220600"


@pytest.fixture(scope="module")
def warehouse(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    settings = Settings(home=tmp_path_factory.mktemp("national"), workers=2)
    city(settings)
    promote(settings, build(settings, None))
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        yield connection


def figure(
    warehouse: duckdb.DuckDBPyConnection, indicator: str, county: str, month: str = "2022-05"
) -> tuple[Any, ...] | None:
    """Return numerator, denominator and value of one figure."""
    return warehouse.execute(
        "select numerator, denominator, value from marts.fct_indicator where indicator_id = ?"
        " and county_code = ? and report_month = (? || '-01')::date",
        [indicator, county, month],
    ).fetchone()


@pytest.mark.parametrize(
    ("indicator", "fusong", "city_value"),
    [
        # 1, 2 and 4 worked this year; 21 and one in each of the quiet counties too.
        ("I04", 3, 8),
        ("I04p", 3, 8),
        # H3 came under monitoring in April, after 4 had begun to work.
        ("I05", 1, 1),
        ("I05p", 1, 1),
        ("I14c", 2, 2),
        ("I15a", 1, 1),
        ("I15b", 0, 0),
        ("I15c", 0, 0),
        ("I15d", 0, 0),
        ("I15e", 1, 1),
        ("I17d", 1, 1),
        ("I17e", 0, 0),
        ("I17f", 0, 0),
        ("I31", 1, 1),
        ("I31c", 1, 1),
        # 甲 and 丁 run; five workshops elsewhere with five workers, one of them relieved.
        ("I32a", 30, 55),
        ("I32b", 9, 14),
        ("I32c", 1, 1),
        # The employment system alone knows that 9 works.
        ("I39d", 1, 1),
        ("I39e", 1, 1),
        # 5, 1, 31 to 35; 2 left in April, 10 is quarantined, 11 lives in an excluded town.
        ("I39", 7, 12),
        ("I39c", 9, 14),
        ("I42b", 1, 1),
        ("I42d", 1, 1),
        ("I42g", 1, 1),
        ("I42f", 1, 1),
        ("I57b", 1, None),
    ],
)
def test_a_count_is_what_counting_by_hand_gives(
    warehouse: duckdb.DuckDBPyConnection, indicator: str, fusong: int, city_value: int | None
) -> None:
    assert figure(warehouse, indicator, FUSONG) == (fusong, None, fusong)
    if city_value is not None:
        assert figure(warehouse, indicator, CITY) == (city_value, None, city_value)


@pytest.mark.parametrize(
    ("indicator", "county", "numerator", "denominator"),
    [
        # 7 worked in 抚松 in May 2021 and is a member in 靖宇 now.
        ("I04c", FUSONG, 2, 3),
        ("I04c", CITY, 7, 8),
        ("I14d", FUSONG, 2, 3),
        ("I30", FUSONG, 1, 2),
        ("I30", CITY, 6, 7),
        ("I31b", FUSONG, 1, 1),
        ("I31b", JINGYU, 0, 1),
        ("I31b", CITY, 1, 6),
        # Of 1, 2, 3, 6 and 9: 2 has no wage, 6 is in neither system, nobody asked 9 about training.
        ("I34", FUSONG, 2, 5),
        # 3 and 9 do not work; 3 was asked, and a named helper came.
        ("I35", FUSONG, 1, 2),
        ("I36", FUSONG, 1, 2),
        # H1, H2 and H6 have labour; somebody of H1 works.
        ("I37", FUSONG, 1, 3),
        ("I38", FUSONG, 1, 1),
        # 5 is weak by the system, 31 by the list.
        ("I40", FUSONG, 2, 7),
        ("I42a", FUSONG, 10, 11),
        ("I42a", CITY, 15, 16),
        # 1, 2, 3 delivered in May, 9 updated 35 days ago, 13 a day before that.
        ("I43a", FUSONG, 4, 5),
        ("I43b", FUSONG, 1, 3),
        ("I43c", FUSONG, 4, 5),
        # 2 works, 9 and 13 do not want to: 3 and 16 are left.
        ("I44", FUSONG, 1, 2),
        ("I46a", FUSONG, 1, 1),
        ("I46b", FUSONG, 0, 1),
        ("I46c", FUSONG, 1, 1),
        ("I46c", CITY, 2, 2),
        ("I47", FUSONG, 1, 2),
        ("I57", FUSONG, 2, 3),
        ("I59", FUSONG, 1, 2),
    ],
)
def test_a_ratio_is_what_counting_by_hand_gives(
    warehouse: duckdb.DuckDBPyConnection,
    indicator: str,
    county: str,
    numerator: int,
    denominator: int,
) -> None:
    value = pytest.approx(numerator / denominator)
    assert figure(warehouse, indicator, county) == (numerator, denominator, value)


@pytest.mark.parametrize(
    ("indicator", "county", "value"),
    [
        # One post from January to April, seven in May; six and twelve in the city.
        ("I39b", FUSONG, 2.2),
        ("I39b", CITY, 7.2),
        # 护林员: 500, 600, 700, 700, 800, 1000.
        ("I41", FUSONG, 2.0),
        ("I41", CITY, 2.0),
        ("I41", JINGYU, None),
        ("I41b", FUSONG, 0.5),
        # 18 waited two months, 28 one.
        ("I46d", FUSONG, 60.0),
        ("I46d", JINGYU, 30.0),
        ("I46d", CITY, 45.0),
    ],
)
def test_a_statistic_is_what_working_it_out_by_hand_gives(
    warehouse: duckdb.DuckDBPyConnection, indicator: str, county: str, value: float | None
) -> None:
    expected = None if value is None else pytest.approx(value)
    assert figure(warehouse, indicator, county) == (None, None, expected)


def test_what_needs_a_book_of_every_county_has_no_city_value_without_one(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    # T-C1, T-N3, T-H3 arrived from 抚松 alone: a rate of the city is of who has one.
    assert figure(warehouse, "I43b", JINGYU) == (None, None, None)
    assert figure(warehouse, "I43b", CITY) == (1, 3, pytest.approx(1 / 3))
    # 42e needs T-H1 too, which everybody delivered; the dead of T-H7 are an addition.
    assert figure(warehouse, "I42e", FUSONG) == (2, None, 2)
    assert figure(warehouse, "I42e", CITY) == (2, None, 2)
    assert figure(warehouse, "I42c", CITY) == (5, None, 5)


def test_a_month_before_says_what_was_true_then(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    # In April 2 had no work, and the last episode was the shop on the web.
    assert figure(warehouse, "I04", FUSONG, "2022-04") == (3, None, 3)
    assert figure(warehouse, "I04p", FUSONG, "2022-04") == (2, None, 2)
    assert figure(warehouse, "I15b", FUSONG, "2022-04") == (1, None, 1)
    assert figure(warehouse, "I46a", FUSONG, "2022-04") == (0, 1, 0)
    assert figure(warehouse, "I39", FUSONG, "2022-04") == (1, None, 1)
    # December's book of posts is another year's: there is none in December 2021.
    assert figure(warehouse, "I39", FUSONG, "2021-12") == (None, None, None)
    # Nothing to compare with in the baseline year, and no month before the first.
    assert figure(warehouse, "I04c", FUSONG, "2021-12") == (0, 0, None)
    assert figure(warehouse, "I30", FUSONG, "2021-12") == (0, 0, None)
    assert figure(warehouse, "I46a", FUSONG, "2021-05") == (0, 0, None)


def test_the_towns_add_up_to_the_county(warehouse: duckdb.DuckDBPyConnection) -> None:
    towns = warehouse.execute(
        "select town_code, numerator, denominator from intermediate.int_indicator_town_month"
        " where indicator_id = 'I57' and county_code = ? and report_month = '2022-05-01'"
        " order by town_code",
        [FUSONG],
    ).fetchall()
    assert towns == [("220621100", 2, 2), ("220621101", 0, 1)]


def test_a_rebuilt_month_is_the_same_as_all_of_them(tmp_path: Path) -> None:
    def figures(settings: Settings) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
            return connection.execute("from marts.fct_indicator order by all").fetchall()

    settings = Settings(home=tmp_path / "step by step", workers=2)
    city(settings, through="2022-04")
    promote(settings, build(settings, None))
    city(settings)
    report = build(settings, ["2022-05"])
    assert report.first_month == "2022-05"
    promote(settings, report)
    stepwise = figures(settings)
    promote(settings, build(settings, None, full_refresh=True))
    assert figures(settings) == stepwise
