"""What is filled in by hand: sums and latest values, done or not, the city's own book."""

from __future__ import annotations

import pytest

from pipelines.sample.figures.figure import Figure
from pipelines.sample.figures.filled_in import filled_in
from pipelines.sample.figures.snapshot import Snapshot
from pipelines.sample.figures.totals import figures_of
from tests.national_snapshots import HERE, THERE, Row, day, snapshot

CITY = "220600"


def told(indicator: str, month: int, value: float | None = None, **more: object) -> Row:
    return {"indicator_id": indicator, "period_month": day(2022, month), "value": value, **more}


def figures(month: Snapshot, indicator: str) -> dict[str, Figure]:
    found = figures_of(month, filled_in(month, {}))
    return {f.county_code: f for f in found if f.indicator_id == indicator}


def test_numbers_of_things_done_add_up_and_of_things_there_the_latest_holds() -> None:
    rows = [
        told("I56", 2, 6.0),
        told("I56", 5, 4.0),
        told("I56", 6, 9.0),
        told("I52", 3, 12.0),
        told("I52", 5, 11.0),
        told("I52", 4, 14.0),
        told("I52", 6, 99.0),
        {**told("I56", 1, 7.0), "period_month": day(2021, 12)},
    ]
    found = filled_in(snapshot("2022-05", {"T-M1": rows}), {})
    assert found["I56"] == {HERE: (10.0, None)}
    assert found["I52"] == {HERE: (11.0, None)}
    assert found["I13"] == {}


def test_without_a_number_done_is_one_and_not_done_nothing() -> None:
    rows = [
        told("I60", 3, None, is_done=True),
        told("I60", 4, None, is_done=False),
        told("I21b", 4, None, is_done=True),
        told("I13", 3, None, is_done=True),
        told("I13", 4, None, is_done=True),
        told("I13", 5, None, is_done=None),
        told("I33", 4, 2.0, is_done=False),
        told("I45", 4, None, is_done=None),
    ]
    found = filled_in(snapshot("2022-05", {"T-M1": rows}), {})
    assert found["I60"] == {HERE: (0.0, None)}
    assert found["I21b"] == {HERE: (1.0, None)}
    assert found["I13"] == {HERE: (2.0, None)}
    assert found["I33"] == {HERE: (2.0, None)}
    assert found["I45"] == {}


def test_of_one_month_the_last_row_of_the_last_sheet_holds() -> None:
    rows = [
        told("I52", 5, 1.0, sheet_name="乙", row_no=9),
        told("I52", 5, 2.0, sheet_name="乙", row_no=3),
        told("I52", 5, 3.0, sheet_name="丙", row_no=2),
        told("I52", 4, 4.0, sheet_name="丙", row_no=9),
    ]
    # 丙 comes before 乙
    found = filled_in(snapshot("2022-05", {"T-M1": rows}), {})
    assert found["I52"] == {HERE: (1.0, None)}


def test_an_indicator_that_nobody_knows_is_left_out() -> None:
    found = filled_in(snapshot("2022-05", {"T-M1": [told("I99", 5, 1.0), told("I04", 5, 1.0)]}), {})
    assert "I99" not in found
    assert "I04" not in found


COUNTIES = (HERE, THERE, "220621", "220622", "220623", "220681")


def test_the_citys_own_book_goes_before_the_sum_of_the_counties() -> None:
    rows = [told("I45", 3, 20.0, county_code=county) for county in COUNTIES]
    of_counties = figures(snapshot("2022-05", {"T-M1": rows}), "I45")
    assert of_counties[CITY].value == 120.0
    rows.append(told("I45", 3, 77.0, county_code=CITY))
    assert figures(snapshot("2022-05", {"T-M1": rows}), "I45")[CITY].value == 77.0


def test_counties_do_not_add_up_without_one_and_shares_never() -> None:
    rows = [told("I45", 3, 20.0, county_code=county) for county in COUNTIES[1:]]
    rows += [told("I51", 3, 0.9, county_code=county) for county in COUNTIES]
    month = snapshot("2022-05", {"T-M1": rows})
    assert figures(month, "I45")[CITY].value is None
    assert figures(month, "I45")[HERE].value is None
    assert figures(month, "I51")[THERE].value == 0.9
    assert figures(month, "I51")[CITY].value is None


def test_a_county_without_a_book_has_nothing_and_is_missing() -> None:
    month = snapshot("2022-05", {}, missing=(("T-M1", HERE),))
    found = figures(month, "I13")
    assert (found[HERE].value, found[HERE].data_state) == (None, "缺报")
    assert (found[THERE].value, found[THERE].data_state) == (None, "按期")


@pytest.mark.parametrize(("source", "state"), [("2022-03", "按期"), ("2022-02", "沿用")])
def test_the_citys_state_is_its_own_books(source: str, state: str) -> None:
    month = snapshot("2022-05", {"T-M1": [told("I58", 2, 1.0, county_code=CITY)]})
    slots = {**month.slot_months, ("T-M1", CITY): source}
    own = Snapshot("2022-05", month.city, month.rows, slots)
    assert figures(own, "I58")[CITY].data_state == state
