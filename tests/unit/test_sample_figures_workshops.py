"""Workshops: which last since 2021, which are new, whom they employ."""

from __future__ import annotations

from pipelines.sample.figures.workshops import workshops
from tests.national_snapshots import HERE, THERE, Row, day, snapshot


def shop(name: str | None, **more: object) -> Row:
    return {
        "workshop_name": name,
        "approved_date": day(2019, 5, 11),
        "workshop_state": "正常",
        "workers": 10,
        "relieved_workers": 4,
        **more,
    }


DECEMBER = snapshot(
    "2021-12",
    {
        "T-N6b": [
            shop("甲"),
            shop("甲"),
            shop("乙", approved_date=day(2021, 12, 31)),
            shop("丙", approved_date=day(2022, 1, 1)),
            shop("丁", workshop_state="停产"),
            shop("戊"),
            shop("己", approved_date=None),
            shop("甲", county_code=THERE),
        ]
    },
)


def test_those_of_december_2021_last_when_they_work_now() -> None:
    now = [
        shop("甲", workshop_state="撤销"),
        shop("甲"),
        shop("乙", workshop_state="停产"),
        shop("丙"),
        shop("丁"),
    ]
    found = workshops(snapshot("2022-05", {"T-N6b": now}), {"2021-12": DECEMBER})
    # 戊 is not in the book any more; the neighbour's 甲 is another workshop
    assert found["I30"] == {HERE: (1.0, 3.0), THERE: (0.0, 1.0)}


def test_before_2022_nothing_can_have_lasted() -> None:
    for month, past in (("2021-12", {}), ("2022-05", {})):
        found = workshops(snapshot(month, {"T-N6b": [shop("甲")]}), past)["I30"]
        assert found == {}
    same = workshops(DECEMBER, {"2021-12": DECEMBER})["I30"]
    assert same == {}


def test_new_ones_are_approved_this_year_and_counted_by_name() -> None:
    rows = [
        shop("甲", approved_date=day(2022, 1, 1), relieved_workers=5),
        shop("甲", approved_date=day(2022, 2, 1), relieved_workers=6),
        shop("乙", approved_date=day(2022, 5, 31), workshop_state="撤销"),
        shop("丙", approved_date=day(2022, 6, 1), relieved_workers=9),
        shop("丁", approved_date=day(2021, 12, 31), relieved_workers=9),
        shop("戊", approved_date=None),
    ]
    found = workshops(snapshot("2022-05", {"T-N6b": rows}), {})
    assert found["I31"] == {HERE: (2.0, None)}
    assert found["I31c"] == {HERE: (1.0, None)}
    assert found["I31b"][HERE] == (1.0, 1.0)
    assert found["I31b"][THERE] == (0.0, 1.0)
    assert len(found["I31b"]) == 6


def test_workers_are_those_of_workshops_that_work() -> None:
    rows = [
        shop("甲"),
        shop("乙", workers=None, relieved_workers=3),
        shop("丙", workshop_state="停产"),
        shop("丁", workshop_state="撤销", county_code=THERE),
    ]
    found = workshops(snapshot("2022-05", {"T-N6b": rows}), {})
    assert found["I32a"] == {HERE: (10.0, None)}
    assert found["I32b"] == {HERE: (7.0, None)}
