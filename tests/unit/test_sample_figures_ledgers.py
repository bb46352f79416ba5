"""The key's figures of classes, bases, events and checks, on rows made by hand."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from pipelines.sample.city import CITY_CODE, City, read_city
from pipelines.sample.figures import bases, checks, classes, events
from pipelines.sample.figures.figure import Pair
from tests.sample_snapshots import COUNTY, OTHER, Row, day, snapshot


def course(person: int, **changes: object) -> Row:
    """Return a seat of somebody who passed in March and does not work."""
    return {
        "person": person,
        "training_kind": "就业技能",
        "training_mode": "订单",
        "closed_date": day("2022-03-01"),
        "trainee_groups": "农村劳动力",
        "is_qualified": True,
        "is_employed": False,
        **changes,
    }


def seats(*rows: Row, month: str = "2022-06", **tables: list[Row]) -> dict[str, dict[str, Pair]]:
    more = {name.replace("_", "-"): table for name, table in tables.items()}
    return classes.trainings(snapshot(month, {"T-H2": list(rows), **more}), {})


def test_persons_are_counted_once_at_their_first_class_and_seats_all() -> None:
    found = seats(
        course(1, closed_date=day("2022-04-01")),
        course(1, county_code=OTHER),
        course(2, is_qualified=False),
        course(3, trainee_groups=None, training_mode=None),
        course(4, closed_date=day("2021-12-31")),
        course(5, closed_date=day("2022-07-01")),
        course(6, training_kind="致富带头人", training_mode="其他", is_qualified=None),
    )
    assert found["I02"] == {OTHER: (1.0, None)}
    assert found["I23"] == {COUNTY: (4.0, None), OTHER: (1.0, None)}
    assert found["I26"] == {COUNTY: (2.0, 4.0), OTHER: (1.0, 1.0)}
    assert found["I28"] == {COUNTY: (1.0, None)}


@pytest.mark.parametrize(
    ("changes", "called", "pair"),
    [
        ({}, "2022-03-01", (1.0, 1.0)),
        ({}, "2022-03-31", (1.0, 1.0)),
        ({}, "2022-04-01", (0.0, 1.0)),
        ({}, "2022-02-28", (0.0, 1.0)),
        ({"closed_date": day("2022-05-31")}, "2022-06-02", (1.0, 1.0)),
        ({"closed_date": day("2022-06-01")}, "2022-06-02", None),
        ({"is_qualified": None}, "2022-03-02", None),
        ({"is_employed": True}, "2022-03-02", None),
        ({"is_employed": True, "employed_date": day("2022-03-01")}, "2022-03-02", None),
        ({"is_employed": True, "employed_date": day("2022-03-02")}, "2022-03-02", (1.0, 1.0)),
        ({"is_employed": None}, "2022-03-02", (1.0, 1.0)),
    ],
)
def test_who_does_not_work_after_a_class_is_called_within_thirty_days(
    changes: Row, called: str, pair: Pair | None
) -> None:
    calls = [{"person": 1, "service_date": day(called), "county_code": OTHER}]
    found = seats(course(1, **changes), T_H3=calls)
    assert found["I25a"].get(COUNTY) == pair


@pytest.mark.parametrize(
    ("changes", "pair"),
    [
        ({}, (0.0, 1.0)),
        ({"is_employed": True}, (1.0, 1.0)),
        ({"is_employed": True, "employed_date": day("2022-05-30")}, (1.0, 1.0)),
        ({"is_employed": True, "employed_date": day("2022-05-31")}, (0.0, 1.0)),
        ({"closed_date": day("2022-04-01")}, (0.0, 1.0)),
        ({"closed_date": day("2022-04-02")}, None),
        ({"is_qualified": False}, None),
    ],
)
def test_who_works_ninety_days_after_a_class(changes: Row, pair: Pair | None) -> None:
    assert seats(course(1, **changes))["I25b"].get(COUNTY) == pair


def test_a_subsidy_stands_in_the_training_book_or_among_the_payments() -> None:
    def paid(person: int | None, policy: str, month: str) -> Row:
        return {"person": person, "policy": policy, "subsidy_month": day(month)}

    found = seats(
        course(1, subsidy_cny=900.0),
        course(2, subsidy_cny=0.0),
        course(3),
        course(4),
        course(5),
        course(6, subsidy_cny=900.0, is_qualified=False),
        T_H8=[
            paid(2, "职业培训补贴", "2022-03-01"),
            paid(3, "跨省务工一次性交通补贴", "2022-03-01"),
            paid(4, "职业培训补贴", "2021-12-01"),
            paid(5, "职业培训补贴", "2022-07-01"),
            paid(None, "职业培训补贴", "2022-03-01"),
        ],
    )
    assert found["I29"] == {COUNTY: (2.0, 5.0)}


def base(name: str, **changes: object) -> Row:
    return {
        "base_name": name,
        "base_level": "县级",
        "approved_date": day("2022-04-01"),
        "base_state": "正常",
        "jobs": 10,
        "startups": 3,
        **changes,
    }


def test_a_base_approved_twice_is_one_base_of_its_highest_level() -> None:
    rows = [
        base("甲"),
        base("甲", base_level="省级", jobs=40, startups=None),
        base("甲", base_level="省级", jobs=50),
        base("乙", base_level="市级"),
        base("丙", approved_date=day("2019-04-01")),
        base("丁", approved_date=day("2022-07-01")),
        base("戊", base_state="停运"),
        base("甲", county_code=OTHER),
    ]
    found = bases.bases(snapshot("2022-06", {"T-H4": rows}), {})
    assert found["I03"] == {COUNTY: (3.0, None), OTHER: (1.0, None)}
    assert found["I03a"] == {COUNTY: (5.0, None), OTHER: (1.0, None)}
    assert found["I03p"] == {COUNTY: (1.0, None)}
    assert found["I03s"] == {COUNTY: (1.0, None)}
    assert found["I03x"] == {COUNTY: (1.0, None), OTHER: (1.0, None)}
    assert found["I03b"] == {COUNTY: (3.0, None), OTHER: (1.0, None)}
    assert found["I18b"] == {COUNTY: (60.0, None), OTHER: (10.0, None)}
    assert found["I18c"] == {COUNTY: (6.0, None), OTHER: (3.0, None)}


def event(campaign: str, **changes: object) -> Row:
    return {
        "campaign": campaign,
        "event_date": day("2022-03-01"),
        "event_form": "线下",
        "firms": 2,
        "posts": 20,
        "attendees": 100,
        "intents": 5,
        "signed": 1,
        **changes,
    }


def test_events_are_told_by_campaign_and_form() -> None:
    rows = [
        event("春风行动"),
        event("就业帮扶行动周", attendees=None),
        event("民营企业招聘月", event_form="直播", viewers=900),
        event("直播带岗", event_form=None, viewers=None),
        event("春风行动", event_date=day("2021-12-31")),
        event("春风行动", event_date=day("2022-07-01")),
        event("春风行动", county_code=CITY_CODE),
    ]
    found = events.events(snapshot("2022-06", {"T-H5": rows}), {})

    def of(indicator: str) -> list[float | None]:
        return [found[indicator].get(place, (0.0, None))[0] for place in (COUNTY, CITY_CODE)]

    assert [of(f"I16{letter}") for letter in "abcde"] == [
        [2, 1],
        [4, 2],
        [40, 20],
        [100, 100],
        [10, 5],
    ]
    assert [of(f"I54{letter}") for letter in "abcd"] == [[2, 1], [40, 20], [10, 5], [2, 1]]
    assert [of(f"I55{letter}") for letter in "abc"] == [[2, 0], [900, 0], [10, 0]]


def test_a_village_is_served_by_an_event_of_its_county_or_of_the_city_that_names_it() -> None:
    villages = [
        *({"village_name": name, "is_assisted": True} for name in ("东村", "西村", "南村", "北村")),
        {"village_name": None, "is_assisted": True},
        {"village_name": "上村", "is_assisted": None},
        {"village_name": "东村", "is_assisted": True, "county_code": OTHER},
    ]
    rows = [
        event("专场招聘会", villages="东村、上村"),
        event("专场招聘会", villages="东村"),
        event("专场招聘会", villages="南村", county_code=CITY_CODE),
        event("专场招聘会", villages="西", event_form="线上"),
        event("专场招聘会", villages=None),
        event("三送下乡", villages="西村"),
        event("送人到企", villages="西村", event_date=day("2021-06-01")),
        event("送人到企", villages="北村", county_code=OTHER),
    ]
    found = events.villages(snapshot("2022-06", {"T-N5": villages, "T-H5": rows}), {})
    assert found["I22a"] == {COUNTY: (2.0, 5.0), OTHER: (0.0, 1.0)}
    assert found["I22b"] == {COUNTY: (1.0, 5.0), OTHER: (0.0, 1.0)}
    assert found["I22c"] == {COUNTY: (0.0, 5.0), OTHER: (0.0, 1.0)}


def check(date: str, **changes: object) -> Row:
    return {
        "town_code": "220602100",
        "checked_date": day(date),
        "is_reached": True,
        "state_is_true": True,
        **changes,
    }


def test_a_check_is_right_when_no_answer_is_wrong() -> None:
    rows = [
        check("2022-01-10"),
        check("2022-04-01"),
        check("2022-05-31", wage_is_true=False),
        check("2022-05-01", is_reached=None),
        check("2021-12-31"),
        check("2022-06-01"),
    ]
    labour = [
        {"person": 1, "town_code": "220602100"},
        {"person": 2, "town_code": "220602101"},
        {"person": 3, "town_code": "220602101"},
        {"person": 4, "town_code": None},
    ]
    found = checks.spot_checks(snapshot("2022-05", {"T-S1": rows, "T-H1": labour}), {})
    assert found["I08"] == {COUNTY: (2.0, 3.0)}
    assert found["I11b"] == {COUNTY: (1.0, 2.0)}
    assert found["I11a"] == {COUNTY: (1.0, 2.0)}


def test_a_township_that_is_not_in_the_roster_or_was_checked_last_quarter_is_not_covered() -> None:
    rows = [check("2022-03-31"), check("2022-04-05", town_code="220602999")]
    labour = [{"person": 1, "town_code": "220602100"}]
    found = checks.spot_checks(snapshot("2022-04", {"T-S1": rows, "T-H1": labour}), {})
    assert found["I11a"] == {COUNTY: (0.0, 1.0)}


def city_with(*targets: tuple[str, str, int]) -> City:
    city = read_city(0.01)
    rows = [
        {"plan_year": 2022, "indicator_id": i, "county_code": c, "target_value": v}
        for i, c, v in targets
    ]
    return replace(city, targets=pl.DataFrame(rows))


def test_the_plan_is_shared_out_where_a_county_has_its_own_target_and_all_add_up() -> None:
    city = city_with(
        ("I01", CITY_CODE, 30),
        ("I01", COUNTY, 10),
        ("I01", OTHER, 20),
        ("I02", CITY_CODE, 5),
        ("I02", OTHER, 4),
        ("I03", COUNTY, 1),
    )
    found = checks.plan(snapshot("2022-05", city=city), {})["I27"]
    assert (found[COUNTY], found[OTHER]) == ((1.0, 2.0), (2.0, 2.0))
    assert found["220681"] == (0.0, 2.0)
    assert found[CITY_CODE] == (1.0, 2.0)
    assert set(checks.plan(snapshot("2021-05", city=city), {})["I27"].values()) == {(None, None)}
