"""The key's figures of the labour roster, on rows made by hand."""

from __future__ import annotations

import pytest

from pipelines.sample.city import CITY_CODE
from pipelines.sample.figures import labour, needs, sets
from pipelines.sample.figures.figure import Measured
from tests.sample_snapshots import COUNTY, OTHER, Row, day, snapshot


def worker(person: int, **changes: object) -> Row:
    """Return somebody of 30 who works away since February."""
    return {
        "person": person,
        "id_birth_date": day("1992-03-01"),
        "hukou_kind": "农业户口",
        "employment_state": "已就业",
        "transfer_state": "外出务工",
        "work_region": "省外",
        "start_date": day("2022-02-10"),
        "wage_cny": 5000.0,
        "months_worked": 4,
        **changes,
    }


def jobless(person: int, **changes: object) -> Row:
    return worker(
        person,
        employment_state="未就业",
        transfer_state="无转移",
        work_region=None,
        start_date=None,
        wage_cny=None,
        months_worked=None,
        wants_job=True,
        **changes,
    )


def told(*rows: Row, month: str = "2022-05", **tables: list[Row]) -> Measured:
    whole = snapshot(
        month, {"T-H1": list(rows), **{k.replace("_", "-"): v for k, v in tables.items()}}
    )
    return labour.transferred(whole, {}) | needs.wishes(whole, {}) | needs.services(whole, {})


@pytest.mark.parametrize(
    ("changes", "in_year", "at_end"),
    [
        ({}, True, True),
        ({"hukou_kind": "非农业户口"}, False, False),
        ({"hukou_kind": None}, True, True),
        ({"start_date": day("2022-05-31")}, True, True),
        ({"start_date": day("2022-06-01")}, False, False),
        ({"start_date": None}, True, True),
        ({"return_date": day("2022-05-31")}, True, False),
        ({"return_date": day("2022-06-01")}, True, True),
        ({"return_date": day("2021-12-31")}, False, False),
        ({"return_date": day("2022-01-01")}, True, False),
        ({"transfer_state": "返乡未就业"}, False, False),
        ({"transfer_state": "返乡未就业", "return_date": day("2022-04-01")}, True, False),
        ({"transfer_state": "务农"}, False, False),
        ({"transfer_state": None}, False, False),
        ({"id_birth_date": day("2006-02-10")}, True, True),
        ({"id_birth_date": day("2006-02-11")}, False, False),
        ({"id_birth_date": None}, True, True),
    ],
)
def test_who_is_counted_in_the_year_and_who_is_still_on_post(
    changes: Row, in_year: bool, at_end: bool
) -> None:
    found = told(worker(1, **changes))
    assert found["I01"] == ({COUNTY: (1.0, None)} if in_year else {})
    assert found["I01p"] == ({COUNTY: (1.0, None)} if at_end else {})


def test_a_person_of_two_counties_counts_where_home_is() -> None:
    rows = [
        worker(1, county_code=COUNTY, home_county_code=OTHER),
        worker(1, county_code=OTHER, home_county_code=OTHER),
        {**worker(2), "person": None},
    ]
    assert told(*rows)["I01"] == {OTHER: (1.0, None)}


def test_months_skills_and_contracts_are_shares_of_those_counted() -> None:
    found = told(
        worker(1, months_worked=6, skill_level="高级技师", contract_state="已签订"),
        worker(2, months_worked=5, skill_level="无", contract_state="无需签订"),
        worker(3, months_worked=None, skill_level=None, contract_state=None),
        worker(4, months_worked=2, return_date=day("2022-03-01"), skill_level="初级工"),
    )
    assert found["I01m3"] == {COUNTY: (2.0, None)}
    assert found["I01m6"] == {COUNTY: (1.0, None)}
    assert found["I06a"] == {COUNTY: (2.0, 4.0)}
    assert found["I06b"] == {COUNTY: (1.0, 4.0)}
    assert found["I06c"] == {COUNTY: (1.0, 4.0)}


