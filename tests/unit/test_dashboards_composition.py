"""Compositions are told by both years' shares; what is withheld or unknown is not a zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboards import composition, peaks
from dashboards.charts.shares import class_bars, region_stacks
from dashboards.facts import Composition
from dashboards.marts import Marts
from dashboards.pages import structure
from dashboards.reading import read_marts
from tests.marts_fixture import Scenario, build

JUNE = date(2022, 6, 1)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    return read_marts(build(tmp_path_factory.mktemp("structure") / "w.duckdb"))


def part(
    category: str,
    share: float | None,
    before: float | None = None,
    *,
    county: str = "220600",
    dimension: str = "region_class",
    is_suppressed: bool = False,
) -> Composition:
    count = None if share is None else round(1000 * share)
    return Composition(
        "I01p", dimension, category, 1, county, JUNE, count, share, None, before, is_suppressed
    )


def with_parts(marts: Marts, *rows: Composition) -> Marts:
    return replace(marts, facts={**marts.facts, Composition: rows})


def test_a_share_is_told_beside_that_of_2021_and_not_subtracted(marts: Marts) -> None:
    some = with_parts(
        marts,
        part("省外", 0.234, 0.21, dimension="work_region"),
        part("乡内", 0.4, None, dimension="work_region"),
    )
    assert composition.class_title(some, "I01p", "work_region", "省外") == (
        "月末在岗的转移就业人员中，省外占23.4%，2021年同月为21.0%"
    )
    assert composition.class_title(some, "I01p", "work_region") == (
        "月末在岗的转移就业人员中，乡内最多，占40.0%"
    )


def test_the_remainder_is_not_named_as_the_largest_class(marts: Marts) -> None:
    some = with_parts(
        marts,
        part("其他", 0.6, dimension="industry_class"),
        part("建筑业", 0.4, dimension="industry_class"),
    )
    assert "建筑业最多，占40.0%" in composition.class_title(some, "I01p", "industry_class")


def test_the_city_is_told_in_one_sentence_without_the_unknown(marts: Marts) -> None:
    some = with_parts(
        marts, part("县内", 0.4, 0.5), part("省内县外", 0.25, 0.2), part("省外", 0.35, 0.3),
        part("未填", None),
    )  # fmt: skip
    assert composition.region_sentence(some, "I01p") == (
        "月末在岗的转移就业人员中县内占40.0%、省内县外占25.0%、省外占35.0%"
        "（2021年同月县内50.0%、省内县外20.0%、省外30.0%）"
    )
    assert composition.region_sentence(with_parts(marts), "I01p") == (
        "月末在岗的转移就业人员的就业地域没有可公布的数据"
    )


def test_counties_are_compared_by_their_share_and_withheld_ones_are_not(marts: Marts) -> None:
    some = with_parts(
        marts,
        part("县内", 0.4, county="220602"),
        part("县内", 0.52, county="220621"),
        part("县内", 0.52, county="220681"),
        part("县内", None, county="220623", is_suppressed=True),
    )
    assert composition.region_title(some, "I01p") == (
        "月末在岗的转移就业人员：县内占比最高的是抚松县、临江市（52.0%），最低的是浑江区（40.0%）"
    )
    picture = region_stacks(some, "I01p")
    assert picture is not None
    assert "长白县县内不公布" in picture.alt
    assert "靖宇县未填报" in picture.alt
    assert "人数太少，不公布" in str(picture.wide)


def test_a_withheld_class_reads_so_and_an_unknown_one_has_no_share(marts: Marts) -> None:
    some = with_parts(
        marts, part("省外", None, is_suppressed=True), part("县内", 0.7, 0.6), part("未填", None)
    )
    table = composition.class_table(some, "I01p", "region_class", marts.city)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["不公布", "不公布", "—", "—"],
        ["700", "70.0%", "—", "60.0%"],
        ["—", "—", "—", "—"],
    ]


def test_the_picture_without_any_share_is_not_drawn(marts: Marts) -> None:
    some = with_parts(marts, part("省外", None, is_suppressed=True))
    assert class_bars(some, "I01p", "region_class") is None
    assert region_stacks(some, "I01p") is None
    assert "没有可公布的数据" in composition.region_title(some, "I01p")


@pytest.mark.parametrize(
    ("dimension", "category", "written"),
    [
        ("age_band", "16—24", "16—24岁"),
        ("age_band", "60及以上", "60岁及以上"),
        ("wage_band", "2000—2999", "2000—2999元"),
        ("wage_band", "6000元及以上", "6000元及以上"),
        ("skill_level", "无", "无等级"),
        ("age_band", "未填", "未填"),
    ],
)
def test_classes_are_named_as_people_say_them(dimension: str, category: str, written: str) -> None:
    assert composition.class_name(part(category, 0.1, dimension=dimension)) == written


def test_a_peak_to_come_is_not_a_zero(tmp_path: Path) -> None:
    january = read_marts(build(tmp_path / "w.duckdb"), "2022-01")
    assert peaks.peak_title(january, peaks.REGISTER, "农村劳动力") == (
        "农村劳动力：本年外出高峰尚未到来"
    )
    march = read_marts(tmp_path / "w.duckdb", "2022-03")
    assert [peak for _, peak in peaks.begun(march, peaks.RELIEVED)] == ["春节后"]


def test_the_page_without_data_or_baseline_can_be_made(tmp_path: Path) -> None:
    empty = read_marts(build(tmp_path / "w.duckdb", Scenario(has_data=False)))
    page = structure.page(empty)
    assert page.pictures() == {}
    assert "没有可公布的数据" in page.conclusion[0].text
    new = read_marts(build(tmp_path / "n.duckdb", Scenario(has_baseline=False)))
    assert structure.page(new).pictures()
