"""R85 to R91: villages, townships and counties whose figures look made up (R92: ``times``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.quality_lake import Lake, new_lake, row
from tests.rule_cases import Row, rules_of, screened

D = dt.date
APRIL, MAY = "2022-04", "2022-05"
FUSONG = "220621"
HOME = {"employment_state": "未就业", "transfer_state": "无转移", "wage_cny": None,
        "has_employer": False, "start_date": None}  # fmt: skip
POST = {"employment_form": "公益性岗位"}
TOWNS = [f"2206211{number:02d}" for number in range(14)]


def paid(*wages: float, **more: object) -> list[Row]:
    return [{"wage_cny": wage, **more} for wage in wages]


ODD = [2100.0 + 130 * i for i in range(19)]
"""No two alike, no thousands."""
LOCAL = paid(*[3000.0] * 8, 2650.0, 2700.0)
HIRED = {"employer_key": "firm", "start_date": D(2022, 3, 5)}

# Rule, what is special, how many are found, the rows of one township (one village: 甲村).
TOWN_CASES: list[tuple[str, str, int, list[Row]]] = [
    ("R85", "eight of ten", 1, LOCAL),
    ("R85", "seven of ten", 0, [*LOCAL[1:], {"wage_cny": 2750.0}]),
    ("R85", "nine workers", 0, paid(*[3000.0] * 9)),
    ("R85", "public posts pay alike", 0, paid(*[3000.0] * 10, **POST)),
    ("R85", "two villages", 0,
     [*LOCAL[:5], *(one | {"village_name": "乙村"} for one in LOCAL[:5])]),
    ("R86", "thirteen of twenty are thousands", 1, paid(*[3000.0, 4000.0] * 6, 5000.0, *ODD[:7])),
    ("R86", "twelve of twenty are", 0, paid(*[3000.0, 4000.0] * 6, *ODD[:8])),
    ("R86", "nineteen workers", 0, paid(*[3000.0, 4000.0] * 9, 5000.0)),
    ("R87", "twenty, all at work", 1, paid(*ODD, 2000.0)),
    ("R87", "one of them is not", 0, [*paid(*ODD, 2000.0), HOME]),
    ("R87", "nineteen, all at work", 0, paid(*ODD)),
    ("R87", "who is at school or sixty is not asked", 1,
     [*paid(*ODD, 2000.0), HOME | {"employment_state": "在校"},
      HOME | {"id_birth_date": D(1960, 1, 1)}]),
    ("R87", "one village of two", 1,
     [*paid(*ODD, 2000.0), HOME | {"village_name": "乙村"}]),
    ("R89", "fifteen in one month at an unknown firm", 1, [*paid(*ODD[:15], **HIRED), HOME]),
    ("R89", "fourteen", 0, [*paid(*ODD[:14], **HIRED), HOME]),
    ("R89", "a workshop of the list", 0,
     [*paid(*ODD[:15], **HIRED | {"employer_key": "shop"}), HOME]),
    ("R89", "a firm with registrations", 0,
     [*paid(*ODD[:15], **HIRED | {"employer_key": "reg"}), HOME]),
    ("R89", "another month", 0,
     [*paid(*ODD[:14], **HIRED), {**HIRED, "start_date": D(2022, 4, 5)}, HOME]),
]  # fmt: skip
# the townships of 抚松 are few: a case takes the next county when they are used up
PLACES = [(FUSONG, town) for town in TOWNS[:9]] + [
    ("220622", f"2206221{number:02d}") for number in range(9)
]


def _rows(number: int, rows: list[Row], town: str) -> Iterator[Row]:
    for i, one in enumerate(rows):
        yield row("T-H1", f"c{number}-{i}", town_code=town, **{"months_worked": 0, **one})


# R90: county -> wages; the rest of the county is quiet.
EVEN = [1000.0 * thousand + 100 * digit for thousand in (2, 3, 4, 5, 6) for digit in range(10)]
DIGITS = {
    "220602": ([2800.0, 3800.0] * 40 + EVEN * 6, True),
    "220605": (EVEN * 8, False),
    "220681": ([2800.0, 3800.0] * 140, False),  # 280 wages
}
# R91: county -> who works at home in April and in May, of a hundred.
NEAR = {"220623": (40, 56, True), "220681": (40, 55, False)}


def _county_rows(lake: Lake) -> None:
    for county, (wages, _) in DIGITS.items():
        town = f"{county}100"
        rows = [
            row("T-H1", f"d{county}-{i}", town_code=town, wage_cny=wage, work_region=None)
            for i, wage in enumerate(wages)
        ]
        hired = [{**one, "town_code": f"{county}102", "person_key": f"{county}{one['person_key']}"}
                 for one in _rows(0, [*paid(*ODD[:15], **HIRED), HOME], FUSONG)]  # fmt: skip
        lake.deliver("T-H1", rows + hired + _near(county, at=1), county=county)
        if county in NEAR:
            lake.deliver("T-H1", rows + _near(county, at=0), county=county, month=APRIL)
    for county in NEAR.keys() - DIGITS.keys():
        for at, month in enumerate((APRIL, MAY)):
            lake.deliver("T-H1", _near(county, at), county=county, month=month)


def _near(county: str, at: int) -> list[Row]:
    near = NEAR[county][at] if county in NEAR else 0
    regions = (["县内乡外"] * near + ["省外"] * (100 - near)) if county in NEAR else []
    return [
        row("T-H1", f"n{county}-{i}", town_code=f"{county}101", work_region=region, wage_cny=None)
        for i, region in enumerate(regions)
    ]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    lake = new_lake(tmp_path_factory.mktemp("statistics"))
    for county in (FUSONG, "220622"):
        rows = [
            item
            for number, (_, _, _, listed) in enumerate(TOWN_CASES)
            for item in _rows(number, listed, PLACES[number][1])
            if PLACES[number][0] == county
        ]
        lake.deliver("T-H1", rows, county=county)
        lake.deliver("T-N6b", [row("T-N6b", None, employer_key="shop")], county=county)
        registered = row("T-H7", "r", registration_kind="就业登记", employer_key="reg")
        lake.deliver("T-H7", [registered], county=county)
    _county_rows(lake)
    return screened(lake, APRIL, MAY)


@pytest.mark.parametrize(
    "number", range(len(TOWN_CASES)), ids=[f"{rule} {name}" for rule, name, _, _ in TOWN_CASES]
)
def test_a_village_or_township_is_told_of_or_not(found: pl.DataFrame, number: int) -> None:
    rule, _, count, _ = TOWN_CASES[number]
    assert found.filter(rule_id=rule, town_code=PLACES[number][1]).height == count


@pytest.mark.parametrize("county", DIGITS)
def test_r90_tells_digits_that_nobody_draws_by_chance(found: pl.DataFrame, county: str) -> None:
    assert found.filter(rule_id="R90", county_code=county).height == DIGITS[county][1]


@pytest.mark.parametrize("county", NEAR)
def test_r91_tells_a_county_that_comes_home_in_a_month(found: pl.DataFrame, county: str) -> None:
    assert found.filter(rule_id="R91", county_code=county).height == NEAR[county][2]


def test_the_messages_name_the_place_and_the_number(found: pl.DataFrame) -> None:
    told = found.group_by("rule_id").agg(pl.first("message"))
    said = dict(told.rows())
    assert said["R85"] == "抚松镇甲村8名务工人员月收入均为3000元，疑似统一填写。"
    assert any("劳动力务工率100%（20人）" in text for text in found["message"])
    assert "15人2022年3月入职同一单位（见Sheet1第" in said["R89"]
    assert said["R91"].startswith("长白朝鲜族自治县县内务工占比一个月上升16.0个百分点")


def test_no_list_of_workshops_no_unknown_firm(found: pl.DataFrame) -> None:
    assert set(found.filter(rule_id="R89")["county_code"]) == {"220622"}


# R88: wage and size of a township in a county of seventy others, whose deviation is 250.
FAR = {
    "220602": (3760.0, 10, True),
    "220605": (3740.0, 10, False),
    "220622": (9000.0, 9, False),
    "220623": (2240.0, 10, True),
}
# R87: who works in a county that has to bring 500 to work.
ON_TARGET = {FUSONG: (500, True), "220681": (499, False)}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    lake = new_lake(tmp_path_factory.mktemp("measured"))
    plan = [f"2022,I01,{county},500" for county in ON_TARGET]
    text = "\n".join(["plan_year,indicator_id,county_code,target_value", *plan, ""])
    (lake.settings.home / "plan_targets.csv").write_text(text, encoding="utf-8")
    for county, (wage, size, _) in FAR.items():
        usual = [2500.0, 2750.0, 3000.0, 3250.0, 3500.0] * 14
        wages = [("101", one) for one in usual] + [("100", wage)] * size
        rows = [
            row("T-H1", f"{county}-{i}", town_code=county + town, wage_cny=one)
            for i, (town, one) in enumerate(wages)
        ]
        lake.deliver("T-H1", rows, county=county)
    for county, (count, _) in ON_TARGET.items():
        idle = [row("T-H1", f"{county}-idle{i}", **HOME) for i in range(10)]
        at_work = [row("T-H1", f"{county}-{i}") for i in range(count)]
        lake.deliver("T-H1", at_work + idle, county=county)
    return screened(lake)


@pytest.mark.parametrize("county", FAR)
def test_r88_tells_a_township_far_from_its_county(measured: pl.DataFrame, county: str) -> None:
    assert measured.filter(rule_id="R88", county_code=county).height == FAR[county][2]


@pytest.mark.parametrize("county", ON_TARGET)
def test_r87_tells_a_county_that_meets_its_target_exactly(
    measured: pl.DataFrame, county: str
) -> None:
    exact = pl.col("message").str.contains("恰为任务数")
    assert measured.filter(exact, pl.col("county_code") == county).height == ON_TARGET[county][1]


def test_every_rule_of_the_file_is_tested() -> None:
    folder = Path(__file__).parent
    tests = ("statistics", "times")
    text = "".join((folder / f"test_quality_{name}.py").read_text("utf-8") for name in tests)
    assert all(rule in text for rule in rules_of("statistics.yml"))
