"""Careless cells still mean what the key says, and nothing is careless in a clean sample."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import polars as pl
import pytest

from pipelines.sample.callings import add_callings
from pipelines.sample.careers import Careers
from pipelines.sample.city import read_city
from pipelines.sample.dirt import DATE_FOR_A_DECIMAL, with_dirt, with_errors
from pipelines.sample.extras import HEALTH_STATES, JOB_HELP, MULTI_VALUED, RISK_KINDS, SERVICE_NEEDS
from pipelines.sample.handwriting import dates, one_of_several, open_ended, phones_of, several
from pipelines.sample.looks import look_of
from pipelines.sample.people import build_people
from pipelines.sample.registers import register_frame

SCALE = 0.05
Frames = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    rng = np.random.default_rng(5)
    made = build_people(read_city(SCALE), 2021, 2021, SCALE, rng)
    return add_callings(made, read_city(SCALE), 2021, rng)


@pytest.fixture(scope="module")
def truth(people: pl.DataFrame) -> Frames:
    careers = Careers(people, read_city(SCALE), 2021, 5)
    for _ in range(6):
        careers.step()
    return {
        table: register_frame(table, "220621", people, careers).with_columns(
            pl.lit(None, pl.String).alias("defect")
        )
        for table in ("T-H1", "T-N1", "T-N2")
    }


@pytest.fixture(scope="module")
def dirty(people: pl.DataFrame, truth: Frames) -> Frames:
    return {table: with_dirt(table, frame, people) for table, frame in truth.items()}


def plain_reading(text: str) -> tuple[float, str]:
    """Read a wage as somebody would who knows nothing of the code."""
    numbers = [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]
    value = sum(numbers) / len(numbers)
    factor = (10_000 if "万" in text else 1) / (12 if "年" in text else 1)
    if len(numbers) == 2:
        return value * factor, "区间"
    if re.search("左右|约|多|以上", text):
        return value * factor, "约数"
    return value * factor, "换算" if factor != 1 else "数值"


@pytest.mark.parametrize("table", ["T-H1", "T-N2"])
def test_a_wage_in_words_is_the_same_wage(table: str, dirty: Frames, truth: Frames) -> None:
    written = dirty[table].filter(pl.col("as:wage_cny").is_not_null())
    forms = set()
    for text, form, wage in written.select("as:wage_cny", "wage_form", "wage_cny").rows():
        if text == DATE_FOR_A_DECIMAL:
            assert (form, wage) == (None, None)
            continue
        value, expected = plain_reading(text)
        assert value == pytest.approx(wage)
        assert form == expected
        forms.add(form)
    if table == "T-H1":
        assert forms == {"区间", "约数", "换算", "数值"}
    lost = (dirty[table]["as:wage_cny"] == DATE_FOR_A_DECIMAL).fill_null(False)
    assert lost.any() or table == "T-N2"
    assert dirty[table].filter(~lost)["wage_cny"].equals(truth[table].filter(~lost)["wage_cny"])


def test_a_place_in_words_tells_the_region_and_elsewhere_tells_nothing(
    dirty: Frames, truth: Frames
) -> None:
    both = dirty["T-H1"].with_columns(truth["T-H1"]["work_region"].alias("true_region"))
    away = both.filter(pl.col("as:work_region") == "外地")
    assert away.height > 0
    for column in ("work_region", "work_province", "work_city", "work_county"):
        assert away[column].null_count() == away.height
    told = both.filter(pl.col("work_region_basis") == "推断")
    assert told["work_region"].equals(told["true_region"].rename("work_region"))
    said = told.filter(pl.col("as:work_region") != "")
    means = {"本村": "乡内", "家附近": "乡内", "本县": "县内乡外", "县城": "县内乡外"}
    means |= {"长春": "省内市外", "辽宁打工": "省外", "靖宇县": "市内县外", "韩国": "境外"}
    pairs = set(said.select("as:work_region", "work_region").rows())
    assert {means.get(words, region) for words, region in pairs} == {r for _, r in pairs}
    assert all(means.get(words, region) == region for words, region in pairs)
    blank = told.filter(pl.col("as:work_region") == "")
    assert blank.height > 0
    assert "乡内" not in set(blank["work_region"])
    assert blank["work_province"].null_count() == 0


def test_the_national_place_is_a_text_without_a_township(dirty: Frames) -> None:
    rows = dirty["T-N1"].filter(pl.col("work_place").is_not_null())
    regions = dict(rows.group_by("work_place").agg(pl.col("work_region").first()).rows())
    assert regions["吉林省白山市抚松县"] == "县内乡外"
    assert {regions[text] for text in ("本村", "家附近") if text in regions} <= {"乡内"}
    assert regions["外地"] is None
    assert {r for text, r in regions.items() if text.startswith("辽宁省")} == {"省外"}


def test_a_row_with_a_planted_defect_is_left_as_it_is(people: pl.DataFrame, truth: Frames) -> None:
    planted = truth["T-H1"].with_columns(pl.lit("x").alias("defect"))
    result = with_dirt("T-H1", planted, people)
    assert result["as:wage_cny"].null_count() == result.height
    assert result["as:work_region"].null_count() == result.height
    assert result.select(truth["T-H1"].columns).equals(planted)


def test_an_error_takes_the_value_away() -> None:
    frame = pl.DataFrame({"person": [1, 2], "industry": ["建筑业", "制造业"]})
    shown = with_errors(frame, "industry", [2], "#N/A")
    assert shown["industry"].to_list() == ["建筑业", None]
    assert shown["as:industry"].to_list() == [None, "#N/A"]


def test_every_way_to_write_a_day() -> None:
    days = pl.Series([dt.date(2022, 3, 15)] * 10)
    dirt = pl.Series(range(10))
    cells = dates(days, dirt, counts_from_1904=False)
    assert cells == [
        *("2022-03-15", "2022-03-15", "2022.3.15", "22/3/15", "2022/3/15", "20220315"),
        *(dt.date(2022, 3, 15), "2022.3", "2022年3月", 44635),
    ]
    assert dates(days, dirt, counts_from_1904=True)[9] == "2022-03-15"
    still = open_ended(
        pl.Series([None, None, "2022-03"], dtype=pl.String),
        pl.Series([3, 5, 3]),
        pl.Series([True, False, True]),
    )
    assert still.to_list() == ["至今", None, "2022-03"]


def test_several_values_stay_the_same_values_in_any_order() -> None:
    values = pl.Series(["健康", "长期慢性病、残疾", None, "因病、因残、因学"])
    written = several(values, pl.Series([0, 5, 1, 3])).to_list()
    assert written == ["健康", "残疾,长期慢性病", None, "因学，因残，因病"]
    columns = [one_of_several(values, pl.Series([0, 5, 1, 3]), i)[3] for i in range(4)]
    assert columns == ["因学", "因残", "因病", None]


def test_what_stands_for_a_phone() -> None:
    rows = pl.DataFrame(
        {
            "phone": ["19900000001"] * 5,
            "has_phone": [True, True, True, False, False],
            "dirt": [1, 5, 96, 3, 1],
        }
    )
    told = ["19900000001", "12345678901", "19900000001/19800000001", "无", None]
    assert phones_of(rows) == told


def test_the_new_columns_hold_what_their_code_lists_have(truth: Frames) -> None:
    lists = {"service_needs": SERVICE_NEEDS, "health_states": HEALTH_STATES}
    lists |= {"risk_kinds": RISK_KINDS, "job_help": JOB_HELP}
    for frame in truth.values():
        for name in MULTI_VALUED:
            if name not in frame.columns:
                continue
            cells = frame[name].drop_nulls().unique().to_list()
            assert cells or name == "job_channels"
            for cell in cells:
                values = cell.split("、")
                order = lists.get(name, sorted(values))
                assert values == [value for value in order if value in values]
    national = truth["T-N1"]
    monitored = national["monitor_kind"].is_not_null()
    assert (national["risk_kinds"].is_not_null() == monitored).all()
    assert (
        national["is_risk_eliminated"].fill_null(False)
        >= (national["eliminated_month"].is_not_null())
    ).all()


def test_a_disabled_persons_certificate_and_health_agree(
    people: pl.DataFrame, truth: Frames
) -> None:
    national = truth["T-N1"]
    certificate = people["certificate_no"].gather(national["person"])
    says_so = national["health_states"].str.contains("残疾")
    assert (says_so == (certificate.str.len_chars() == 20)).all()
    assert says_so.any()


def test_a_clean_sample_has_plain_files_only() -> None:
    for table in ("T-H1", "T-N1", "T-N2"):
        for month in ("2021-04", "2021-09", "2022-05"):
            for county in ("220602", "220605", "220621", "220622", "220623", "220681"):
                look = look_of(table, county, month, is_clean=True)
                assert look == type(look)(look.kind, look.suffix)
