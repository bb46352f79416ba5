"""Another city's sample: its own places, the habits of like counties, nobody who lives in 白山."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.areas import AreaError
from pipelines.sample import SampleError, answer_key_of, generate
from pipelines.sample.city import read_city
from pipelines.sample.delivery import folder_of
from pipelines.sample.events import SCHEDULE, events_between
from pipelines.sample.identity import is_valid
from pipelines.sample.likeness import counties_of, county_like, like
from pipelines.sample.people import build_people
from pipelines.sample.strangers import strangers_of
from pipelines.sample.words import in_province

HOME, OTHER = "220600", "220500"
SCALE = 0.005


def people_of(code: str) -> pl.DataFrame:
    city = read_city(SCALE, code=code)
    return build_people(city, 2021, 2022, SCALE, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("county", "model"),
    [("220502", "220602"), ("220581", "220681"), ("220582", "220602"), (OTHER, HOME)],
)
def test_a_county_behaves_like_the_one_at_its_place_in_the_list(county: str, model: str) -> None:
    assert like(county) == model
    assert like(model) == model


def test_no_two_cities_share_a_number_of_anybody() -> None:
    own, other = people_of(HOME), people_of(OTHER)
    for column in ("id_no", "phone", "household_no", "person_no"):
        assert own[column].dtype == pl.String
        assert not set(own[column]) & set(other[column]), column
    assert set(other["id_no"].str.slice(0, 4)) == {"2295"}
    assert all(is_valid(number) for number in other["id_no"])
    assert set(other["county_code"]) == set(counties_of(OTHER))
    assert all(code.startswith(OTHER[:4]) for code in other["village_code"])


@pytest.mark.parametrize("scale", [SCALE, 1.0])
def test_another_city_s_plan_adds_up(scale: float) -> None:
    city = read_city(scale, code=OTHER)
    of_city = pl.col("county_code") == OTHER
    key = ["plan_year", "indicator_id"]
    whole = city.targets.filter(of_city).select(*key, "target_value")
    parts = city.targets.filter(~of_city).group_by(key).agg(pl.col("target_value").sum())
    assert whole.height == 4
    assert whole.sort(key).equals(parts.sort(key).select(whole.columns))


def test_what_goes_wrong_befalls_one_county_of_each_city() -> None:
    own, other = (events_between("2021-01", "2022-06", city) for city in (HOME, OTHER))
    assert own == list(SCHEDULE)
    assert [(e.month, e.table, e.kind) for e in other] == [(e.month, e.table, e.kind) for e in own]
    assert {e.county for e in other} == {county_like(e.county, OTHER) for e in own}
    assert {e.source for e in other} == {"", "220523"}
    (stranger,) = strangers_of("2021-11", OTHER)
    assert stranger.path == "2021-11/辉南/辉南县11月报表（微信）.rar"


def test_folders_are_called_after_the_city_s_own_counties() -> None:
    assert [folder_of(county) for county in counties_of(OTHER)] == [
        *("东昌区", "220503", "通化县", "辉南", "柳河县", "梅河口市", "集安市"),
    ]


def test_nobody_works_elsewhere_in_the_province_in_his_own_city() -> None:
    assert "通化市" in {city for city, _ in in_province("白山市")}
    assert "通化市" not in {city for city, _ in in_province("通化市")}


def test_a_city_that_the_divisions_lack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AreaError, match="没有代码为 229900 的市"):
        generate(tmp_path, scale=SCALE, code="229900", workers=1)
    assert not (tmp_path / "inbox").exists()


def test_two_cities_lie_in_one_inbox(tmp_path: Path) -> None:
    month = "2021-01"
    reports = [
        generate(tmp_path, scale=SCALE, first=month, last=month, code=code, workers=1)
        for code in (HOME, OTHER)
    ]
    files = [path for path in (tmp_path / "inbox").rglob("*") if path.is_file()]
    assert len(files) == sum(report.files for report in reports)
    plan = pl.read_csv(tmp_path / "plan_targets.csv", infer_schema=False)
    assert set(plan["county_code"]) == {HOME, OTHER, *counties_of(HOME), *counties_of(OTHER)}
    assert not plan.select("plan_year", "indicator_id", "county_code").is_duplicated().any()
    for code in (HOME, OTHER):
        figures = pl.read_csv(answer_key_of(tmp_path, code) / "indicators.csv", infer_schema=False)
        assert set(figures["county_code"]) == {code, *counties_of(code)}
        with pytest.raises(SampleError, match="已有一套示例数据"):
            generate(tmp_path, scale=SCALE, code=code)
