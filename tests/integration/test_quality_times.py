"""R77 to R82 (R77b too), R84, R92: a month against the months before it and against 2021."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from pipelines.quality import screen_month
from tests.quality_lake import Lake, clean_rows, new_lake, row
from tests.rule_cases import Row, rules_of, screened

D = dt.date
APRIL, MAY = "2022-04", "2022-05"
HALF_YEAR = ("2021-11", "2021-12", "2022-01", "2022-02", "2022-03", APRIL, MAY)
WORKS = {"employment_state": "已就业"}
HOME = {"employment_state": "务农", "wage_cny": None, "work_region": None, "has_employer": False}
NEAR = {
    "work_region": "县内乡外",
    "place_region": "县内乡外",
    "work_province": "吉林省",
    "work_city": "白山市",
    "work_county": "抚松县",
}
OLD, FEBRUARY, MARCH = D(2021, 10, 1), D(2022, 2, 28), D(2022, 3, 1)
NOVEMBER, DECEMBER = D(2021, 11, 30), D(2021, 12, 1)
FUSONG = "220621"

# Person: what the row says in each month from November to May.
LIVES: dict[str, tuple[list[Row], set[str]]] = {
    "asked in February": ([{"updated_date": FEBRUARY}] * 7, {"R77"}),
    "asked in March": ([{"updated_date": MARCH}] * 7, set()),
    "never dated": ([{"updated_date": None}] * 7, {"R77b"}),
    "asked in November": ([{"updated_date": NOVEMBER}] * 7, {"R77b"}),
    "asked in December": ([{"updated_date": DECEMBER}] * 7, {"R77"}),
    "at home in the county": ([{"updated_date": OLD, **NEAR}] * 7, set()),
    "another wage in March": (
        [{"updated_date": OLD}] * 4 + [{"updated_date": OLD, "wage_cny": 4100.0}] * 3,
        set(),
    ),
    "another wage in January": (
        [{"updated_date": OLD}] * 2 + [{"updated_date": OLD, "wage_cny": 4100.0}] * 5,
        {"R77"},
    ),
    "another wage in December": (
        [{"updated_date": OLD}] + [{"updated_date": OLD, "wage_cny": 4100.0}] * 6,
        {"R77"},
    ),
    "for half a year at home in the county": ([{"updated_date": None, **NEAR}] * 7, set()),
    "months that count themselves": (
        [{"updated_date": OLD, "months_worked": 1}] * 6
        + [{"updated_date": OLD, "months_worked": 2}],
        {"R77b"},
    ),
    "three changes in six months": ([WORKS, WORKS, HOME, WORKS, WORKS, HOME, HOME], {"R79"}),
    "two changes in six months": ([HOME, WORKS, WORKS, HOME, HOME, WORKS, WORKS], set()),
    "the third is seven months old": ([HOME, WORKS, HOME, HOME, WORKS, WORKS, WORKS], set()),
}  # fmt: skip


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    lake = new_lake(tmp_path_factory.mktemp("lives"))
    for number, month in enumerate(HALF_YEAR):
        asked = {"updated_date": D(int(month[:4]), int(month[5:]), 20)}
        rows = [row("T-H1", who, **(asked | said[number])) for who, (said, _) in LIVES.items()]
        lake.deliver("T-H1", [*rows, *(one | asked for one in clean_rows("T-H1", 60))], month=month)
    found = {}
    settings = lake.write()
    for month in HALF_YEAR:
        screen_month(settings, month)
        path = lake.settings.lake / "quality" / "findings" / f"report_month={month}"
        found[month] = pl.read_parquet(path / "findings.parquet", hive_partitioning=False)
    return found


@pytest.mark.parametrize("who", LIVES)
def test_months_in_a_row_are_compared_person_by_person(
    lives: dict[str, pl.DataFrame], who: str
) -> None:
    rules = set(lives[MAY].filter(person_key=who)["rule_id"])
    assert rules == LIVES[who][1]


def test_it_says_for_how_long_nobody_asked(lives: dict[str, pl.DataFrame]) -> None:
    told = dict(lives[MAY].select("person_key", "message").rows())
    assert "已3个月未核实" in told["asked in February"]
    assert "已6个月以上未核实" in told["never dated"]


def test_after_half_a_year_it_is_an_error_and_the_same_problem(
    lives: dict[str, pl.DataFrame],
) -> None:
    columns = ["rule_id", "severity", "problem_key"]
    april, may = (
        lives[month].filter(person_key="never dated").select(columns).row(0)
        for month in (APRIL, MAY)
    )
    assert (april[:2], may[:2]) == (("R77", "W"), ("R77b", "E"))
    assert april[2] == may[2]


def test_the_first_months_have_nothing_to_compare_with(lives: dict[str, pl.DataFrame]) -> None:
    mine = rules_of("temporal.yml")
    assert not set(lives["2021-11"]["rule_id"]) & mine
    assert "R77" not in set(lives["2022-01"]["rule_id"])
    assert "R77" in set(lives["2022-02"]["rule_id"])


# R78, R82, R84: what two months say, one county a case.
STAMPED = {"220602": (19, True), "220605": (18, False)}
"""How many of twenty rows only have a new date."""
ENTERED = {"220621": (9, 20, True), "220622": (8, 20, False), "220623": (19, 19, False)}
"""How many of so many new workers were entered on the last two days."""


def _numbered(county: str, numbers: dict[str, str | None]) -> list[Row]:
    people = clean_rows("T-N1", 40, first=500)
    return [*people, *(row("T-N1", who, person_no=number) for who, number in numbers.items())]


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    lake = new_lake(tmp_path_factory.mktemp("two"))
    towns = {"220602": "220602100", "220605": "220605100"}
    for county, (stamped, _) in STAMPED.items():
        # another township is stamped as a whole, and has too few rows to say anything
        april = clean_rows("T-H1", 20, towns[county]) + clean_rows(
            "T-H1", 19, towns[county][:-1] + "1", first=50
        )
        april = [one | {"person_key": f"{county}{one['person_key']}"} for one in april]
        may = [
            one | {"updated_date": D(2022, 5, 24)} if i < stamped or i >= 20 else one
            for i, one in enumerate(april)
        ]
        lake.deliver("T-H1", april, county=county, month=APRIL)
        lake.deliver("T-H1", may, county=county)
    for county, (late, count, _) in ENTERED.items():
        others = [
            one | {"updated_date": D(2022, 5, 10), "person_key": f"{county}{i}"}
            for i, one in enumerate(clean_rows("T-H1", 100))
        ]
        known = [row("T-H1", f"{county}new{i}", **HOME) for i in range(5)]
        days = [D(2022, 5, 27)] * late + [D(2022, 5, 25)] * (count - late)
        new = [row("T-H1", f"{county}new{i}", updated_date=day) for i, day in enumerate(days)]
        last = row("T-H1", f"{county}last", updated_date=D(2022, 5, 28), **HOME)
        lake.deliver("T-H1", [*others, *known], county=county, month=APRIL)
        lake.deliver("T-H1", [*others, *new, last], county=county)
    twice = [row("T-N1", who, person_no="55") for who in ("e", "f")]
    april = _numbered(FUSONG, {"a": "11", "b": "22", "c": "33", "d": "44"}) + twice
    may = _numbered(FUSONG, {"a": "22", "b": "22x", "c": None, "d": "44"}) + twice[:1]
    lake.deliver("T-N1", april, month=APRIL)
    lake.deliver("T-N1", may)
    return screened(lake, APRIL, MAY)


@pytest.mark.parametrize("county", STAMPED)
def test_r78_tells_a_township_that_is_only_stamped(two_months: pl.DataFrame, county: str) -> None:
    found = two_months.filter(rule_id="R78", county_code=county)
    assert found.height == STAMPED[county][1]


@pytest.mark.parametrize("county", ENTERED)
def test_r82_tells_who_enters_the_new_workers_on_the_last_days(
    two_months: pl.DataFrame, county: str
) -> None:
    assert two_months.filter(rule_id="R82", county_code=county).height == ENTERED[county][2]


def test_r84_tells_a_record_number_that_is_somebody_elses_now(two_months: pl.DataFrame) -> None:
    found = two_months.filter(rule_id="R84")
    assert found["person_key"].to_list() == ["a"]  # 22 was b's; 55 was two persons'
    assert found["message"].to_list() == ["人编号（尾号22）对应的身份证号发生变化，请确认。"]


# R80, R81, R92: county -> workers in May 2021, December 2021, April 2022, May 2022, who joined the
# register since May 2021, and what is told.
PACES: dict[str, tuple[int, int, int, int, int, set[str]]] = {
    "220602": (90, 100, 86, 86, 0, set()),
    "220605": (90, 100, 84, 84, 0, {"R81"}),
    "220621": (90, 100, 95, 94, 0, {"R80"}),
    "220622": (90, 100, 95, 95, 10, {"R92"}),
    "220623": (90, 100, 95, 95, 4, set()),
    "220681": (9, 10, 12, 12, 8, set()),
}


def _city_month(lake: Lake, month: str) -> None:
    at = {"2021-05": 0, "2021-12": 1, "2022-01": 2, APRIL: 2, MAY: 3}[month]
    for county, numbers in PACES.items():
        # who joined since stands first, so that they are among the workers of 2022
        joined = numbers[4] if at >= 2 else 0
        people = [f"{county}-new{i}" for i in range(joined)]
        people += [f"{county}-{i}" for i in range(120)]
        lake.deliver("T-N1", [row("T-N1", who) for who in people], county=county, month=month)
        start = D(int(month[:4]), 1, 1)
        count = numbers[at] - 5 * (month == "2022-01")
        rows = [
            row(
                "T-N2",
                who,
                has_worked=i < count,
                start_month=start,
                wage_cny=None,
                work_region=None,
            )
            for i, who in enumerate(people)
        ]
        lake.deliver("T-N2", rows, county=county, month=month)


@pytest.fixture(scope="module")
def paces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, pl.DataFrame]:
    lake = new_lake(tmp_path_factory.mktemp("paces"))
    months = ("2021-05", "2021-12", "2022-01", APRIL, MAY)
    for month in months:
        _city_month(lake, month)
    return lake, screened(lake, *months)


@pytest.mark.parametrize("county", PACES)
def test_counties_are_measured_by_their_own_year_before(
    paces: tuple[Lake, pl.DataFrame], county: str
) -> None:
    counted = pl.col("rule_id").is_in(["R80", "R81", "R92"])
    own = paces[1].filter(counted, pl.col("county_code") == county)
    assert set(own["rule_id"]) == PACES[county][5]


def test_the_measures_are_said(paces: tuple[Lake, pl.DataFrame]) -> None:
    told = dict(paces[1].select("rule_id", "message").rows())
    assert told["R80"].startswith("抚松县累计务工人数由95降至94，")
    assert told["R81"] == "（进度预警）江源区达到2021年规模84.0%，落后同期6.0个百分点。"
    assert told["R92"] == "靖宇县总数增长主要来自新增登记人员，同口径人群下降5.6%。"


def test_a_frozen_year_is_the_measure_where_there_is_one(paces: tuple[Lake, pl.DataFrame]) -> None:
    lake = paces[0]
    frozen = [
        {"baseline_version": version, "baseline_year": 2021, "indicator_id": "I04",
         "county_code": "220602", "report_month": month, "value": value}
        for version, month, value in ((1, "2021-05", 10.0), (2, "2021-05", 92.0),
                                      (1, "2021-12", 10.0), (2, "2021-12", 100.0))
    ]  # fmt: skip
    path = lake.settings.lake / "baseline" / "values.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(frozen).write_parquet(path)
    try:
        found = screened(lake, MAY).filter(rule_id="R81")
    finally:
        path.unlink()
    assert found["county_code"].to_list() == ["220602"]  # of the others nothing is frozen


def test_january_begins_anew(paces: tuple[Lake, pl.DataFrame]) -> None:
    path = paces[0].settings.lake / "quality" / "findings" / "report_month=2022-01"
    january = pl.read_parquet(path / "findings.parquet", hive_partitioning=False)
    assert january.height > 0
    assert january.filter(rule_id="R80").is_empty()


def test_every_rule_of_the_file_is_tested_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert all(f'"{rule}"' in text for rule in rules_of("temporal.yml"))
