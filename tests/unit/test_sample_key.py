"""The answer key: nothing in a clean sample, every rule in a dirty one, figures that add up."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import polars as pl
import pytest

from pipelines.sample import SampleError, generate
from pipelines.sample.city import CITY_CODE, read_city
from pipelines.sample.cross import changed_towns, match, rank_persons
from pipelines.sample.curves import TRANSFER_PACE, cumulative
from pipelines.sample.delivery import Delivery
from pipelines.sample.figures import CATALOGUE, Figure, judge
from pipelines.sample.figures.tables import schema_of
from pipelines.sample.pages import with_places
from pipelines.sample.screen import screen_month
from pipelines.sample.slots import Memory
from pipelines.sample.standing import settle

RULES = {
    *("R01", "R02", "R03", "R04", "R05", "R06", "R09", "R10", "R11", "R12"),
    *(f"R{number}" for number in range(13, 93) if number != 90),
    *("R45b", "R49b", "R77b"),
}
"""R07 and R90 need a larger city."""
HINTS = {"R19", "R28", "R45b", "R53"}
"""Rules of severity I that also people without a defect break now and then."""
OF_LIFE = {"R57", "R79", "R81", "R91"}
"""What is told of a clean city too: relocated households without work, seasonal workers, the spring
of 2022, in a tiny county a few who come home. Nothing is wrong in the books."""
SCALE = 0.01


def key(home: Path, name: str) -> pl.DataFrame:
    numbers = ("numerator", "denominator", "value", "rows_data", "rows_quarantined")
    frame = pl.read_csv(home / "answer_key" / f"{name}.csv", infer_schema=False)
    return frame.with_columns(pl.col(c).cast(pl.Float64) for c in numbers if c in frame.columns)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("dirty")
    generate(home, scale=SCALE, months_to_write=(), workers=1)
    return home


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("clean")
    generate(home, scale=SCALE, clean=True, months_to_write=(), workers=1)
    return home


@pytest.mark.parametrize("seed", [1, 2])
def test_a_clean_sample_breaks_no_rule_even_when_tiny(tmp_path: Path, seed: int) -> None:
    report = generate(tmp_path, scale=0.005, seed=seed, clean=True, months_to_write=(), workers=1)
    assert set(report.findings) <= HINTS | OF_LIFE
    hints = sum(report.findings.get(rule, 0) for rule in HINTS)
    assert hints < 100  # in eighteen months
    assert set(key(tmp_path, "verdicts")["state"]) == {"accepted"}


def test_every_rule_is_planted(dirty: Path) -> None:
    assert set(key(dirty, "findings")["rule_id"]) == RULES


def test_the_last_month_shows_most_rules_and_a_held_labour_book(dirty: Path) -> None:
    findings = key(dirty, "findings").filter(pl.col("report_month") == "2022-06")
    assert findings["rule_id"].n_unique() >= 14
    verdicts = key(dirty, "verdicts").filter(
        (pl.col("report_month") == "2022-06") & (pl.col("state") == "held")
    )
    assert verdicts["table_name"].to_list() == ["T-H1"]
    figures = key(dirty, "indicators").filter(
        (pl.col("report_month") == "2022-06") & (pl.col("indicator_id") == "I01")
    )
    carried = figures.filter(pl.col("data_state") == "沿用")["county_code"].to_list()
    assert carried == [CITY_CODE, *verdicts["county_code"]]


def test_each_kind_of_file_event_has_the_verdict_it_must_have(dirty: Path) -> None:
    verdicts = key(dirty, "verdicts").filter(pl.col("state") != "accepted")
    reasons = set(verdicts.select("state", "blocking_rules").rows())
    assert reasons >= {
        ("missing", "R01"),
        ("refused", "R01"),
        ("held", "R03,R04"),
        ("held", "R04"),
        ("held", "R03"),
        ("held", "R06"),
        ("held", "Q5"),
    }


def test_a_file_that_a_file_rule_blocks_has_no_row_finding(dirty: Path) -> None:
    blocked = key(dirty, "verdicts").filter(
        (pl.col("state") != "accepted")
        & (pl.col("blocking_rules") != "Q5")
        & (pl.col("is_lead") == "true")
    )
    places = ["report_month", "county_code", "table_name"]
    inside = key(dirty, "findings").join(blocked, on=places, how="semi")
    of_files = {"R02", "R05", "R09", "R10", "R11", "R12", "R83"}
    assert set(inside["rule_id"]) <= {"R01", "R03", "R04", "R06"} | of_files


def test_nothing_that_needs_a_predecessor_is_in_the_first_month(dirty: Path) -> None:
    first = key(dirty, "findings").filter(pl.col("report_month") == "2021-01")
    assert set(first["rule_id"]).isdisjoint(
        {*("R01", "R03", "R04", "R06"), *(f"R{number}" for number in range(76, 83)), "R84"}
    )


def test_no_identity_is_in_the_answer_key(dirty: Path) -> None:
    for path in sorted((dirty / "answer_key").glob("*.*")):
        text = path.read_text(encoding="utf-8")
        # a share may have any digits
        assert not re.search(r"(?<![\d.])22(96|98)\d{13}[\dX]|(?<![\d.])199\d{8}(?!\d)", text)


def test_every_figure_of_the_labour_offices_books_has_something_in_it(dirty: Path) -> None:
    asked = {
        one.indicator_id
        for one in CATALOGUE.values()
        if one.tables and all(table.startswith(("T-H", "T-S")) for table in one.tables)
    }
    shown = key(dirty, "indicators").filter(pl.col("value") > 0)["indicator_id"]
    assert asked <= set(shown)


def test_the_city_is_the_sum_of_its_counties(dirty: Path) -> None:
    # the city has events of its own, and its share of the plan is judged by the sum
    apart = pl.col("indicator_id").str.contains("^(I16|I27|I54|I55)")
    figures = key(dirty, "indicators").filter(~apart)
    for part in ("numerator", "denominator"):
        keys = ["indicator_id", "report_month"]
        city = figures.filter(pl.col("county_code") == CITY_CODE).select(*keys, part)
        counties = (
            figures.filter(pl.col("county_code") != CITY_CODE)
            .group_by(keys)
            .agg(pl.col(part).sum().alias("total"))
        )
        told = city.join(counties, on=keys).filter(pl.col(part).is_not_null())
        assert told.height > 0
        assert (told[part] == told["total"]).all()


def test_a_clean_years_count_follows_the_curve_and_never_falls(clean: Path) -> None:
    city = read_city(SCALE)
    figures = key(clean, "indicators")
    for county in city.counties:
        own = figures.filter(
            (pl.col("indicator_id") == "I01") & (pl.col("county_code") == county.code)
        ).sort("report_month")["value"]
        values = own.to_list()
        expected = [
            *cumulative(county.transferred, 2021, 1.0),
            *cumulative(county.transferred, 2022, TRANSFER_PACE[county.code])[:6],
        ]
        assert values == pytest.approx([float(n) for n in expected], abs=1)
        assert values[:12] == sorted(values[:12])
        assert values[12:] == sorted(values[12:])


def test_a_clean_sample_is_wholly_consistent_and_updated(clean: Path) -> None:
    figures = key(clean, "indicators").filter(pl.col("value").is_not_null())
    for indicator in ("I09", "I12", "I07a"):
        assert set(figures.filter(pl.col("indicator_id") == indicator)["value"]) == {1.0}
    assert set(figures["data_state"]) == {"按期"}


def test_impossible_wishes_are_answered_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match="规模"):
        generate(tmp_path, scale=0.001)
    with pytest.raises(SampleError, match="起始月份"):
        generate(tmp_path, first="2022-13")
    with pytest.raises(SampleError, match="晚于"):
        generate(tmp_path, first="2022-03", last="2022-01")
    (tmp_path / "answer_key").mkdir()
    with pytest.raises(SampleError, match="已有"):
        generate(tmp_path, scale=SCALE)


def episodes(*rows: tuple[int, dt.date | None, dt.date | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "person": person,
                "has_worked": True,
                "start_month": start,
                "end_month": end,
                "work_region": region,
                "row_no": number,
            }
            for number, (person, start, end, region) in enumerate(rows, 2)
        ],
        schema_overrides={"start_month": pl.Date, "end_month": pl.Date, "work_region": pl.String},
    )


@pytest.mark.parametrize(
    ("hr", "end", "agrees"),
    [
        ("已就业", None, True),
        ("未就业", None, False),
        ("未就业", dt.date(2022, 4, 1), True),
        ("已就业", dt.date(2022, 4, 1), True),
        ("已就业", dt.date(2022, 3, 1), False),
        ("未就业", dt.date(2022, 3, 1), True),
    ],
)
def test_a_month_of_tolerance_is_allowed_and_no_more(
    hr: str, end: dt.date | None, agrees: bool
) -> None:
    labour = pl.DataFrame({"person": [1], "employment_state": [hr], "work_region": ["乡内"]})
    national = episodes((1, dt.date(2022, 1, 1), end, "乡内"))
    both = match(labour, national, "2022-05", read_city(SCALE))
    assert both["state_agrees"].to_list() == [agrees]


def test_regions_are_compared_by_class_and_only_while_both_work() -> None:
    labour = pl.DataFrame(
        {
            "person": [1, 2, 3, 4],
            "employment_state": ["已就业", "已就业", "未就业", "已就业"],
            "work_region": ["乡内", "乡内", "乡内", None],
        }
    )
    start = dt.date(2022, 1, 1)
    national = episodes(
        (1, start, None, "县内乡外"),
        (2, start, None, "省外"),
        (3, start, dt.date(2022, 4, 1), "省外"),
        (4, start, None, "省外"),
    )
    both = match(labour, national, "2022-05", read_city(SCALE)).sort("person")
    assert both["region_agrees"].to_list() == [True, False, True, True]


def test_of_two_counties_the_home_county_then_the_newest_row_counts() -> None:
    rows = pl.DataFrame(
        {
            "person": [1, 1, 2, 2],
            "county_code": ["220602", "220605", "220602", "220605"],
            "home_county_code": ["220602", "220602", "220602", "220605"],
            "updated_date": [dt.date(2022, 1, 1), dt.date(2022, 5, 1)] * 2,
            "sheet_name": ["Sheet1"] * 4,
            "row_no": [5, 5, 6, 6],
        }
    )
    first = rank_persons(rows).unique("person", keep="first", maintain_order=True)
    counted = dict(first.select("person", "county_code").rows())
    assert counted == {1: "220602", 2: "220605"}


def figure(indicator: str, month: str, value: float) -> Figure:
    return Figure(indicator, "220602", month, value, None, value, "按期")


@pytest.mark.parametrize(("value", "status"), [(90.0, "达标"), (88.0, "临近"), (86.0, "滞后")])
def test_progress_is_measured_against_the_same_month_of_2021(value: float, status: str) -> None:
    figures = [
        figure("I04", "2021-05", 90.0),
        figure("I04", "2021-12", 100.0),
        figure("I04", "2022-05", value),
    ]
    judge(figures, read_city(SCALE))
    assert figures[0].status is None
    assert figures[2].baseline_value == 90.0
    assert figures[2].target_value == 100.0
    assert figures[2].status == status


def test_a_carried_figure_is_not_judged_and_a_missing_one_not_zero() -> None:
    carried = Figure("I12", "220602", "2022-05", 99.0, 100.0, 0.99, "沿用")
    missing = Figure("I12", "220605", "2022-05", None, None, None, "缺报")
    judge([carried, missing], read_city(SCALE))
    assert (carried.status, missing.status, missing.value) == ("未更新", "未填报", None)


def small_delivery(month: str, **changes: object) -> Delivery:
    from pipelines.sample.stored import STORED

    n = 30
    values: dict[str, object] = dict.fromkeys(STORED["T-N1"])
    values |= {"has_name": True, "home_county_code": "220602", "town_code": "220602100"}
    frame = pl.DataFrame({name: [value] * n for name, value in (values | changes).items()})
    types = {**schema_of("T-N1"), "has_name": pl.Boolean, "has_phone": pl.Boolean}
    frame = frame.with_columns(
        *(pl.col(name).cast(types.get(name, pl.String)) for name in frame.columns),
        pl.int_range(pl.len()).alias("person"),
        pl.lit(None, pl.String).alias("id_form"),
        pl.lit(None, pl.String).alias("defect"),
    )
    delivery = Delivery("T-N1", "220602", month, frame, "220602", month)
    delivery.frame = with_places(delivery, SCALE)
    return delivery


def state_of(delivery: Delivery, memory: Memory) -> tuple[object, object]:
    screened = screen_month(delivery.month, settle([delivery]), read_city(SCALE), memory)
    verdict = next(
        v for v in screened.verdicts if v["table_name"] == "T-N1" and v["county_code"] == "220602"
    )
    return verdict["state"], verdict["blocking_rules"]


def test_last_months_rows_and_a_missing_township_hold_a_file_back() -> None:
    memory = Memory()
    assert state_of(small_delivery("2022-01"), memory) == ("accepted", None)
    assert state_of(small_delivery("2022-02"), memory) == ("held", "R04")
    moved = small_delivery("2022-03", town_code="220602101")
    assert state_of(moved, memory) == ("held", "R06")
    assert state_of(small_delivery("2022-04", education="小学"), memory) == ("accepted", None)


def test_more_than_five_percent_quarantined_hold_a_file_back_and_fewer_do_not() -> None:
    one_of_thirty = small_delivery("2022-01")
    one_of_thirty.frame = one_of_thirty.frame.with_columns(
        pl.when(pl.col("person") == 0).then(pl.lit("blank")).alias("id_form")
    )
    assert state_of(one_of_thirty, Memory()) == ("accepted", None)
    two_of_thirty = small_delivery("2022-01")
    two_of_thirty.frame = two_of_thirty.frame.with_columns(
        pl.when(pl.col("person") < 2).then(pl.lit("blank")).alias("id_form")
    )
    assert state_of(two_of_thirty, Memory()) == ("held", "Q5")


def test_a_township_counts_as_changed_when_a_row_is_added_removed_or_altered() -> None:
    from pipelines.sample.stored import STORED

    def rows(*people: tuple[int, str, str]) -> pl.DataFrame:
        return pl.DataFrame(
            [
                dict.fromkeys(STORED["T-H1"]) | {"person": p, "town_code": t, "industry": i}
                for p, t, i in people
            ]
        )

    before = rows((1, "A", "x"), (2, "B", "x"), (3, "C", "x"), (4, "C", "x"), (5, "X", "x"))
    now = rows((1, "A", "x"), (2, "B", "y"), (3, "C", "x"), (6, "D", "x"), (5, "X", "y"))
    towns = changed_towns(now, before, ["X"])
    changed = dict(towns.select("town_code", "is_changed").rows())
    assert changed == {"A": False, "B": True, "C": True, "D": True}
