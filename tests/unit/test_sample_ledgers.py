"""Ledgers tell the same story as the three monthly tables, from the same people and careers."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import polars as pl
import pytest

from pipelines.months import month_range
from pipelines.sample.callings import add_callings
from pipelines.sample.careers import Careers
from pipelines.sample.cases import POST_CASES
from pipelines.sample.city import CITY_CODE, City, read_city
from pipelines.sample.identity import is_valid
from pipelines.sample.ledgers import Ledger, Ledgers
from pipelines.sample.ledgers.columns import TABLES
from pipelines.sample.people import build_people
from pipelines.sample.registers import register_frame

SCALE = 0.1

Books = dict[tuple[str, str, str], Ledger]
Truth = dict[tuple[str, str, str], pl.DataFrame]


@pytest.fixture(scope="module")
def world() -> tuple[City, pl.DataFrame, Books, Truth]:
    city = read_city(SCALE)
    rng = np.random.default_rng(5)
    people = add_callings(build_people(city, 2021, 2022, SCALE, rng), city, 2021, rng)
    careers = Careers(people, city, 2021, 5)
    ledgers = Ledgers(people, city, careers, SCALE, 5, clean=True)
    books: Books = {}
    truth: Truth = {}
    for month in month_range("2021-01", "2022-12"):
        careers.step()
        for ledger in ledgers.month(month):
            books[ledger.table, ledger.county, month] = ledger
        if month == "2022-12":
            for county in city.counties:
                for table in ("T-H1", "T-N1", "T-N2"):
                    frame = register_frame(table, county.code, people, careers)
                    truth[table, county.code, month] = frame
    return city, people, books, truth


def frame(books: Books, table: str, month: str, county: str | None = None) -> pl.DataFrame:
    return pl.concat(
        book.frame
        for (t, c, m), book in books.items()
        if (t, m) == (table, month) and county in (None, c)
    )


def truth_of(truth: Truth, table: str) -> pl.DataFrame:
    return pl.concat(rows for (t, _, _), rows in truth.items() if t == table)


def test_every_table_comes(world: tuple[City, pl.DataFrame, Books, Truth]) -> None:
    assert {table for table, _, _ in world[2]} == set(TABLES)


def test_trainees_come_to_the_plan_in_2022_and_a_few_less_in_2021(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    city, _, books, _ = world
    plan = city.targets.filter(pl.col("indicator_id") == "I02")
    wanted = dict(plan.select("county_code", "target_value").rows())
    for county in city.counties:
        now = frame(books, "T-H2", "2022-12", county.code)
        assert now["person"].n_unique() == now.height == wanted[county.code]
    before = frame(books, "T-H2", "2021-12").height
    assert 0.9 * wanted[CITY_CODE] < before < wanted[CITY_CODE]


def test_trainees_stand_in_the_labour_roster(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    _, _, books, truth = world
    roster = truth_of(truth, "T-H1")["person"]
    for table in ("T-H2", "T-H3", "T-H6", "T-H7", "T-S1"):
        assert frame(books, table, "2022-12")["person"].is_in(roster.implode()).all(), table
    classes = frame(books, "T-H2", "2022-12")
    assert (classes["opened_date"] < classes["closed_date"]).all()
    assert classes.group_by("class_no").len()["len"].max() <= 45  # type: ignore[operator]
    assert (
        classes.group_by("class_no").agg(pl.col("closed_date").n_unique())["closed_date"].max() == 1
    )


def test_public_posts_are_the_spells_of_the_month_monitor(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    _, people, books, truth = world
    cases = people.filter(pl.col("post_case").is_not_null())["person"].implode()
    ordinary = ~pl.col("person").is_in(cases)
    monitored = truth_of(truth, "T-N2").filter(ordinary & (pl.col("channel") == "公益岗位"))
    posts = frame(books, "T-N6a", "2022-12")
    told = monitored.select("person", "start_month").sort("person", "start_month")
    held = posts.filter(ordinary).select("person", start_month="start_date")
    assert held.sort("person", "start_month").rows() == told.rows()
    assert posts["monthly_pay_cny"].is_between(500, 900).all()
    by_kind = posts.filter(ordinary).group_by("home_county_code", "town_code", "post_kind")
    assert by_kind.agg(pl.col("monthly_pay_cny").n_unique())["monthly_pay_cny"].max() == 1


def test_some_of_the_list_of_posts_should_not_be_there(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    _, people, books, truth = world
    cases = people.select("person", "post_case").drop_nulls()
    posts = frame(books, "T-N6a", "2022-12").join(cases, on="person")
    assert set(posts["post_case"]) == set(POST_CASES)
    twice = posts.filter(pl.col("post_case") == "two posts")
    assert twice.group_by("person", "start_date").agg(pl.col("post_kind").n_unique())[
        "post_kind"
    ].unique().to_list() == [2]
    dead = truth_of(truth, "T-H1").filter(pl.col("population_class") == "死亡")["person"]
    assert set(dead) == set(posts.filter(pl.col("post_case") == "dead")["person"])
    struck = frame(books, "T-H7", "2022-12").filter(pl.col("leave_reason") == "死亡")["person"]
    assert set(struck) == set(posts.filter(pl.col("post_case") == "struck off")["person"])
    idle = frame(books, "T-N6a", "2022-12").filter(pl.col("attendance_days") == 0)
    assert 0 < idle.height < 0.1 * frame(books, "T-N6a", "2022-12").height


def test_those_of_whom_a_story_is_told_are_few(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    city, people, _, _ = world
    poor = people.filter("is_poor")
    assert 0.02 < poor["is_relocated"].mean() < 0.08  # type: ignore[operator]
    counties = poor.group_by("county_index").agg(
        pl.col("is_unlisted").sum(),
        pl.col("household").filter("has_unsteady_work").n_unique().alias("unsteady"),
        pl.col("post_case").count(),
        pl.col("is_candidate").sum(),
    )
    assert counties["is_unlisted"].to_list() == [1] * len(city.counties)
    assert counties["unsteady"].to_list() == [2] * len(city.counties)
    assert (counties["post_case"] <= 0.15 * counties["is_candidate"]).all()
    unlisted = poor.filter("is_unlisted")
    assert unlisted["is_relocated"].all()
    assert not unlisted["is_candidate"].any()


def test_relieved_workers_of_workshops_are_those_in_the_month_monitor(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    city, _, books, truth = world
    for county in city.counties:
        open_now = truth["T-N2", county.code, "2022-12"].filter(
            (pl.col("channel") == "帮扶车间") & pl.col("end_month").is_null() & pl.col("has_worked")
        )
        shops = frame(books, "T-N6b", "2022-12", county.code)
        assert shops["relieved_workers"].sum() == open_now["person"].n_unique()
        before = frame(books, "T-N6b", "2021-12", county.code)
        assert shops.height == before.height + 1 >= 2


def test_households_are_those_of_the_poverty_register(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    _, _, books, truth = world
    people = truth_of(truth, "T-N1").group_by("household_no").len().sort("household_no")
    houses = frame(books, "T-N4", "2022-12").sort("household_no")
    assert houses["household_no"].to_list() == people["household_no"].to_list()
    assert houses["members"].to_list() == people["len"].to_list()


def test_villages_add_up_to_the_city(world: tuple[City, pl.DataFrame, Books, Truth]) -> None:
    villages = frame(world[2], "T-N5", "2022-05")
    assert villages.height == 503
    people = world[1]
    relieved = people["is_poor"] & (people["household_kind"] == "脱贫户") & ~people["is_excluded"]
    assert villages["relieved_persons"].sum() == relieved.sum()


def test_monitored_people_are_of_low_income(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    _, _, books, truth = world
    low = frame(books, "T-C1", "2022-11")["person"]
    monitored = truth_of(truth, "T-N1").filter(pl.col("monitor_kind").is_not_null())
    assert monitored["person"].is_in(low.implode()).all()


def test_who_goes_to_another_province_is_paid_once(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    _, _, books, truth = world
    journeys = frame(books, "T-H8", "2022-12").filter(pl.col("policy") == "跨省务工一次性交通补贴")
    due = truth_of(truth, "T-N2").filter(
        pl.col("transport_subsidy_cny").is_not_null()
        & (pl.col("episode") == 1)
        & (pl.col("start_month") <= dt.date(2022, 9, 1))
    )
    assert sorted(journeys["person"]) == sorted(due["person"])
    assert set(journeys["amount_cny"]) == {500.0}


def test_every_assisted_village_gets_its_three_events_in_2022(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    city, _, books, _ = world
    for county in city.counties:
        villages = frame(books, "T-N5", "2022-05", county.code).filter("is_assisted")
        events = frame(books, "T-H5", "2022-12", county.code)
        for what in ("专场招聘会", "三送下乡", "送人到企"):
            served = events.filter((pl.col("campaign") == what) & pl.col("villages").is_not_null())
            names = {n for cell in served["villages"] for n in cell.split("、")}
            assert names == set(villages["village_name"]), (county.code, what)


def test_the_city_hands_in_its_own_events(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    own = world[2]["T-H5", CITY_CODE, "2022-05"]
    assert set(own.frame["home_county_code"]) == {CITY_CODE}
    assert own.path.startswith("2022-05/白山市/")
    assert world[2]["T-M1", CITY_CODE, "2022-06"].path.count("/") == 1


def test_books_grow_through_the_year_and_begin_anew(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    books = world[2]
    same = ["person", "registration_kind", "registered_date"]
    earlier = frame(books, "T-H7", "2022-06", "220605")
    later = frame(books, "T-H7", "2022-12", "220605")
    assert earlier.join(later, on=same, how="anti").is_empty()
    assert (later["registered_date"].dt.year() == 2022).all()


def test_some_figures_stay_unreported(world: tuple[City, pl.DataFrame, Books, Truth]) -> None:
    filled = frame(world[2], "T-M1", "2022-12", "220622")
    city = frame(world[2], "T-M1", "2022-12", CITY_CODE)
    assert not {"I13", "I45"} - set(city["indicator_id"]) - set(filled["indicator_id"])
    assert filled["indicator_id"].n_unique() < 14
    assert filled.filter(~pl.col("is_done"))["done_date"].is_null().all()


def test_numbers_are_nobodys(world: tuple[City, pl.DataFrame, Books, Truth]) -> None:
    books = world[2]
    for (_, _, month), book in books.items():
        numbers = book.frame["id_no"].drop_nulls() if month == "2022-12" else []
        assert all(re.match("229[68]", n) and is_valid(n[:18]) for n in numbers)


def test_full_books_add_less_than_a_tenth_of_the_labour_roster(
    world: tuple[City, pl.DataFrame, Books, Truth],
) -> None:
    _, _, books, truth = world
    rows = sum(book.frame.height for (t, _, _), book in books.items() if t != "T-N5")
    assert rows / 24 < 0.1 * truth_of(truth, "T-H1").height
