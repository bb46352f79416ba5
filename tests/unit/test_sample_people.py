"""The invented people are nobody, and they are where the registers expect them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipelines.sample.callings import add_callings
from pipelines.sample.city import (
    CITY_CODE,
    LABOUR,
    POVERTY_WORKERS_2021,
    City,
    apportion,
    read_city,
    scaled_targets,
)
from pipelines.sample.handwriting import damaged, untidy
from pipelines.sample.identity import UNKNOWN_PREFIX, check_characters, identity_numbers, is_valid
from pipelines.sample.people import LEAST_PER_TOWN, build_people

SCALE = 0.01


@pytest.fixture(scope="module")
def city() -> City:
    return read_city(SCALE)


@pytest.fixture(scope="module")
def people(city: City) -> pl.DataFrame:
    rng = np.random.default_rng(4)
    return add_callings(build_people(city, 2021, 2022, SCALE, rng), city, 2021, rng)


def listed_in_2021(people: pl.DataFrame) -> pl.DataFrame:
    return people.filter((2020 - pl.col("birth_year")).is_between(16, 59))


def test_every_identity_number_is_impossible_unique_and_well_formed(people: pl.DataFrame) -> None:
    numbers = people["id_no"]
    assert numbers.str.contains(r"^229[68]\d{2}(19|20)\d{9}[0-9X]$").all()
    assert numbers.n_unique() == people.height
    bodies = np.array(numbers.str.slice(0, 17))
    assert (check_characters(bodies) == np.array(numbers.str.slice(17))).all()


def test_the_number_tells_birthday_and_sex(people: pl.DataFrame) -> None:
    born = people["id_no"].str.slice(6, 8).str.to_date("%Y%m%d")
    assert (born == people["id_birth_date"]).all()
    is_male = people["id_no"].str.slice(16, 1).cast(pl.Int32) % 2 == 1
    assert (is_male == (people["id_sex"] == "男")).all()


def test_old_prefixes_survive_among_those_born_early(people: pl.DataFrame) -> None:
    prefixes = set(people["id_no"].str.slice(0, 6))
    assert {"229825", "229802", "229826"} & prefixes or {"229625", "229802"} & prefixes
    is_known = ~pl.col("id_no").str.starts_with(UNKNOWN_PREFIX)
    young = people.filter(pl.col("birth_year") > 1985, is_known)["id_no"].str.slice(0, 6)
    assert set(young) <= {f"2296{code[4:]}" for code in LABOUR}


def test_a_disabled_persons_certificate_is_the_number_and_two_digits(people: pl.DataFrame) -> None:
    long = people.filter(pl.col("certificate_no").str.len_chars() == 20)
    assert long.height > 0
    assert long["is_poor"].all()
    assert (long["certificate_no"].str.slice(0, 18) == long["id_no"]).all()
    assert long["certificate_no"].str.slice(18).str.contains("^[1-7][1-4]$").all()


def test_the_labour_register_has_its_size_and_every_rural_township(
    people: pl.DataFrame, city: City
) -> None:
    inside = listed_in_2021(people).filter(~pl.col("is_excluded"))
    sizes = dict(inside.group_by("county_code").len().rows())
    for county in city.counties:
        assert abs(sizes[county.code] - county.labour) <= max(5, county.labour * 0.05)
    towns = dict(inside.group_by("town_code").len().rows())
    rural = [town.code for county in city.counties for town in county.towns]
    assert min(towns.get(code, 0) for code in rural) >= LEAST_PER_TOWN
    assert people.filter("is_excluded")["town_code"].n_unique() == 2


def test_labour_capable_poor_of_working_age_are_in_both_systems(people: pl.DataFrame) -> None:
    able = people.filter("is_candidate")
    young = able.filter((2020 - pl.col("birth_year")) < 60)
    assert listed_in_2021(young).height == young.height
    old = able.filter((2020 - pl.col("birth_year")) >= 60)
    assert 0 < old.height < able.height / 4
    assert able["is_poor"].all()


def test_regions_of_the_working_poor_follow_the_published_split(people: pl.DataFrame) -> None:
    able = people.filter(pl.col("is_candidate") & ~pl.col("is_excluded"))
    share = (able["region_class"] == "县内").mean()
    assert share == pytest.approx(0.74, abs=0.08)
    assert (able.filter(pl.col("kind") == "公益岗")["region_class"] == "县内").all()


def test_parts_add_up_and_small_parts_keep_their_order() -> None:
    assert apportion([520, 560, 990, 1480, 450, 620], 46) == [5, 6, 10, 15, 4, 6]
    assert sum(apportion([1, 1, 1], 100)) == 100
    assert apportion([0, 0], 0) == [0, 0]


def test_the_scaled_plan_still_adds_up_to_the_city(city: City) -> None:
    plan = city.targets.filter(pl.col("plan_year") == 2022)
    for indicator in ("I01", "I02", "I03", "I04"):
        own = plan.filter(pl.col("indicator_id") == indicator)
        whole = own.filter(pl.col("county_code") == CITY_CODE)["target_value"].item()
        assert own.filter(pl.col("county_code") != CITY_CODE)["target_value"].sum() == whole
    assert scaled_targets(city.targets, 1.0).equals(city.targets)


def test_poverty_workers_at_full_size_are_the_counties_own_2021_figures() -> None:
    whole = read_city(1.0)
    assert {c.code: c.poverty_workers for c in whole.counties} == POVERTY_WORKERS_2021
    assert {c.code: c.labour for c in whole.counties} == LABOUR


def test_people_born_on_one_day_get_different_numbers() -> None:
    many = 40
    numbers = identity_numbers(
        np.full(many, "229621"), np.full(many, "19700101"), np.arange(many) % 2 == 0
    )
    assert len(set(numbers)) == many
    assert all(is_valid(number) for number in numbers)


@pytest.mark.parametrize("dirt", range(22))
def test_an_untidy_number_still_says_who_it_is(dirt: int) -> None:
    import unicodedata

    number = "22962119700105105X"
    assert is_valid(number)
    written = unicodedata.normalize("NFKC", untidy(number, dirt)).replace(" ", "").strip()
    written = written.lstrip("'").removeprefix("G").replace("х", "X").replace("×", "X")
    assert written.upper() == number


def test_a_damaged_number_cannot_be_taken_for_a_good_one() -> None:
    number = "229621197001050014"
    assert damaged(number, "blank", True) is None
    assert len(str(damaged(number, "short", True))) == 17
    checksum = str(damaged(number, "checksum", True))
    assert checksum[:17] == number[:17]
    assert not is_valid(checksum)
    assert not checksum.endswith("000")
    assert isinstance(damaged(number, "number", False), float)
    assert "E+17" in str(damaged("229621197001050014", "number", True))
    assert str(damaged("229621197001050015", "number", True)).endswith("000")
