"""People who were moved: what is known of them in either system, who asks and helps them."""

from __future__ import annotations

import pytest

from pipelines.sample.figures import national_relocated
from tests.national_snapshots import HERE, OTHER_TOWN, THERE, Row, day, snapshot


def moved(person: int, **more: object) -> Row:
    return {
        "person": person,
        "household_kind": "脱贫户",
        "household_no": f"50{person:02d}",
        "is_relocated": True,
        "labour_skill": "普通劳动力",
        **more,
    }


def works(person: int, **more: object) -> Row:
    return {"person": person, "has_worked": True, "start_month": day(2022, 1), **more}


IDLE = {"has_worked": False, "start_month": None}

COMPLETE: Row = {"person": 1, "wants_training": False}


@pytest.mark.parametrize(
    ("episode", "roster", "is_complete"),
    [
        (works(1, work_region="省外", wage_cny=4_000.0), COMPLETE, True),
        (works(1, work_region="省外"), COMPLETE | {"wage_cny": 3_000.0}, True),
        (works(1, wage_cny=4_000.0), COMPLETE | {"work_region": "乡内"}, True),
        (works(1, wage_cny=4_000.0), COMPLETE, False),
        (works(1, work_region="省外"), COMPLETE, False),
        (works(1, work_region="省外", wage_cny=4_000.0), {"person": 1}, False),
        (works(1, work_region="省外", wage_cny=4_000.0), {"person": 2}, False),
        # who does not work needs neither place nor pay
        (works(1, **IDLE), COMPLETE, True),
        (works(1, has_worked=None), COMPLETE, False),
        (works(1, has_worked=None), COMPLETE | {"employment_state": "务农"}, True),
        # the month monitor goes before the roster
        (works(1, **IDLE), COMPLETE | {"employment_state": "已就业"}, True),
    ],
)
def test_a_list_is_complete_when_either_system_knows(
    episode: Row, roster: Row, is_complete: bool
) -> None:
    tables = {"T-N1": [moved(1)], "T-N2": [episode], "T-H1": [roster]}
    found = national_relocated.persons(snapshot("2022-05", tables), {})
    assert found["I34"] == {HERE: (float(is_complete), 1.0)}


def test_who_is_only_in_the_roster_is_judged_by_it() -> None:
    roster = COMPLETE | {"employment_state": "已就业"}
    for more, good in (({}, 0.0), ({"work_region": "乡内", "wage_cny": 1_500.0}, 1.0)):
        tables = {"T-N1": [moved(1)], "T-H1": [roster | more]}
        found = national_relocated.persons(snapshot("2022-05", tables), {})
        assert found["I34"] == {HERE: (good, 1.0)}


def test_ability_may_be_told_by_the_roster() -> None:
    for roster, good in ((COMPLETE, 0.0), (COMPLETE | {"skill_level": "无"}, 1.0)):
        tables = {
            "T-N1": [moved(1, labour_skill=None)],
            "T-N2": [works(1, **IDLE)],
            "T-H1": [roster],
        }
        found = national_relocated.persons(snapshot("2022-05", tables), {})
        assert found["I34"] == {HERE: (good, 1.0)}


def test_only_relocated_grown_ups_out_of_school_are_on_the_list() -> None:
    members = [
        moved(1, is_relocated=None),
        moved(2, id_birth_date=day(2006, 6)),
        moved(3, id_birth_date=day(1962, 5, 31)),
        moved(4, school_state="普通高中二年级"),
        moved(5, id_birth_date=None),
        moved(6, labour_skill="丧失劳动力", id_birth_date=day(1962, 6)),
    ]
    found = national_relocated.persons(snapshot("2022-05", {"T-N1": members}), {})
    assert found["I34"] == {HERE: (0.0, 1.0)}
    assert found["I35"] == {}


def test_the_idle_are_asked_and_helped_by_whatever_county() -> None:
    members = [moved(n) for n in range(1, 7)]
    tables = {
        "T-N1": members,
        "T-N2": [works(1), works(2, **IDLE), works(3, end_month=day(2022, 4))],
        "T-H1": [
            {"person": 2, "employment_state": "已就业"},
            {"person": 4, "employment_state": "已就业"},
            {"person": 5, "wants_job": False},
        ],
        "T-N3": [
            {"person": 3, "service_needs": "岗位推荐", "county_code": THERE},
            {"person": 6, "service_needs": None},
        ],
        "T-H3": [
            {"person": 2, "service_date": day(2022, 1), "has_helper": False},
            {"person": 3, "service_date": day(2022, 5, 31), "has_helper": True},
            {"person": 5, "service_date": day(2022, 6), "has_helper": True},
            {"person": 6, "service_date": day(2021, 12, 31), "has_helper": True},
        ],
    }
    found = national_relocated.persons(snapshot("2022-05", tables), {})
    # 1 works; 4 works by the roster alone; 2, 3, 5 and 6 are idle
    assert found["I35"] == {HERE: (2.0, 4.0)}
    assert found["I36"] == {HERE: (1.0, 4.0)}


def test_training_is_asked_of_who_wants_it() -> None:
    tables = {
        "T-N1": [moved(n) for n in range(1, 5)],
        "T-H1": [
            {"person": 1, "wants_training": True},
            {"person": 2, "wants_training": True},
            {"person": 3, "wants_training": None},
        ],
        "T-H2": [
            {"person": 1, "closed_date": day(2022, 5, 31)},
            {"person": 2, "closed_date": day(2022, 6, 1)},
            {"person": 3, "closed_date": day(2022, 2, 1)},
        ],
    }
    found = national_relocated.persons(snapshot("2022-05", tables), {})
    assert found["I38"] == {HERE: (1.0, 2.0)}


def test_a_household_works_when_one_of_it_does() -> None:
    members = [
        moved(1, household_no="5001"),
        moved(2, household_no="5001", labour_skill="丧失劳动力"),
        moved(3, household_no="5002"),
        moved(4, household_no="5003"),
        moved(5, household_no="5004", labour_skill="无劳动力"),
        moved(6, household_no="5005", is_relocated=False),
        moved(7, household_no="5005", labour_skill="无劳动力"),
        moved(8, household_no=None),
        moved(9, household_no="5002", county_code=THERE, town_code=OTHER_TOWN),
    ]
    tables = {
        "T-N1": members,
        # the one at work need not be the one who is counted as labour
        "T-N2": [works(2), works(3, end_month=day(2022, 4)), works(5), works(9, **IDLE)],
        "T-H1": [
            {"person": 3, "employment_state": "已就业"},
            {"person": 4, "employment_state": "未就业"},
            {"person": 7, "employment_state": "已就业"},
            {"person": 1, "employment_state": "已就业"},
        ],
    }
    found = national_relocated.households(snapshot("2022-05", tables), {})
    assert found["I37"] == {HERE: (1.0, 4.0), THERE: (0.0, 1.0)}
    assert found["I37b"] == {HERE: (2.0, None)}