def test_the_median_wage_is_of_those_on_post_and_of_the_whole_city() -> None:
    found = told(
        worker(1, wage_cny=3000.0),
        worker(2, wage_cny=4000.0),
        worker(3, wage_cny=None),
        worker(4, wage_cny=9000.0, return_date=day("2022-03-01")),
        worker(5, wage_cny=8000.0, county_code=OTHER),
    )
    assert found["I06d"] == {
        COUNTY: (3500.0, None),
        OTHER: (8000.0, None),
        CITY_CODE: (4000.0, None),
    }
    assert told(worker(1, wage_cny=None))["I06d"] == {CITY_CODE: (None, None)}


def test_near_home_is_within_the_county_and_unknown_places_are_left_out() -> None:
    found = told(
        worker(1, work_region="乡内"),
        worker(2, work_region="县内乡外"),
        worker(3, work_region="市内县外"),
        worker(4, work_region=None),
    )
    assert found["I14a"] == {COUNTY: (2.0, None)}
    assert found["I14b"] == {COUNTY: (2.0, 3.0)}


def test_the_three_windows_are_months_of_the_year_up_to_now() -> None:
    rows = [
        worker(1, start_date=day("2022-02-01")),
        worker(2, start_date=day("2022-03-31")),
        worker(3, start_date=day("2022-04-01")),
        worker(4, start_date=day("2021-03-01")),
        worker(5, start_date=day("2022-02-01"), work_region="县内乡外"),
        worker(6, start_date=day("2022-02-01"), work_region=None),
        worker(7, start_date=day("2022-05-31")),
        worker(8, start_date=day("2022-06-01")),
    ]
    found = told(*rows)
    assert found["I17a"] == {COUNTY: (2.0, None)}
    assert found["I17b"] == {COUNTY: (1.0, None)}
    assert found["I17c"] == {}


def test_who_came_home_and_founded_a_business() -> None:
    found = told(
        worker(1, is_returnee=True, startup_state="已创业"),
        worker(2, is_returnee=True, startup_state="待创业"),
        worker(3, is_returnee=None, startup_state="已创业"),
    )
    assert found["I18a"] == {COUNTY: (1.0, None)}


def course(person: int, **changes: object) -> Row:
    return {
        "person": person,
        "training_kind": "就业技能",
        "closed_date": day("2022-03-15"),
        **changes,
    }


def test_founders_need_a_class_for_founders_and_others_any() -> None:
    found = told(
        jobless(1, wants_training=True, startup_state="待创业"),
        jobless(2, wants_training=True, startup_state="已创业"),
        jobless(3, wants_training=True, startup_state="无"),
        jobless(4, wants_training=None, startup_state="待创业"),
        T_H2=[course(1), course(2, training_kind="创业", county_code=OTHER), course(4)],
    )
    assert found["I20"] == {COUNTY: (1.0, 2.0)}
    assert found["I24"] == {COUNTY: (2.0, 3.0)}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, True),
        ({"employment_state": "在校"}, False),
        ({"employment_state": None}, True),
        ({"id_birth_date": day("1962-06-01")}, True),
        ({"id_birth_date": day("1962-05-31")}, False),
        ({"id_birth_date": None}, False),
    ],
)
def test_a_wish_counts_at_working_age_and_out_of_school(changes: Row, asked: bool) -> None:
    found = told(worker(1, wants_training=True, **changes))
    assert found["I24"] == ({COUNTY: (0.0, 1.0)} if asked else {})


@pytest.mark.parametrize(
    ("closed", "counts"),
    [("2022-01-01", True), ("2021-12-31", False), ("2022-05-31", True), ("2022-06-01", False)],
)
def test_a_class_counts_in_its_year_once_it_closed(closed: str, counts: bool) -> None:
    found = told(worker(1, wants_training=True), T_H2=[course(1, closed_date=day(closed))])
    assert found["I24"] == {COUNTY: (float(counts), 1.0)}


def service(person: int, kind: str, **changes: object) -> Row:
    return {
        "person": person,
        "service_kind": kind,
        "service_date": day("2022-04-01"),
        **changes,
    }


def test_founders_get_advice_from_any_county_this_year() -> None:
    found = told(
        *(worker(p, startup_state="待创业") for p in (1, 2, 3)),
        worker(4, startup_state="已创业"),
        T_H3=[
            service(1, "创业指导", county_code=OTHER),
            service(2, "创业指导", service_date=day("2021-12-31")),
            service(3, "职业指导"),
            service(4, "创业指导"),
        ],
    )
    assert found["I48"] == {COUNTY: (1.0, 3.0)}


