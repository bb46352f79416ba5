"""Households at risk because work is not steady: found when, and worked before or not."""

from __future__ import annotations

from pipelines.sample.figures import national_risks
from pipelines.sample.figures.figure import Measured
from tests.national_snapshots import HERE, THERE, Row, day, snapshot


def at_risk(person: int, house: str, **more: object) -> Row:
    return {
        "person": person,
        "household_no": house,
        "household_kind": "脱贫户",
        "monitor_kind": "脱贫不稳定户",
        "risk_kinds": "因病、因务工就业不稳",
        "identified_month": day(2022, 3),
        **more,
    }


def work(person: int, **more: object) -> Row:
    return {"person": person, "has_worked": True, "start_month": day(2022, 1), **more}


def found(members: list[Row], episodes: list[Row], month: str = "2022-05") -> Measured:
    return national_risks.unsteady_work(snapshot(month, {"T-N1": members, "T-N2": episodes}), {})


def test_a_household_counts_once_when_somebody_worked_before_it_was_found() -> None:
    members = [
        at_risk(1, "5001"),
        at_risk(2, "5001"),
        at_risk(3, "5002"),
        at_risk(4, "5003"),
        at_risk(5, "5004"),
        at_risk(6, "5005"),
    ]
    episodes = [
        work(1),
        work(2),
        work(3, start_month=day(2022, 3)),
        work(4, start_month=day(2022, 4)),
        work(5, has_worked=False, start_month=None),
        work(6, start_month=None),
    ]
    assert found(members, episodes)["I05"] == {HERE: (3.0, None)}


def test_the_work_may_be_of_another_person_and_told_by_another_county() -> None:
    members = [
        at_risk(1, "5001"),
        {"person": 2, "household_no": "5001", "household_kind": "脱贫户"},
    ]
    assert found(members, [work(2, county_code=THERE)])["I05"] == {HERE: (1.0, None)}


def test_the_household_is_of_the_county_that_lists_it() -> None:
    members = [at_risk(1, "5001"), at_risk(2, "5001", county_code=THERE)]
    result = found(members, [work(1), work(2)])
    assert result["I05"] == {HERE: (1.0, None), THERE: (1.0, None)}
    assert result["I05p"] == {HERE: (1.0, None), THERE: (1.0, None)}


def test_only_this_years_findings_up_to_now_count_as_new() -> None:
    members = [
        at_risk(1, "5001", identified_month=day(2021, 12)),
        at_risk(2, "5002", identified_month=day(2022, 1)),
        at_risk(3, "5003", identified_month=day(2022, 6)),
        at_risk(4, "5004", identified_month=None),
    ]
    result = found(members, [work(n, start_month=day(2020, 1)) for n in range(1, 5)])
    assert result["I05"] == {HERE: (1.0, None)}
    assert result["I05p"] == {HERE: (4.0, None)}


def test_other_risks_and_households_that_are_not_watched_do_not_count() -> None:
    members = [
        at_risk(1, "5001", risk_kinds="因病、其他"),
        at_risk(2, "5002", risk_kinds=None),
        at_risk(3, "5003", monitor_kind=None),
        {**at_risk(4, "5004"), "household_no": None},
    ]
    assert found(members, [work(n) for n in range(1, 5)]) == {"I05": {}, "I05p": {}}


def test_a_risk_is_open_until_it_is_said_to_be_gone() -> None:
    members = [
        at_risk(1, "5001", is_risk_eliminated=True),
        at_risk(2, "5002", is_risk_eliminated=False),
        at_risk(3, "5003", is_risk_eliminated=None),
        at_risk(4, "5004", is_risk_eliminated=True),
        at_risk(5, "5004", is_risk_eliminated=False),
    ]
    assert found(members, [])["I05p"] == {HERE: (3.0, None)}
