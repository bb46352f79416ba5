"""The list of public posts: who is on post, what they get, and what should not be."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.sample.figures import posts
from pipelines.sample.figures.snapshot import RowTotals
from tests.national_snapshots import HERE, OTHER_TOWN, THERE, Row, day, snapshot


def post(person: int, **more: object) -> Row:
    return {"person": person, "post_kind": "保洁员", "start_date": day(2021, 3), **more}


@pytest.mark.parametrize(
    ("start", "end", "on_post", "in_year"),
    [
        (day(2022, 5, 31), None, True, True),
        (day(2022, 6, 1), None, False, False),
        (None, None, True, True),
        (day(2021, 3), day(2022, 5, 31), True, True),
        (day(2021, 3), day(2022, 5, 30), False, True),
        (day(2021, 3), day(2022, 1, 1), False, True),
        (day(2021, 3), day(2021, 12, 31), False, False),
    ],
)
def test_on_post_is_asked_on_the_last_day(
    start: dt.date | None, end: dt.date | None, on_post: bool, in_year: bool
) -> None:
    rows = [post(1, start_date=start, end_date=end)]
    found = posts.posts(snapshot("2022-05", {"T-N6a": rows}), {})
    assert found["I39"] == ({HERE: (1.0, None)} if on_post else {})
    assert found["I39c"] == ({HERE: (1.0, None)} if in_year else {})


def test_persons_are_counted_once_and_posts_each() -> None:
    rows = [post(1), post(1, post_kind="护林员"), post(1, county_code=THERE), post(2)]
    found = posts.posts(snapshot("2022-05", {"T-N6a": rows}), {})
    assert found["I39"] == {HERE: (2.0, None)}
    assert found["I39c"] == {HERE: (3.0, None), THERE: (1.0, None)}


def test_the_mean_is_of_all_months_since_january() -> None:
    past = {
        "2021-12": snapshot("2021-12", {"T-N6a": [post(n) for n in range(20)]}),
        "2022-01": snapshot("2022-01", {"T-N6a": [post(1)]}),
        "2022-02": snapshot("2022-02", {"T-N6a": [post(1), post(2), post(3, county_code=THERE)]}),
    }
    march = snapshot("2022-03", {"T-N6a": [post(1), post(2), post(3)]})
    mean = posts.posts(march, past)["I39b"]
    assert mean[HERE] == (2.0, None)
    assert mean[THERE] == (pytest.approx(1 / 3), None)
    assert mean["220621"] == (0.0, None)
    assert mean["220600"] == (pytest.approx(7 / 3), None)


def test_there_is_no_mean_where_a_month_is_not_there() -> None:
    absent = snapshot("2022-01", {}, missing=(("T-N6a", THERE),))
    february = snapshot("2022-02", {"T-N6a": [post(1)]})
    mean = posts.posts(february, {"2022-01": absent})["I39b"]
    assert mean[HERE] == (0.5, None)
    assert mean[THERE] == mean["220600"] == (None, None)
    assert set(posts.posts(february, {})["I39b"].values()) == {(None, None)}


def test_weak_is_told_by_the_register_and_else_by_the_list() -> None:
    weak = {"household_kind": "脱贫户", "labour_skill": "弱劳动力或半劳动力"}
    tables = {
        "T-N6a": [
            post(1, is_weak_labour=False),
            post(2, is_weak_labour=True),
            post(3, is_weak_labour=True),
            post(4, is_weak_labour=True),
            post(5),
        ],
        "T-N1": [
            {"person": 1, **weak},
            {"person": 2, **weak, "labour_skill": "普通劳动力"},
            {"person": 3, **weak, "labour_skill": None},
        ],
    }
    found = posts.posts(snapshot("2022-05", tables), {})
    assert found["I40"] == {HERE: (3.0, 5.0)}


def paid(kind: str, *amounts: float, **more: object) -> list[Row]:
    return [
        post(int(amount) * 10 + n, post_kind=kind, monthly_pay_cny=amount, **more)
        for n, amount in enumerate(amounts)
    ]


def test_pay_is_compared_within_kinds_of_five_or_more() -> None:
    rows = [
        *paid("保洁员", 500.0, 600.0, 700.0, 800.0, 900.0),
        *paid("护林员", 500.0, 500.0, 500.0, 600.0, 0.0, 600.0),
        *paid("护路员", 100.0, 200.0, 300.0, 900.0),
        *paid("河道管护", 500.0, 500.0, 500.0, 500.0, 2_000.0, county_code=THERE),
        post(1, post_kind="河道管护", monthly_pay_cny=None),
    ]
    found = posts.pay(snapshot("2022-05", {"T-N6a": rows}), {})
    assert found["I41"] == {HERE: (1.8, None), THERE: (4.0, None), "220600": (4.0, None)}
    # (860 - 540) / 700; 500 + 0.6 * 1500 - 500 over 500
    assert found["I41b"][HERE][0] == pytest.approx(320 / 700)
    assert found["I41b"][THERE][0] == pytest.approx(900 / 500)
    assert found["I41b"]["220600"][0] == pytest.approx(900 / 500)


def test_four_of_a_kind_and_former_posts_are_not_compared() -> None:
    rows = [
        *paid("保洁员", 500.0, 600.0, 700.0, 800.0),
        *paid("保洁员", 900.0, end_date=day(2022, 5, 30)),
    ]
    found = posts.pay(snapshot("2022-05", {"T-N6a": rows}), {})
    assert found == {"I41": {"220600": (None, None)}, "I41b": {"220600": (None, None)}}


def test_sound_rows_are_those_of_the_whole_book() -> None:
    totals = {
        ("T-N6a", HERE): RowTotals(40, 39),
        ("T-N6a", THERE): RowTotals(7, 7),
        ("T-H2", HERE): RowTotals(9, 1),
    }
    found = posts.irregular(snapshot("2022-05", {}, totals=totals), {})
    assert found["I42a"] == {HERE: (39.0, 40.0), THERE: (7.0, 7.0)}


def test_two_posts_are_two_open_rows_of_a_person() -> None:
    rows = [
        post(1),
        post(1, post_kind="护林员", county_code=THERE),
        post(2),
        post(2, end_date=day(2022, 5, 30)),
    ]
    found = posts.irregular(snapshot("2022-05", {"T-N6a": rows}), {})
    assert found["I42b"] == {HERE: (1.0, None)}


def test_away_is_work_outside_the_county_that_goes_on() -> None:
    def far(person: int, **more: object) -> Row:
        return {
            "person": person,
            "has_worked": True,
            "start_month": day(2022, 1),
            "work_region": "市内县外",
            **more,
        }

    tables = {
        "T-N6a": [post(n) for n in range(1, 6)],
        "T-N2": [
            far(1, county_code=THERE),
            far(2, end_month=day(2022, 4)),
            far(3, end_month=day(2022, 5)),
            far(4, work_region="县内乡外"),
            far(5, work_region=None),
            far(6),
        ],
    }
    found = posts.irregular(snapshot("2022-05", tables), {})
    assert found["I42c"] == {HERE: (2.0, None)}


def test_seventy_is_reached_on_the_birthday() -> None:
    rows = [
        post(1, id_birth_date=day(1952, 5, 31)),
        post(2, id_birth_date=day(1952, 6, 1)),
        post(3, id_birth_date=None),
    ]
    found = posts.irregular(snapshot("2022-05", {"T-N6a": rows}), {})
    assert found["I42d"] == {HERE: (1.0, None)}


def test_the_dead_are_told_by_either_register() -> None:
    tables = {
        "T-N6a": [post(1), post(2), post(3), post(4, end_date=day(2022, 1))],
        "T-H1": [
            {"person": 1, "population_class": "死亡", "county_code": THERE},
            {"person": 3, "population_class": "适龄劳动力"},
            {"person": 4, "population_class": "死亡"},
        ],
        "T-H7": [
            {"person": 1, "leave_reason": "死亡"},
            {"person": 2, "leave_reason": "死亡", "county_code": THERE},
            {"person": 3, "leave_reason": "迁出"},
        ],
    }
    found = posts.irregular(snapshot("2022-05", tables), {})
    assert found["I42e"] == {HERE: (2.0, None)}


def test_households_are_those_of_the_register() -> None:
    def of(person: int, house: str | None, **more: object) -> Row:
        return {"person": person, "household_no": house, "household_kind": "脱贫户", **more}

    tables = {
        "T-N6a": [post(n, county_code=THERE, town_code=OTHER_TOWN) for n in range(1, 9)],
        "T-N1": [
            of(1, "5001"),
            of(2, "5001"),
            of(3, "5001"),
            of(4, "5002"),
            of(9, "5002"),
            of(5, None),
            of(6, None),
            of(7, "5003"),
            of(8, "5003", county_code=THERE),
        ],
    }
    found = posts.irregular(snapshot("2022-05", tables), {})
    assert found["I42f"] == {HERE: (1.0, None)}


def test_pay_without_a_day_of_work_is_counted_by_post() -> None:
    rows = [
        post(1, attendance_days=0, monthly_pay_cny=500.0),
        post(1, attendance_days=0, monthly_pay_cny=500.0, post_kind="护林员"),
        post(2, attendance_days=0, monthly_pay_cny=0.0),
        post(3, attendance_days=None, monthly_pay_cny=500.0),
        post(4, attendance_days=0, monthly_pay_cny=None),
        post(5, attendance_days=0, monthly_pay_cny=500.0, end_date=day(2022, 5, 1)),
    ]
    found = posts.irregular(snapshot("2022-05", {"T-N6a": rows}), {})
    assert found["I42g"] == {HERE: (2.0, None)}