def test_the_whole_of_131_is_one_three_and_one() -> None:
    whole = ["职业指导", "岗位推荐", "岗位推荐", "岗位推荐", "培训推荐"]
    found = told(
        *(jobless(p) for p in (1, 2, 3)),
        {**jobless(4), "wants_job": False},
        worker(5, wants_job=True),
        T_H3=[
            *(service(1, kind) for kind in whole),
            *(service(2, kind) for kind in whole[1:]),
            *(service(3, kind) for kind in (*whole[:3], whole[4])),
            *(service(4, kind) for kind in whole),
        ],
    )
    assert found["I50"] == {COUNTY: (1.0, 3.0)}


def test_aid_is_due_to_the_jobless_poor_who_do_not_work_in_the_other_system() -> None:
    spell = {"has_worked": True, "start_month": day("2022-01-01")}
    found = told(
        *(jobless(p) for p in range(1, 8)),
        worker(8, wants_job=True),
        T_N1=[
            *({"person": p, "household_kind": "脱贫户"} for p in (1, 2, 3, 4, 8)),
            {"person": 5, "household_kind": "一般农户", "monitor_kind": "边缘易致贫户"},
            {"person": 6, "household_kind": "一般农户"},
        ],
        T_N2=[
            {"person": 2, **spell},
            {"person": 3, **spell, "end_month": day("2022-04-01")},
            {"person": 4, "has_worked": False},
        ],
        T_C1=[{"person": 7, "low_income_kind": "农村低保对象"}],
        T_H6=[
            {"person": 1, "approved_date": day("2022-05-31")},
            {"person": 3, "approved_date": day("2022-06-01")},
            {"person": 4, "approved_date": day("2022-02-01"), "left_date": day("2022-05-31")},
            {"person": 5, "approved_date": day("2021-02-01"), "left_date": day("2022-06-01")},
            {"person": 7, "approved_date": None},
        ],
    )
    # 2 works in the month monitor, 6 is no member, 8 works here
    assert found["I44"] == {COUNTY: (2.0, 5.0)}


def test_sets_are_worked_out_once_a_month() -> None:
    whole = snapshot("2022-05", {"T-H1": [worker(1)]})
    assert sets.labour(whole) is sets.labour(whole)
    assert sets.labour(whole.without_labour()).is_empty()


def test_of_two_rows_of_the_month_monitor_the_members_county_and_the_last_episode_count() -> None:
    rows = [
        {"person": 1, "county_code": COUNTY, "has_worked": True, "work_region": "省外"},
        {
            "person": 1,
            "county_code": OTHER,
            "town_code": "220605100",
            "has_worked": True,
            "work_region": "乡内",
            "start_month": day("2022-04-01"),
        },
        {"person": 2, "county_code": COUNTY, "has_worked": None},
    ]
    member = [{"person": 1, "county_code": OTHER, "household_kind": "脱贫户"}]
    states = sets.national_states(snapshot("2022-05", {"T-N2": rows, "T-N1": member}))
    one, two = states.sort("person").to_dicts()
    assert (one["county_code"], one["town_code"]) == (OTHER, "220605100")
    assert (one["is_employed"], one["current_region_class"]) == (True, "县内")
    assert (two["is_employed"], two["current_work_region"]) == (False, None)


def test_the_poverty_population_prefers_members_then_the_home_county() -> None:
    rows = [
        {"person": 1, "county_code": COUNTY, "household_kind": "一般农户"},
        {
            "person": 1,
            "county_code": OTHER,
            "household_kind": "脱贫户",
            "labour_skill": "弱劳动力或半劳动力",
            "id_birth_date": day("1980-01-01"),
        },
        {"person": 2, "county_code": COUNTY, "home_county_code": OTHER},
        {"person": 2, "county_code": OTHER, "home_county_code": OTHER, "school_state": "大一"},
    ]
    persons = sets.poverty_population(snapshot("2022-05", {"T-N1": rows})).sort("person")
    assert persons["county_code"].to_list() == [OTHER, OTHER]
    assert persons["is_member"].to_list() == [True, False]
    assert persons["is_labour"].to_list() == [True, False]
    assert persons["is_student"].to_list() == [False, True]
