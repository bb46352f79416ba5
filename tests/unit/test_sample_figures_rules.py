"""What holds for every figure of the key: slots and their age, the city, targets, status."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipelines.sample.city import CITY_CODE, City, read_city
from pipelines.sample.figures import CATALOGUE, Figure, judge, quality
from pipelines.sample.figures.shelf import Shelf
from pipelines.sample.figures.snapshot import counting
from pipelines.sample.figures.tables import BOOKS, schema_of
from pipelines.sample.figures.totals import figures_of
from pipelines.sample.ledgers import Ledger
from pipelines.sample.ledgers.columns import TABLES, WHO
from pipelines.sample.slots import Effective
from tests.sample_snapshots import COUNTY, OTHER, day, snapshot, table

COUNTIES = tuple(county.code for county in read_city(0.01).counties)


@pytest.fixture(scope="module")
def city() -> City:
    return read_city(0.01)


def ledger(name: str, month: str, persons: int = 1, blank: int = 0) -> Ledger:
    """Return a book of so many persons, so many of them without a number."""
    types = {**dict.fromkeys(("home_county_code", *WHO), pl.String), **TABLES[name].types()}
    row = {"id_no": "229602199203010017", "home_county_code": COUNTY}
    frame = pl.DataFrame([row] * persons, schema=types).with_columns(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("person"),
        pl.lit(True).alias("has_name"),
        pl.when(pl.int_range(pl.len()) < blank).then(pl.lit("blank")).alias("id_form"),
        pl.lit(None, pl.String).alias("defect"),
    )
    book = Ledger(name, COUNTY, month, "浑江区", frame, is_clean=True)
    book.settle()
    return book


@pytest.mark.parametrize(
    ("name", "handed_in", "month", "state"),
    [
        ("T-H2", "2022-01", "2022-03", "按期"),
        ("T-H2", "2022-01", "2022-04", "沿用"),
        ("T-H2", "2021-12", "2022-01", "缺报"),
        ("T-H4", "2021-12", "2022-01", "按期"),
        ("T-H4", "2021-12", "2022-03", "沿用"),
        ("T-N4", "2021-12", "2022-05", "按期"),
        ("T-N4", "2021-12", "2022-06", "沿用"),
        ("T-N5", "2021-05", "2022-04", "按期"),
        ("T-N5", "2021-05", "2022-05", "沿用"),
    ],
)
def test_how_long_a_book_counts_and_stays_fresh(
    name: str, handed_in: str, month: str, state: str
) -> None:
    shelf = Shelf()
    shelf.put([ledger(name, handed_in)])
    slots = {place: book.month for place, book in shelf.effective(month).items()}
    assert snapshot(month, slots=slots).state(name, COUNTY) == state
    assert snapshot(month, slots=slots).state(name, OTHER) == "缺报"


def test_a_newer_book_replaces_the_older_one_and_a_held_or_refused_one_does_not() -> None:
    shelf = Shelf()
    shelf.put([ledger("T-H6", "2022-01", persons=30, blank=1)])
    held, refused = ledger("T-H6", "2022-02", persons=30, blank=2), ledger("T-H6", "2022-03")
    refused.missing = "aid_kind"
    shelf.put([held])
    shelf.put([refused])
    book = shelf.effective("2022-03")["T-H6", COUNTY]
    assert (book.month, book.totals.rows, book.totals.sound, book.rows.height) == (
        *("2022-01", 30, 29),
        29,
    )
    assert set(book.rows["id_birth_date"]) == {dt.date(1992, 3, 1)}
    shelf.put([ledger("T-H6", "2022-04", persons=2)])
    assert shelf.effective("2022-04")["T-H6", COUNTY].rows.height == 2


def test_excluded_townships_do_not_count_and_unknown_ones_do() -> None:
    rows = table("T-H4", [{"town_code": town} for town in ("A", "B", None)], "2022-01")
    found = counting("T-H4", {COUNTY: ("2022-01", rows)}, ["B"])
    assert found["town_code"].to_list() == ["A", None]
    assert set(found["source_month"]) == {"2022-01"}
    assert counting("T-H4", {}, []).schema == pl.Schema(schema_of("T-H4"))


def one(figures: list[Figure], county: str) -> Figure:
    return next(figure for figure in figures if figure.county_code == county)


def everywhere(*tables: str, month: str = "2022-05") -> dict[tuple[str, str], str]:
    return {(name, county): month for name in tables for county in COUNTIES}


def test_nobody_is_zero_and_no_book_is_no_value() -> None:
    slots = everywhere("T-H2")
    del slots["T-H2", OTHER]
    figures = figures_of(snapshot("2022-05", slots=slots), {"I23": {COUNTY: (3.0, None)}})
    values = {f.county_code: (f.value, f.data_state) for f in figures}
    assert values[COUNTY] == (3.0, "按期")
    assert values["220681"] == (0.0, "按期")
    assert values[OTHER] == (None, "缺报")
    # a total without a county is wrong by nobody knows how much
    assert values[CITY_CODE] == (None, "按期")


def test_a_share_of_nobody_has_no_value_and_the_city_adds_up_the_others() -> None:
    slots = {**everywhere("T-H2"), ("T-H2", OTHER): "2022-02"}
    pairs = {COUNTY: (1.0, 4.0), OTHER: (1.0, 1.0), "220621": (0.0, 0.0)}
    figures = figures_of(snapshot("2022-05", slots=slots), {"I26": pairs})
    assert one(figures, COUNTY).value == 0.25
    assert (one(figures, "220621").value, one(figures, "220621").denominator) == (None, 0.0)
    city = one(figures, CITY_CODE)
    assert (city.numerator, city.denominator, city.value) == (2.0, 5.0, 0.4)
    assert (city.data_state, one(figures, OTHER).data_state) == ("沿用", "沿用")


def test_the_citys_own_book_is_added_to_counts() -> None:
    pairs = {COUNTY: (3.0, None), CITY_CODE: (2.0, None)}
    figures = figures_of(snapshot("2022-05"), {"I16a": pairs})
    assert one(figures, CITY_CODE).value == 5.0


def test_a_statistic_has_neither_numerator_nor_denominator() -> None:
    pairs = {COUNTY: (3500.0, None), CITY_CODE: (3600.0, None)}
    figures = figures_of(snapshot("2022-05"), {"I06d": pairs})
    found = {f.county_code: (f.numerator, f.denominator, f.value) for f in figures}
    assert found[COUNTY] == (None, None, 3500.0)
    assert found[OTHER] == (None, None, None)
    assert found[CITY_CODE] == (None, None, 3600.0)


def test_a_manual_figure_of_the_city_is_its_own_else_the_counties_sum() -> None:
    own = {("T-M1", CITY_CODE): "2022-01"}
    slots = everywhere("T-M1") | own
    all_but_one = {county: (1.0, None) for county in COUNTIES if county != OTHER}
    whole = {**all_but_one, OTHER: (2.0, None)}

    def city(indicator: str, pairs: dict[str, tuple[float | None, float | None]]) -> Figure:
        return one(figures_of(snapshot("2022-05", slots=slots), {indicator: pairs}), CITY_CODE)

    mine = city("I56", {**whole, CITY_CODE: (9.0, None)})
    assert (mine.value, mine.numerator, mine.data_state) == (9.0, None, "沿用")
    assert (city("I56", whole).value, city("I56", whole).data_state) == (7.0, "按期")
    assert city("I56", all_but_one).value is None
    assert city("I51", whole).value is None


def figure(indicator: str, month: str, value: float | None, county: str = COUNTY) -> Figure:
    return Figure(indicator, county, month, value, None, value, "按期")


def judged(indicator: str, value: float | None, *then: Figure, month: str = "2022-05") -> Figure:
    mine = figure(indicator, month, value)
    judge([*then, mine], read_city(1.0))
    return mine


@pytest.mark.parametrize(
    ("indicator", "value", "month", "status"),
    [
        ("I08", 0.95, "2022-05", "达标"),
        ("I08", 0.92, "2022-05", "临近"),
        ("I08", 0.9199, "2022-05", "滞后"),
        ("I08", None, "2022-05", "未填报"),
        ("I41", 1.3, "2022-05", "达标"),
        ("I41", 1.5, "2022-05", "临近"),
        ("I41", 1.51, "2022-05", "滞后"),
        ("I10b", 0.0, "2022-05", "达标"),
        ("I10b", 1.0, "2022-05", "滞后"),
        ("I46d", 60.0, "2022-05", "达标"),
        ("I13", 2.0, "2022-05", "达标"),
        ("I13", 1.0, "2022-11", "临近"),
        ("I13", 1.0, "2022-12", "滞后"),
        ("I03", 2.0, "2022-05", "达标"),
        ("I03", 1.0, "2022-05", "临近"),
        ("I06a", 0.5, "2022-05", None),
    ],
)
def test_how_a_figure_stands_to_its_target(
    indicator: str, value: float | None, month: str, status: str | None
) -> None:
    assert judged(indicator, value, month=month).status == status


@pytest.mark.parametrize(
    ("value", "before", "status"),
    [(100.0, 100.0, "达标"), (97.0, 100.0, "临近"), (96.9, 100.0, "滞后"), (5.0, 0.0, None)],
)
def test_a_figure_is_compared_with_its_same_month(
    value: float, before: float, status: str | None
) -> None:
    found = judged("I17a", value, figure("I17a", "2021-05", before))
    assert (found.target_value, found.baseline_value, found.status) == (before, before, status)


def test_trainees_follow_the_plan_at_the_pace_of_the_baseline_year() -> None:
    curve = figure("I02", "2021-05", 40.0), figure("I02", "2021-12", 100.0)
    assert judged("I02", 160.0, *curve).target_value == 400.0
    assert [judged("I02", v, *curve).status for v in (160.0, 148.0, 147.0)] == [
        *("达标", "临近", "滞后")
    ]
    assert judged("I02", 160.0).status is None
    assert judged("I02", 400.0).status == "达标"


def test_there_are_no_targets_without_a_plan_and_every_county_owes_its_number() -> None:
    early = judged("I31", 1.0, month="2021-05")
    assert (early.target_value, early.status) == (None, None)
    city = figure("I31", "2022-05", 5.0, CITY_CODE)
    manual = figure("I58", "2022-05", 4.0, CITY_CODE)
    judge([city, manual], read_city(1.0))
    assert (city.target_value, city.status) == (6.0, "临近")
    assert (manual.target_value, manual.status) == (4.0, "达标")


def test_every_table_that_an_indicator_needs_is_known() -> None:
    assert {name for one in CATALOGUE.values() for name in one.tables} <= set(BOOKS)
    assert all((one.target == "none") == (not one.rule) for one in CATALOGUE.values())
    assert all((one.fixed is not None) == (one.target == "fixed") for one in CATALOGUE.values())


def test_completeness_asks_only_whom_it_may() -> None:
    born = day("1992-03-01")
    rows = {
        "T-H1": [
            {"id_birth_date": born, "employment_state": "已就业", "work_region": "乡内"},
            {"id_birth_date": born, "employment_state": None, "skill_level": "无"},
            {"id_birth_date": born, "employment_state": "在校"},
            {"id_birth_date": day("1960-01-01"), "employment_state": "已就业"},
        ],
        "T-N2": [
            {"id_birth_date": born, "has_worked": True, "wage_cny": 3000.0},
            {"id_birth_date": born, "has_worked": None, "school_state": "高一"},
        ],
    }
    found = quality.completeness(snapshot("2022-05", rows), {})
    pairs = {indicator: found[indicator][COUNTY] for indicator in found}
    assert pairs == {
        "I07a": (3.0, 5.0),
        "I07b": (1.0, 3.0),
        "I07c": (0.0, 2.0),
        "I07d": (1.0, 3.0),
        "I07e": (1.0, 3.0),
    }


def test_lateness_is_told_of_counties_whose_three_tables_are_of_the_month() -> None:
    slots = everywhere("T-H1", "T-N1", "T-N2")
    slots["T-N2", OTHER] = "2022-04"
    late = {
        **{("T-H1", county): 0 for county in COUNTIES},
        ("T-N1", COUNTY): 4,
        ("T-H1", OTHER): 9,
    }
    whole = snapshot("2022-05", slots=slots)
    object.__setattr__(whole, "late", late)
    found = quality.updates(whole, {})["I10"]
    assert (found[COUNTY], found[OTHER]) == ((4.0, None), (None, None))
    assert (found["220681"], found[CITY_CODE]) == ((0.0, None), (4.0, None))


def test_townships_that_changed_nothing_are_counted_where_there_is_a_month_before() -> None:
    def labour(*pairs: tuple[str, int]) -> Effective:
        rows = table("T-H1", [{"town_code": t, "person": p} for t, p in pairs], "2022-05")
        rows = rows.with_columns(
            pl.lit(None, pl.String).alias("id_sex"),
            *(pl.lit(True).alias(name) for name in ("has_name", "has_phone")),
        )
        return Effective("2022-05", rows, rows.height, {})

    whole = snapshot("2022-05")
    now, before = labour(("A", 1), ("B", 2)), labour(("A", 1), ("B", 3), ("C", 4))
    object.__setattr__(whole, "labour", {COUNTY: now, OTHER: now})
    object.__setattr__(whole, "labour_before", {COUNTY: before})
    found = quality.updates(whole, {})
    assert (found["I09"][COUNTY], found["I10b"][COUNTY]) == ((2.0, 3.0), (1.0, None))
    assert (found["I09"][OTHER], found["I10b"][OTHER]) == ((None, None), (None, None))
