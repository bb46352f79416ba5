"""Several files for one slot: which count, what the file rules say, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from pipelines.sample.again import in_several_files
from pipelines.sample.city import read_city
from pipelines.sample.delivery import Delivery, days_late
from pipelines.sample.events import Event, Kind, frozen_town
from pipelines.sample.figures.tables import schema_of
from pipelines.sample.mishaps import Month, mishap
from pipelines.sample.pages import with_places
from pipelines.sample.screen import Screened, screen_month
from pipelines.sample.slots import Memory
from pipelines.sample.standing import rows_that_count, settle
from pipelines.sample.stored import STORED

TOWNS = ("220602100", "220602101", "220602102", "220602103")
PLACE = ("T-N1", "220602")


def _types(frame: pl.DataFrame) -> list[tuple[str, type[pl.DataType]]]:
    types = {**schema_of("T-N1"), "has_name": pl.Boolean, "has_phone": pl.Boolean}
    own = set(frame.columns) - {"town_code"}
    return [(name, kind) for name, kind in {**types, "id_sex": pl.String}.items() if name in own]


def table(sizes: dict[str, int], *, first: int = 0, **values: object) -> pl.DataFrame:
    """Return so many rows of every township; persons are numbered from ``first``."""
    towns = [town for town, size in sizes.items() for _ in range(size)]
    columns: dict[str, object] = dict.fromkeys(STORED["T-N1"])
    columns |= {"has_name": True, "home_county_code": "220602"} | values
    frame = pl.DataFrame({name: [value] * len(towns) for name, value in columns.items()})
    return frame.with_columns(
        pl.Series("town_code", towns, dtype=pl.String),
        *(pl.col(name).cast(kind) for name, kind in _types(frame)),
        pl.int_range(first, first + len(towns), eager=True).alias("person"),
        pl.lit(None, pl.String).alias("id_form"),
        pl.lit(None, pl.String).alias("defect"),
    )


def delivery(frame: pl.DataFrame, month: str = "2022-01", **changes: Any) -> Delivery:
    made = replace(Delivery("T-N1", "220602", month, frame, "220602", month), **changes)
    made.frame = with_places(made, 1.0)
    return made


def named(number: int, **changes: object) -> dict[str, Any]:
    return {"label": f"-{number}", "days": number, **changes}


def standings(*deliveries: Delivery) -> list[tuple[str, bool, str]]:
    return [
        (d.standing, d.is_lead, ",".join(sorted(d.replaced_towns)))
        for d in settle(list(deliveries))
    ]


HALF, OTHER = {TOWNS[0]: 3, TOWNS[1]: 3}, {TOWNS[1]: 3, TOWNS[2]: 3}


def test_two_halves_of_a_county_count_beside_each_other() -> None:
    first, second = delivery(table(HALF)), delivery(table(OTHER, first=6), **named(1))
    assert standings(second, first) == [("counts", False, ""), ("counts", True, "")]
    rows = rows_that_count([first, second])
    assert rows is not None
    assert rows.height == 12


def test_the_same_persons_again_replace_the_file_before() -> None:
    first, second = delivery(table(HALF)), delivery(table(OTHER), **named(1))
    assert standings(first, second) == [("superseded", False, ""), ("counts", True, "")]


def test_a_page_of_another_month_is_no_page() -> None:
    first = delivery(table(HALF))
    second = delivery(table(OTHER, first=6), **named(1, content_month="2021-12"))
    assert standings(first, second)[0] == ("superseded", False, "")


def test_one_township_again_takes_the_place_of_its_rows_only() -> None:
    whole = delivery(table({TOWNS[0]: 3, TOWNS[1]: 4, TOWNS[2]: 2}))
    again = delivery(table({TOWNS[1]: 5}, first=50), **named(1))
    assert standings(whole, again) == [("counts", False, TOWNS[1]), ("counts", True, "")]
    rows = rows_that_count([whole, again])
    assert rows is not None
    assert dict(rows.group_by("town_code").len().rows()) == {TOWNS[0]: 3, TOWNS[1]: 5, TOWNS[2]: 2}


def test_a_file_all_of_whose_townships_came_again_no_longer_counts() -> None:
    whole = delivery(table(HALF))
    one = delivery(table({TOWNS[0]: 3}), **named(1))
    two = delivery(table({TOWNS[1]: 3}), **named(2))
    assert [s[0] for s in standings(whole, one, two)] == ["superseded", "counts", "counts"]


def test_an_unusable_file_holds_nothing_and_a_good_one_after_it_settles_it() -> None:
    good = delivery(table(HALF))
    bad = delivery(table(HALF), **named(1, missing_header="work_region"))
    assert standings(good, bad) == [("counts", True, ""), ("refused", False, "")]
    early = replace(bad, days=0, label="-0")
    late = replace(good, days=1, label="-1")
    assert standings(early, late) == [("superseded", False, ""), ("counts", True, "")]
    assert standings(replace(bad)) == [("refused", True, "")]


@pytest.mark.parametrize(
    ("month", "days", "late"),
    [("2022-01", 0, 0), ("2022-01", 6, 0), ("2022-01", 7, 1), ("2022-02", 3, 0), ("2022-02", 8, 5)],
)
def test_days_are_counted_from_the_third_of_the_next_month(
    month: str, days: int, late: int
) -> None:
    assert days_late(delivery(table(HALF), month, days=days)) == late


def screened(memory: Memory, *deliveries: Delivery) -> tuple[set[tuple[object, ...]], Screened]:
    outcome = screen_month(deliveries[0].month, settle(list(deliveries)), read_city(0.01), memory)
    found = pl.concat(outcome.findings).filter(
        (pl.col("county_code") == "220602") & (pl.col("table_name") == "T-N1")
    )
    return set(found.select("rule_id", "town_code").rows()), outcome


def after(sizes: dict[str, int]) -> Memory:
    memory = Memory()
    screened(memory, delivery(table(sizes), "2021-12"))
    return memory


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((40, 20, 20, 25), set()),
        ((40, 20, 20, 26), {("R05", TOWNS[3])}),
        ((34, 15, 18, 18), set()),
        ((34, 15, 18, 17), {("R05", None)}),
        ((40, 14, 20, 20), {("R05", TOWNS[1])}),
        ((40, 20, 20, 36), {("R05", None), ("R05", TOWNS[3])}),
        ((19, 20, 20, 20), {("R06", None)}),
        ((40, 0, 24, 20), {("R06", TOWNS[1]), ("R05", None)}),
    ],
)
def test_counts_may_change_by_15_percent_in_a_county_and_25_in_a_township(
    sizes: tuple[int, ...], expected: set[tuple[object, ...]]
) -> None:
    before = dict(zip(TOWNS, (40, 20, 20, 20), strict=True))
    now = delivery(table(dict(zip(TOWNS, sizes, strict=True)), education="小学"))
    assert screened(after(before), now)[0] == expected


def test_rows_changed_after_the_cut_off_are_told_and_earlier_ones_are_not() -> None:
    wrong, right = table(HALF, education="小学"), table(HALF, education="初中")
    found, _ = screened(Memory(), delivery(wrong), delivery(right, **named(5)))
    assert found == set()
    found, _ = screened(Memory(), delivery(wrong), delivery(right, **named(9)))
    assert found == {("R83", None)}
    found, _ = screened(Memory(), delivery(right), delivery(right, **named(9)))
    assert found == set()
    found, _ = screened(Memory(), delivery(right, **named(9)))
    assert found == {("R12", None)}


def test_a_book_that_ends_at_ten_thousand_rows_may_be_cut_short() -> None:
    for more, expected in ((0, {"R07"}), (1, set())):
        found, _ = screened(Memory(), delivery(table({TOWNS[0]: 5_000, TOWNS[1]: 5_000 + more})))
        # among so many persons some have an ID of nowhere
        assert {rule for rule, _ in found} - {"R28"} == expected


def test_what_holds_one_page_holds_the_other() -> None:
    blank = pl.when(pl.col("person") == 0).then(pl.lit("blank")).alias("id_form")
    first = delivery(table(HALF).with_columns(blank))
    second = delivery(table(OTHER, first=6), **named(1))
    _, outcome = screened(Memory(), first, second)
    own = [v for v in outcome.verdicts if (v["table_name"], v["county_code"]) == PLACE]
    columns = ("state", "blocking_rules", "is_lead", "rows_data", "rows_quarantined")
    assert [tuple(v[c] for c in columns) for v in own] == [
        ("held", "Q5", False, 6, 1),
        ("held", "Q5", True, 6, 0),
    ]


@pytest.mark.parametrize(
    ("kind", "count", "states"),
    [
        ("pages", 2, ["counts", "counts"]),
        ("town_again", 2, ["counts", "counts"]),
        ("whole_again", 2, ["superseded", "counts"]),
        ("delivered_twice", 2, ["superseded", "counts"]),
        ("refused_after", 2, ["counts", "refused"]),
    ],
)
def test_in_the_end_the_truth_counts_whatever_came_first(
    kind: Kind, count: int, states: list[str]
) -> None:
    truth = table(dict.fromkeys(TOWNS, 10) | {"220602104": 4}, education="初中")
    own = Delivery("T-N1", "220602", "2022-01", truth, "220602", "2022-01")
    files = in_several_files(Event("2022-01", "220602", "T-N1", kind), own)
    for file in files:
        file.frame = with_places(file, 1.0)
    assert [d.standing for d in settle(files)] == states
    assert len({d.path for d in files}) == count
    rows = rows_that_count(files)
    assert rows is not None
    columns = ["person", *STORED["T-N1"]]
    assert rows.select(columns).sort("person").equals(truth.select(columns))


def test_a_frozen_township_repeats_last_month_where_this_month_writes_a_cell_another_way() -> None:
    city = read_city(0.01)
    county = next(county for county in city.counties if county.code == PLACE[1])
    frozen = frozen_town(county)
    last, other = table({frozen: 2}), next(t.code for t in county.towns if t.code != frozen)
    rows = table({frozen: 1, other: 1}, first=100)
    own = Delivery(
        *PLACE, "2021-06", rows.with_columns(pl.lit("六月").alias("as:start_date")), PLACE[1],
        "2021-06",
    )  # fmt: skip
    before = Delivery(*PLACE, "2021-05", last, PLACE[1], "2021-05")
    month = Month({PLACE: own}, {PLACE: before}, {}, SimpleNamespace(city=city), rows)
    (found,) = mishap(Event("2021-06", PLACE[1], PLACE[0], "town_frozen"), month)
    written = found.frame.select("town_code", "as:start_date").rows()
    assert written == [(other, "六月"), (frozen, None), (frozen, None)]
