"""A sample is the same for the same seed, spread over the townships, and prefers findings."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.spotcheck import SpotCheckError
from pipelines.spotcheck.run import Order, draw_round
from pipelines.spotcheck.sample import (
    FILLED,
    FLAGGED,
    RANDOM,
    Chosen,
    Person,
    allocate,
    default_seed,
    draw,
)


def people(town: str, count: int, flagged: int = 0) -> list[Person]:
    return [Person(f"{town}-{number}", town, number < flagged) for number in range(count)]


def parts(chosen: list[Chosen]) -> Counter[str]:
    return Counter(one.part for one in chosen)


@pytest.mark.parametrize(
    ("persons", "size", "places"),
    [
        ({"a": 600, "b": 300, "c": 100}, 10, {"a": 6, "b": 3, "c": 1}),
        ({"a": 980, "b": 10, "c": 10}, 10, {"a": 8, "b": 1, "c": 1}),
        ({"a": 5, "b": 50, "c": 20}, 2, {"a": 0, "b": 1, "c": 1}),
        ({"a": 2, "b": 3}, 30, {"a": 2, "b": 3}),
        ({"a": 1, "b": 1000}, 100, {"a": 1, "b": 99}),
        ({"a": 0, "b": 10}, 5, {"a": 0, "b": 5}),
        ({}, 5, {}),
    ],
)
def test_townships_share_the_places_by_size_with_one_each_where_possible(
    persons: dict[str, int], size: int, places: dict[str, int]
) -> None:
    assert allocate(persons, size) == places


def test_nine_of_ten_have_findings_where_there_are_enough() -> None:
    persons = people("a", 500, flagged=200) + people("b", 300, flagged=100)
    chosen = draw(persons, 40, 7, 0.9)
    assert parts(chosen) == {RANDOM: 4, FLAGGED: 36}
    assert all(one.person.is_flagged for one in chosen if one.part == FLAGGED)
    assert Counter(one.person.town_code for one in chosen) == {"a": 25, "b": 15}
    assert len({one.person.person_key for one in chosen}) == 40


def test_where_too_few_have_findings_others_are_drawn_in_their_stead() -> None:
    chosen = draw(people("a", 100, flagged=3), 20, 7, 0.9)
    assert parts(chosen)[RANDOM] == 2
    flagged = sum(one.person.is_flagged for one in chosen)
    assert flagged == 3
    assert parts(chosen)[FILLED] == 18 - parts(chosen)[FLAGGED]


@pytest.mark.parametrize(("share", "random"), [(1.0, 0), (0.0, 20), (0.5, 10)])
def test_the_share_is_a_parameter(share: float, random: int) -> None:
    assert parts(draw(people("a", 100, flagged=50), 20, 7, share))[RANDOM] == random


def test_the_same_seed_draws_the_same_whatever_the_order_and_another_seed_others() -> None:
    persons = people("a", 200, flagged=40) + people("b", 200, flagged=40)
    chosen = draw(persons, 30, 7, 0.9)
    assert draw(list(reversed(persons)), 30, 7, 0.9) == chosen
    assert draw(persons, 30, 8, 0.9) != chosen
    assert default_seed("2022-05", 1) == default_seed("2022-05", 1)
    assert len({default_seed(m, n) for m in ("2022-05", "2022-06") for n in (1, 2)}) == 4


def test_everybody_has_the_same_chance_of_the_random_places() -> None:
    persons = people("a", 20, flagged=10)
    drawn = Counter(
        one.person.person_key for seed in range(2000) for one in draw(persons, 4, seed, 0.0)
    )
    assert len(drawn) == 20
    # 2,000 draws of 4 of 20: 400 each, standard deviation 18.
    assert all(abs(count - 400) < 80 for count in drawn.values())


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (Order("五月", 10), "月份应写成"),
        (Order("2022-05", 0), "不小于 1"),
        (Order("2022-05", 10, flagged_share=1.5), "0 与 1 之间"),
        (Order("2022-05", 10), "浑江区到2022年5月为止没有采用过"),
    ],
)
def test_an_order_that_cannot_be_carried_out_is_explained(
    tmp_path: Path, order: Order, words: str
) -> None:
    with pytest.raises(SpotCheckError, match=words):
        draw_round(Settings(home=tmp_path), order)
    assert not (tmp_path / "archive").exists()
