"""Who works, as the national system has it: episodes without end, two counties, three peaks."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.sample.figures import national
from pipelines.sample.figures.figure import Measured
from pipelines.sample.figures.snapshot import Snapshot
from tests.national_snapshots import HERE, OTHER_TOWN, THERE, Row, day, snapshot


def member(person: int, **more: object) -> Row:
    return {"person": person, "household_kind": "脱贫户", **more}


def work(person: int, **more: object) -> Row:
    return {"person": person, "has_worked": True, "start_month": day(2022, 1), **more}


def workers(
    month: str, members: list[Row], episodes: list[Row], past: dict[str, Snapshot] | None = None
) -> Measured:
    return national.workers(snapshot(month, {"T-N1": members, "T-N2": episodes}), past or {})


def test_who_worked_this_year_counts_and_who_still_works_is_on_post() -> None:
    found = workers(
        "2022-05",
        [member(n) for n in range(1, 8)],
        [
            work(1),
            work(2, end_month=day(2022, 4)),
            work(3, end_month=day(2022, 5)),
            work(4, start_month=day(2022, 6)),
            work(5, start_month=None, end_month=day(2021, 12)),
            work(6, start_month=None),
            work(7, has_worked=False, start_month=None),
            work(99),
        ],
    )
    assert found["I04"] == {HERE: (4.0, None)}
    assert found["I04p"] == {HERE: (3.0, None)}


def test_in_january_work_that_ended_in_december_counts_no_more() -> None:
    episodes = [work(1, start_month=day(2021, 3), end_month=day(2021, 12))]
    assert workers("2022-01", [member(1)], episodes)["I04"] == {}
    assert workers("2021-12", [member(1)], episodes)["I04"] == {HERE: (1.0, None)}


def test_a_person_in_two_counties_counts_where_the_membership_is() -> None:
    found = workers(
        "2022-05",
        [member(1, county_code=THERE), member(2)],
        [work(1), work(1, county_code=THERE), work(2), work(2, county_code=THERE)],
    )
    assert found["I04"] == {THERE: (1.0, None), HERE: (1.0, None)}


def test_monitored_households_are_members_and_ordinary_ones_not() -> None:
    found = workers(
        "2022-05",
        [
            member(1, household_kind="一般农户", monitor_kind="边缘易致贫户"),
            member(2, household_kind="一般农户"),
            member(3, household_kind=None),
        ],
        [work(1), work(2), work(3)],
    )
    assert found["I04"] == {HERE: (1.0, None)}


def test_near_home_is_told_by_the_episode_that_began_last() -> None:
    found = workers(
        "2022-05",
        [member(1), member(2), member(3)],
        [
            work(1, work_region="省外"),
            work(1, start_month=day(2022, 4), work_region="乡内"),
            work(2, start_month=None, work_region="省外"),
            work(2, start_month=day(2021, 1), work_region="县内乡外"),
            work(3),
        ],
    )
    assert found["I14c"] == {HERE: (2.0, None)}
    assert found["I14d"] == {HERE: (2.0, 2.0)}


def test_batches_follow_the_last_episode_and_the_least_priority() -> None:
    found = workers(
        "2022-05",
        [member(n) for n in range(1, 5)],
        [
            work(1, channel="公益岗位", industry="农副食品加工业"),
            work(2, channel="公益岗位", end_month=day(2022, 2)),
            work(2, start_month=day(2022, 3), channel="自主创业"),
            work(3, channel="灵活就业", industry="快递和外卖配送"),
            work(4, channel="灵活就业", industry="制造业"),
        ],
    )
    assert {name: found[name] for name in national.BATCHES} == {
        "I15a": {},
        "I15b": {HERE: (1.0, None)},
        "I15c": {},
        "I15d": {HERE: (1.0, None)},
        "I15e": {HERE: (1.0, None)},
    }


def test_the_least_priority_wins_wherever_it_stands_in_the_list() -> None:
    rules = pl.DataFrame(
        {
            "field": ["industry", "channel", "industry"],
            "keyword": ["农", "创业", "农业电商"],
            "batch": ["产业", "创业", "新业态"],
            "priority": [9, 5, 3],
        }
    )
    rows = pl.DataFrame(
        {
            "channel": ["自主创业", None, "自主创业", None],
            "industry": ["农", "农", "农业电商", None],
        }
    )
    assert rows.select(b=national.batch(rules))["b"].to_list() == ["创业", "产业", "新业态", None]


def test_workshops_are_told_by_any_open_episode() -> None:
    found = workers(
        "2022-05",
        [member(1), member(2), member(3)],
        [
            work(1, channel="帮扶车间"),
            work(1, start_month=day(2022, 4), channel="灵活就业"),
            work(2, channel="帮扶车间", end_month=day(2022, 4)),
            work(2, start_month=day(2022, 5), channel="灵活就业"),
            work(3, channel=None),
        ],
    )
    assert found["I32c"] == {HERE: (1.0, None)}


def baseline(month: str, members: list[Row], episodes: list[Row]) -> dict[str, Snapshot]:
    return {month: snapshot(month, {"T-N1": members, "T-N2": episodes})}


def test_the_same_people_are_compared_with_the_same_month_of_2021() -> None:
    then = baseline(
        "2021-05",
        [member(1), member(2), member(3)],
        [work(n, start_month=day(2021, 2)) for n in (1, 2)],
    )
    found = workers("2022-05", [member(n) for n in (1, 3, 4)], [work(n) for n in (1, 3, 4)], then)
    # 4 is new and 2 is gone: neither side has them
    assert found["I04c"][HERE] == (2.0, 1.0)
    assert found["I04c"][THERE] == (0.0, 0.0)


def test_nothing_is_compared_in_2021_or_without_its_month() -> None:
    then = baseline("2021-05", [member(1)], [work(1, start_month=day(2021, 2))])
    for month in ("2021-05", "2022-06"):
        found = workers(month, [member(1)], [work(1)], then)
        assert found["I04c"] == {}
        assert set(found["I04b"].values()) == {(None, None)}


def test_the_year_end_of_2021_holds_in_every_later_month() -> None:
    december = snapshot(
        "2021-12",
        {"T-N1": [member(1)], "T-N2": [work(1, start_month=day(2021, 2))]},
        missing=(("T-N2", THERE),),
    )
    found = workers("2023-02", [], [], {"2021-12": december})["I04b"]
    assert found[HERE] == (1.0, None)
    assert found[THERE] == (None, None)
    assert found["220621"] == (0.0, None)


def test_leavers_are_counted_in_the_peak_in_which_they_left() -> None:
    rows = [
        work(1, start_month=day(2022, 2), work_region="省外"),
        work(1, start_month=day(2022, 5), work_region="省外", county_code=THERE),
        work(2, start_month=day(2022, 3), work_region="市内县外", county_code=THERE),
        work(2, start_month=day(2022, 3), work_region="省外"),
        work(3, start_month=day(2022, 4), work_region="省外"),
        work(4, start_month=day(2022, 2), work_region="乡内"),
        work(5, start_month=day(2021, 2), work_region="省外"),
        work(6, start_month=day(2022, 6), work_region="省外"),
        work(7, start_month=day(2022, 2), work_region="省外"),
        work(8, start_month=day(2022, 2), work_region=None),
    ]
    members = [*(member(n) for n in range(1, 7)), member(7, household_kind="一般农户"), member(8)]
    found = national.leavers(snapshot("2022-05", {"T-N1": members, "T-N2": rows}), {})
    assert found["I17d"] == {HERE: (2.0, None)}
    assert found["I17e"] == {THERE: (1.0, None)}
    assert found["I17f"] == {}


@pytest.mark.parametrize(("month", "expected"), [("2022-02", {}), ("2022-03", {HERE: (1.0, None)})])
def test_a_start_in_a_later_month_of_the_peak_waits_for_it(
    month: str, expected: dict[str, object]
) -> None:
    rows = [work(1, start_month=day(2022, 3), work_region="省外")]
    found = national.leavers(snapshot(month, {"T-N1": [member(1)], "T-N2": rows}), {})
    assert found["I17d"] == expected


def test_posts_are_told_by_the_household_and_by_open_work() -> None:
    tables = {
        "T-N1": [
            member(1, public_post="保洁员"),
            member(1, county_code=THERE, public_post="护林员"),
            member(2),
        ],
        "T-N2": [
            work(2, channel="公益岗位", town_code=OTHER_TOWN),
            work(2, start_month=day(2022, 4), channel="灵活就业"),
            work(3, channel="公益岗位", end_month=day(2022, 4)),
        ],
    }
    found = national.posts_elsewhere(snapshot("2022-05", tables), {})
    assert found == {"I39d": {HERE: (1.0, None)}, "I39e": {HERE: (1.0, None)}}
