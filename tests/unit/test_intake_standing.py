"""What counts among the deliveries of one county, table and month, and what no longer does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from pipelines.intake.manifests import REFUSED, Manifest
from pipelines.intake.standing import Standing, cutoff_end, slot_of, standings
from tests.intake_manifests import manifest

A, B, C = "220621101", "220621102", "220621103"
CUTOFF = cutoff_end("2022-05", 3)


def refused(name: str, day: str) -> Manifest:
    return replace(manifest(name, day, {}), intake_state=REFUSED)


class Slot:
    """Deliveries with the persons each lists, and how they stand."""

    def __init__(self, *deliveries: Manifest, **persons: range | list[str | int]) -> None:
        self.deliveries, self.persons = deliveries, persons
        self.asked: set[str] = set()

    def keys(self, wanted: Manifest) -> pl.DataFrame:
        """Answer who a delivery lists, and remember the question."""
        self.asked.add(wanted.sha256)
        listed = [str(person) for person in self.persons[wanted.sha256]]
        return pl.DataFrame({"person_key": listed}, schema={"person_key": pl.String}).unique()

    def stand(self, *withdrawn: str, is_roster: bool = True) -> dict[str, Standing]:
        """Return the standings by name."""
        ids = {m.sha256: m.delivery_id for m in self.deliveries}
        found = standings(
            self.deliveries[::-1],  # the order of the list says nothing
            withdrawn={ids[name] for name in withdrawn},
            is_roster=is_roster,
            cutoff=CUTOFF,
            keys=self.keys,
        )
        names = {identity: name for name, identity in ids.items()}
        return {
            name: replace(found[i], superseded_by=names.get(found[i].superseded_by or ""))
            for name, i in ids.items()
        }


def words(found: dict[str, Standing]) -> dict[str, str]:
    return {name: it.standing + ("*" if it.is_lead else "") for name, it in found.items()}


def test_one_delivery_counts_and_nobody_is_asked_for_persons() -> None:
    slot = Slot(manifest("one", "06-01", {A: 5, B: 5}))
    (one,) = slot.stand().values()
    assert one == Standing("counts", True, None, "", 0, True, "")
    assert slot.asked == set()


def test_a_corrected_export_takes_the_place_of_the_one_before() -> None:
    first = manifest("first", "06-01", {A: 50, B: 50})
    second = manifest("second", "06-02", {A: 51, B: 50})
    found = Slot(first, second, first=range(100), second=range(101)).stand()
    assert words(found) == {"first": "superseded", "second": "counts*"}
    assert (found["first"].superseded_by, found["first"].rows_superseded) == ("second", 100)
    assert found["second"].rows_superseded == 0


def test_pages_of_one_export_count_together_and_a_re_export_replaces_both() -> None:
    one, two = manifest("one", "06-01", {A: 60, B: 40}), manifest("two", "06-01", {B: 20, C: 80})
    whole = manifest("whole", "06-02", {A: 60, B: 60, C: 80})
    pages = Slot(one, two, one=range(100), two=range(96, 196))  # 4 of 100 shared
    assert words(pages.stand()) == {"one": "counts", "two": "counts*"}
    again = Slot(one, two, whole, one=range(100), two=range(100, 200), whole=range(200)).stand()
    assert words(again) == {"one": "superseded", "two": "superseded", "whole": "counts*"}
    assert {again["one"].superseded_by, again["two"].superseded_by} == {"whole"}


def test_a_page_sent_again_replaces_only_that_page() -> None:
    one, two = manifest("one", "06-01", {A: 60, B: 40}), manifest("two", "06-01", {B: 20, C: 80})
    again = manifest("again", "06-02", {B: 20, C: 81})
    slot = Slot(one, two, again, one=range(100), two=range(100, 200), again=range(100, 201))
    assert words(slot.stand()) == {"one": "counts", "two": "superseded", "again": "counts*"}


@pytest.mark.parametrize(("shared", "is_page"), [(4, True), (5, False)])
def test_a_page_shares_less_than_a_twentieth(shared: int, is_page: bool) -> None:
    one, two = manifest("one", "06-01", {A: 500, B: 1}), manifest("two", "06-02", {A: 1, C: 99})
    found = Slot(one, two, one=range(501), two=range(501 - shared, 601 - shared)).stand()
    assert found["one"].standing == ("counts" if is_page else "superseded")


@pytest.mark.parametrize(
    "changed",
    [
        {"content_county_code": "220622"},
        {"content_county_code": None},
        {"content_month": "2022-04"},
    ],
)
def test_a_file_of_another_county_or_month_is_no_page(changed: dict[str, Any]) -> None:
    one = manifest("one", "06-01", {A: 50, B: 50})
    two = replace(manifest("two", "06-02", {B: 50, C: 50}), **changed)
    slot = Slot(one, two, one=range(100), two=range(100, 200))
    assert words(slot.stand()) == {"one": "superseded", "two": "counts*"}
    assert slot.asked == set()


def test_a_delivery_without_keys_and_a_ledger_are_no_pages() -> None:
    one, two = manifest("one", "06-01", {A: 50, B: 50}), manifest("two", "06-02", {B: 50, C: 50})
    assert Slot(one, two, one=range(100), two=[]).stand()["one"].standing == "superseded"
    ledger = Slot(one, two, one=range(100), two=range(100, 200))
    assert ledger.stand(is_roster=False)["one"].standing == "superseded"
    assert ledger.asked == set()


def test_a_township_delivered_twice_again_replaces_its_rows_alone() -> None:
    county = manifest("county", "06-01", {A: 30, B: 20, "": 2})
    first, second = manifest("first", "06-02", {B: 21}), manifest("second", "06-05", {B: 22, "": 1})
    slot = Slot(county, first, second, county=range(52), first=range(30, 51), second=range(30, 53))
    found = slot.stand()
    assert words(found) == {"county": "counts", "first": "superseded", "second": "counts*"}
    assert (found["county"].replaced_towns, found["county"].rows_superseded) == (B, 20)
    assert (found["first"].superseded_by, found["first"].rows_superseded) == ("second", 21)
    at_cutoff = {n: (s.counted_at_cutoff, s.replaced_towns_at_cutoff) for n, s in found.items()}
    assert at_cutoff == {"county": (True, B), "first": (True, ""), "second": (False, "")}


def test_a_delivery_all_of_whose_townships_came_again_is_superseded() -> None:
    county = manifest("county", "06-01", {A: 30, B: 20, "": 2})
    a, b = manifest("a", "06-02", {A: 1}), manifest("b", "06-03", {B: 2})
    found = Slot(county, a, b, county=range(52), a=[0], b=[30, 31]).stand()
    assert words(found) == {"county": "superseded", "a": "counts", "b": "counts*"}
    assert (found["county"].superseded_by, found["county"].rows_superseded) == ("b", 52)
    assert (found["a"].replaced_towns, found["a"].rows_superseded) == (B, 0)


def test_a_township_whose_file_came_before_the_countys_is_superseded_by_it() -> None:
    town, county = manifest("town", "06-01", {A: 30}), manifest("county", "06-02", {A: 30, B: 20})
    found = Slot(town, county, town=range(30), county=range(50)).stand()
    assert words(found) == {"town": "superseded", "county": "counts*"}


def test_a_township_that_the_countys_export_lacks_comes_beside_it() -> None:
    slot = Slot(manifest("county", "06-01", {A: 30, B: 20}), manifest("c", "06-02", {C: 9}))
    found = slot.stand()
    assert words(found) == {"county": "counts", "c": "counts*"}
    assert (found["county"].replaced_towns, found["county"].rows_superseded) == (C, 0)
    assert slot.asked == set()


@pytest.mark.parametrize("order", [("06-01", "06-02"), ("06-02", "06-01")])
def test_a_page_with_the_rest_of_one_township_replaces_nothing(order: tuple[str, str]) -> None:
    first, rest = manifest("first", order[0], {A: 60, B: 40}), manifest("rest", order[1], {B: 7})
    found = Slot(first, rest, first=range(100), rest=range(100, 107)).stand()
    assert {s.standing for s in found.values()} == {"counts"}
    assert [s.rows_superseded for s in found.values()] == [0, 0]


def test_a_county_that_lists_one_township_only_is_replaced_whole() -> None:
    found = Slot(
        manifest("one", "06-01", {A: 10}),
        manifest("two", "06-02", {A: 11}),
        one=range(10),
        two=range(11),
    ).stand()
    assert words(found) == {"one": "superseded", "two": "counts*"}


def test_a_refused_file_replaces_nothing_and_a_good_one_replaces_it() -> None:
    good, bad = manifest("good", "06-01", {A: 5, B: 5}), refused("bad", "06-02")
    found = Slot(good, bad).stand()
    assert words(found) == {"good": "counts*", "bad": "refused"}
    earlier = replace(bad, received_at="2022-05-31T08:00:00Z")
    found = Slot(earlier, good).stand()
    assert words(found) == {"bad": "superseded", "good": "counts*"}
    assert found["bad"].superseded_by == "good"
    only = Slot(earlier, refused("worse", "06-02")).stand()
    assert words(only) == {"bad": "refused", "worse": "refused*"}


def test_withdrawing_lets_the_one_before_count_again_but_not_at_the_cutoff() -> None:
    first, second = (
        manifest("first", "06-01", {A: 5, B: 5}),
        manifest("second", "06-02", {A: 5, B: 6}),
    )
    slot = Slot(first, second, first=range(10), second=range(11))
    found = slot.stand("second")
    assert words(found) == {"first": "counts*", "second": "withdrawn"}
    assert (found["second"].rows_superseded, found["first"].superseded_by) == (11, None)
    assert (found["first"].counted_at_cutoff, found["second"].counted_at_cutoff) == (False, True)
    assert words(slot.stand("first", "second")) == {"first": "withdrawn", "second": "withdrawn"}
    b = manifest("town", "06-02", {B: 6})
    town = Slot(first, b, first=range(10), town=range(5, 11)).stand("town")
    assert (town["first"].replaced_towns, town["first"].rows_superseded) == ("", 0)


def test_a_withdrawn_good_file_no_longer_replaces_a_refused_one() -> None:
    bad, good = refused("bad", "06-01"), manifest("good", "06-02", {A: 5, B: 5})
    assert words(Slot(bad, good).stand("good")) == {"bad": "refused*", "good": "withdrawn"}


def test_the_cutoff_is_the_end_of_the_day_in_china() -> None:
    assert CUTOFF == "2022-06-03T16:00:00Z"
    assert cutoff_end("2021-12", 28) == "2022-01-28T16:00:00Z"
    last = replace(manifest("last", "06-01", {A: 1}), received_at="2022-06-03T15:59:59Z")
    late = replace(manifest("late", "06-01", {A: 1}), received_at=CUTOFF)
    assert Slot(last).stand()["last"].counted_at_cutoff
    assert not Slot(late).stand()["late"].counted_at_cutoff


def test_files_that_nobody_could_place_share_no_slot() -> None:
    one = replace(refused("one", "06-01"), table_name="unknown")
    two = replace(refused("two", "06-01"), table_name="unknown")
    assert slot_of(one) != slot_of(two)
    assert slot_of(replace(one, table_name="T-H1")) == slot_of(replace(two, table_name="T-H1"))
    nowhere = [replace(m, table_name="T-H1", county_code="000000") for m in (one, two)]
    assert slot_of(nowhere[0]) != slot_of(nowhere[1])
