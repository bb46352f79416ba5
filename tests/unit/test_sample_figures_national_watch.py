"""Fresh states, lost and found work, needs, journeys, and help within fifteen days."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.sample.figures import national_watch
from pipelines.sample.figures.snapshot import Snapshot
from tests.national_snapshots import HERE, OTHER_TOWN, THERE, Row, day, snapshot


def member(person: int, **more: object) -> Row:
    return {"person": person, "household_kind": "脱贫户", **more}


def work(person: int, **more: object) -> Row:
    return {"person": person, "has_worked": True, "start_month": day(2022, 1), **more}


def test_a_state_is_fresh_from_this_months_slot_or_noted_within_35_days() -> None:
    as_of = dt.date(2022, 5, 31)
    tables = {
        "T-N1": [member(n) for n in range(1, 8)],
        "T-N2": [
            work(1),
            work(2, source_month="2022-04"),
            work(3, has_worked=None),
            work(4, has_worked=False, start_month=None),
        ],
        "T-H1": [
            {"person": n, "employment_state": state, "updated_date": as_of - dt.timedelta(ago)}
            for n, state, ago in ((5, "务农", 35), (6, "务农", 36), (7, None, 0))
        ],
    }
    found = national_watch.coverage(snapshot("2022-05", tables), {})
    assert found["I43a"] == {HERE: (3.0, 7.0)}


def test_whom_to_watch_is_of_working_age_and_out_of_school() -> None:
    tables = {
        "T-N1": [
            member(1),
            member(2, school_state="本科一年级"),
            member(3, id_birth_date=day(1962, 5, 31)),
            member(4, household_kind="一般农户", monitor_kind="边缘易致贫户", is_relocated=True),
            member(5, is_relocated=True, labour_skill="丧失劳动力"),
        ],
        "T-C1": [
            {"person": 1, "county_code": THERE},
            {"person": 1},
            {"person": 3, "id_birth_date": day(1962, 5, 31)},
            {"person": 6, "id_birth_date": None},
        ],
        "T-N2": [work(1), work(5)],
    }
    found = national_watch.coverage(snapshot("2022-05", tables), {})
    assert found["I43a"] == {HERE: (2.0, 2.0)}
    assert found["I43b"] == {HERE: (1.0, 1.0)}
    assert found["I43c"] == {HERE: (1.0, 2.0)}


def months(*episodes: tuple[str, list[Row]]) -> dict[str, Snapshot]:
    return {month: snapshot(month, {"T-N2": rows}) for month, rows in episodes}


SPELLS = [
    work(1, end_month=day(2022, 2)),
    work(2, end_month=day(2022, 2)),
    work(2, start_month=day(2022, 4)),
    work(3, end_month=day(2022, 2)),
    work(3, start_month=day(2022, 5), county_code=THERE),
    work(4),
]


def known(month: str) -> list[Row]:
    """Return what the monitor could say by then."""
    last = day(int(month[:4]), int(month[5:]))
    rows = [row for row in SPELLS if row["start_month"] <= last]  # type: ignore[operator]
    return [
        row | ({"end_month": None} if row.get("end_month", last) >= last else {})  # type: ignore[operator]
        for row in rows
    ]


def test_work_is_lost_in_the_month_without_it_and_found_later() -> None:
    past = months(*((m, known(m)) for m in ("2022-01", "2022-02", "2022-03", "2022-04")))
    lost = national_watch.losses("2022-03", past)
    assert sorted(lost["person"]) == [1, 2, 3]
    found = {
        month: national_watch.returns(
            snapshot(month, {"T-N2": known(month)}),
            {m: s for m, s in past.items() if m < month},
        )
        for month in ("2022-03", "2022-04")
    }
    assert found["2022-03"] == {
        "I46a": {},
        "I46b": {},
        "I46c": {},
        "I46d": {"220600": (None, None)},
    }
    assert found["2022-04"]["I46a"] == {HERE: (1.0, 3.0)}
    may = national_watch.returns(snapshot("2022-05", {"T-N2": known("2022-05")}), past)
    assert may["I46a"] == {}
    assert may["I46b"] == {HERE: (2.0, 3.0)}
    assert may["I46c"] == {}
    june = national_watch.returns(
        snapshot("2022-06", {"T-N2": known("2022-06")}),
        past | months(("2022-05", known("2022-05"))),
    )
    assert june["I46c"] == {HERE: (2.0, 3.0)}
    # one after a month, one after two
    assert june["I46d"] == {HERE: (45.0, None), "220600": (45.0, None)}


def test_who_worked_again_in_between_has_found_work() -> None:
    past = months(
        ("2022-01", [work(1)]),
        ("2022-02", [work(1, has_worked=False, start_month=None)]),
        ("2022-03", [work(1, start_month=day(2022, 3))]),
    )
    april = snapshot("2022-04", {"T-N2": [work(1, has_worked=False, start_month=None)]})
    assert national_watch.returns(april, past)["I46b"] == {HERE: (1.0, 1.0)}


def test_nothing_is_lost_without_the_month_before_or_by_leaving_the_list() -> None:
    past = months(("2022-02", [work(1), work(2)]), ("2022-03", [work(1, end_month=day(2022, 2))]))
    assert national_watch.losses("2022-02", past).is_empty()
    assert national_watch.losses("2022-04", past).is_empty()
    assert national_watch.losses("2022-03", past)["person"].to_list() == [1]


def test_january_loses_those_whom_the_new_years_list_has_idle() -> None:
    past = months(
        ("2021-12", [work(1, start_month=day(2021, 3))]),
        ("2022-01", [work(1, has_worked=False, start_month=None, town_code=OTHER_TOWN)]),
    )
    lost = national_watch.losses("2022-01", past)
    assert lost.rows() == [(1, HERE, OTHER_TOWN)]


def test_needs_are_met_by_advice_and_a_post() -> None:
    tables = {
        "T-N3": [
            {"person": 1, "service_needs": "职业指导"},
            {"person": 2, "service_needs": "岗位推荐"},
            {"person": 3, "service_needs": None},
            {"person": 3, "service_needs": "岗位推荐", "county_code": THERE},
        ],
        "T-H3": [
            {"person": 1, "service_kind": "职业指导", "service_date": day(2022, 1)},
            {
                "person": 1,
                "service_kind": "岗位推荐",
                "service_date": day(2022, 5, 31),
                "county_code": THERE,
            },
            {"person": 2, "service_kind": "岗位推荐", "service_date": day(2022, 2)},
            {"person": 2, "service_kind": "职业指导", "service_date": day(2022, 6)},
        ],
    }
    found = national_watch.needs_met(snapshot("2022-05", tables), {})
    # of 3 the first row counts, which says nothing
    assert found["I47"] == {HERE: (1.0, 2.0)}


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        (day(2022, 3), None, True),
        (day(2022, 4), None, False),
        (day(2021, 11), day(2022, 1), True),
        (day(2021, 12), day(2022, 1), False),
        (day(2021, 3), day(2021, 12), False),
        (None, None, False),
        (day(2022, 3), day(2022, 9), True),
    ],
)
def test_three_months_in_another_province_are_asked(
    start: dt.date | None, end: dt.date | None, counts: bool
) -> None:
    rows = [work(1, work_region="省外", start_month=start, end_month=end)]
    found = national_watch.journeys(snapshot("2022-05", {"T-N2": rows}), {})
    assert found["I57"] == ({HERE: (0.0, 1.0)} if counts else {})


def test_a_journey_is_paid_by_either_book() -> None:
    far = {"work_region": "境外", "start_month": day(2022, 1)}
    tables = {
        "T-N2": [
            work(1, **far, transport_subsidy_cny=500.0),
            work(2, **far),
            work(2, start_month=day(2021, 1), end_month=day(2021, 6), transport_subsidy_cny=1.0),
            work(3, **far, town_code=OTHER_TOWN),
            work(4, **far, town_code=OTHER_TOWN),
            work(5, **far, transport_subsidy_cny=0.0, town_code="220602102"),
            work(6, **far, town_code=None),
            work(7, work_region="乡内", town_code="220602103"),
        ],
        "T-H8": [
            {"person": 3, "policy": "外出务工交通补助", "subsidy_month": day(2022, 5)},
            {"person": 4, "policy": "外出务工交通补助", "subsidy_month": day(2021, 12)},
            {"person": 5, "policy": "职业培训补贴", "subsidy_month": day(2022, 5)},
            {"person": None, "policy": "交通补助", "subsidy_month": day(2022, 5)},
        ],
    }
    found = national_watch.journeys(snapshot("2022-05", tables), {})
    assert found["I57"] == {HERE: (3.0, 6.0)}
    # a township that nobody knows is none
    assert found["I57b"] == {HERE: (1.0, None)}


def test_help_is_in_time_until_fifteen_days_after_the_month() -> None:
    def served(person: int, date: dt.date) -> Row:
        return {"person": person, "service_date": date}

    past = months(
        ("2022-03", [work(n) for n in range(1, 5)]),
        ("2022-04", [work(n, end_month=day(2022, 3)) for n in range(1, 5)]),
    )
    april = past["2022-04"]
    past["2022-04"] = snapshot(
        "2022-04", {"T-N2": april.rows["T-N2"].to_dicts(), "T-H3": [served(1, day(2022, 4, 1))]}
    )
    found_at_risk = {"monitor_kind": "脱贫不稳定户", "identified_month": day(2022, 4)}
    may = snapshot(
        "2022-05",
        {
            "T-N2": [work(n, end_month=day(2022, 3)) for n in range(1, 5)],
            "T-N1": [
                member(4, **found_at_risk, county_code=THERE),
                member(5, **found_at_risk, county_code=THERE),
                member(6, **found_at_risk, county_code=THERE),
                member(7, monitor_kind="脱贫不稳定户", identified_month=day(2022, 3)),
                member(8, identified_month=day(2022, 4)),
            ],
            "T-H3": [
                served(2, day(2022, 5, 15)),
                served(3, day(2022, 5, 16)),
                served(5, day(2022, 4, 30)),
                served(6, day(2022, 3, 31)),
            ],
        },
    )
    found = national_watch.help_in_time(may, past)
    # 4 lost work and is at risk: once, where the work was lost
    assert found["I59"] == {HERE: (2.0, 4.0), THERE: (1.0, 2.0)}


def test_in_january_the_book_of_december_still_tells_who_was_helped() -> None:
    december = snapshot("2021-12", {"T-H3": [{"person": 1, "service_date": day(2021, 12, 20)}]})
    at_risk = member(1, monitor_kind="边缘易致贫户", identified_month=day(2021, 12))
    january = snapshot("2022-01", {"T-N1": [at_risk]})
    assert national_watch.help_in_time(january, {"2021-12": december})["I59"] == {HERE: (1.0, 1.0)}
    assert national_watch.help_in_time(january, {})["I59"] == {HERE: (0.0, 1.0)}
