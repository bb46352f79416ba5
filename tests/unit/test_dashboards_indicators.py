"""Any indicator is told with its unit, its state and what it is held against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboards import indicators, rendering
from dashboards.blocks import Figure
from dashboards.facts import AreaCount
from dashboards.indicator_cards import indicator_card
from dashboards.indicator_charts import by_county, of_2021, of_city
from dashboards.indicator_tables import Column, area_table, city_table
from dashboards.marts import Area, Marts, Value
from dashboards.pages import carriers, groups, quality, structure
from dashboards.reading import read_marts
from dashboards.sentences import plain
from tests.marts_fixture import Scenario, build

JUNE = date(2022, 6, 1)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    return read_marts(build(tmp_path_factory.mktemp("groups") / "w.duckdb"))


def area(marts: Marts, name: str) -> Area:
    return next(known for known in marts.areas if known.label == name)


def with_value(marts: Marts, indicator: str, county: str, **changes: object) -> Marts:
    values = dict(marts.values)
    key = (indicator, county, JUNE)
    values[key] = replace(values[key], **changes)
    return replace(marts, values=values)


def counts(**numbers: int) -> AreaCount:
    known = dict.fromkeys(
        ("with_value", "withheld", "missing", "good_count", "near_count", "late_count",
         "carried_count", "not_slower", "slower", "not_below_baseline", "compared"), 0,
    )  # fmt: skip
    return AreaCount("220600", "I37", JUNE, 6, **{**known, **numbers})


def standing(marts: Marts, **numbers: int) -> str:
    facts = {**marts.facts, AreaCount: (counts(**numbers),)}
    return indicators.standing(replace(marts, facts=facts), "I37")


def test_counties_are_counted_by_how_they_stand(marts: Marts) -> None:
    assert standing(marts, good_count=6) == "6个县（市、区）全部达标"
    assert standing(marts, late_count=6) == "6个县（市、区）全部滞后"
    assert standing(marts, good_count=3, near_count=1, carried_count=1, missing=1) == (
        "县（市、区）中3个达标，1个临近，1个沿用以前月份，1个没有数据"
    )
    assert standing(marts, missing=6) == ""


def test_each_absence_has_its_own_word(marts: Marts) -> None:
    few, county = area(marts, "长白县"), area(marts, "江源区")
    assert indicators.shown(marts, "I46c", few) == "不公布"
    assert indicators.shown(marts, "I51", county) == "未填报"
    assert indicators.shown(marts, "I38", area(marts, "靖宇县")) == "—"
    row = area_table(marts, "试", [Column("I51")]).rows[1]
    assert (row.header, row.cells[0].text) == ("江源区", "未填报")
    assert row.cells[0].status is not None
    assert row.cells[0].status.word == "未填报"


def test_a_figure_stands_beside_2021_where_2021_has_one(marts: Marts) -> None:
    some = with_value(marts, "I05", "220600", value=7.0, baseline_value=9.0)
    assert indicators.city_line(some, "I05") == "因务工就业不稳纳入监测户数7户（2021年同月为9户）"
    some = with_value(marts, "I05", "220600", value=7.0, baseline_value=None)
    assert indicators.city_line(some, "I05") == "因务工就业不稳纳入监测户数7户"
    some = with_value(marts, "I05", "220600", value=None, is_suppressed=True)
    assert indicators.city_line(some, "I05") == "因务工就业不稳纳入监测户数：不公布"


def test_carried_data_show_in_cells_also_without_a_target(marts: Marts) -> None:
    some = with_value(marts, "I40", "220602", data_state="沿用")
    cell = area_table(some, "试", [Column("I40")]).rows[0].cells[0]
    assert cell.status is not None
    assert cell.status.word == "未更新"
    assert area_table(marts, "试", [Column("I40")]).rows[0].cells[0].status is None


def test_the_conclusion_names_status_by_shape_and_word_and_carried_data(marts: Marts) -> None:
    some = with_value(marts, "I37", "220600", value=0.992, baseline_value=0.98, status="临近")
    some = with_value(some, "I39", "220600", value=1200.0, baseline_value=None, data_state="沿用")
    assert plain(indicators.conclusion(some, ["I37", "I39"])) == (
        "截至2022年6月30日，全市：▲搬迁家庭就业率99.2%（2021年同月为98.0%），临近；"
        "◇乡村公益性岗位在岗人数1,200人，含沿用数据。"
    )


def test_headers_name_unit_and_the_target_all_counties_share(marts: Marts) -> None:
    columns = area_table(
        marts, "试", [Column("I05", "纳入", with_2021=True), Column("I39")]
    ).columns
    assert columns == (
        "地区", "纳入（户，目标0）", "2021年同月", "乡村公益性岗位在岗人数（人）",
    )  # fmt: skip


def test_the_city_s_table_has_targets_only_where_the_plan_has_some(marts: Marts) -> None:
    plain_table = city_table(marts, "试", ["I16a", "I16b"])
    assert plain_table.columns == ("指标", "6月", "2021年同月")
    judged = city_table(marts, "试", ["I21", "I21c"])
    assert judged.columns == ("指标", "6月", "2021年同月", "目标", "状态")
    assert [row.cells[2].text for row in judged.rows] == ["1", "—"]


def test_rates_tell_who_is_behind_first(marts: Marts) -> None:
    some = with_value(marts, "I22a", "220600", value=0.9, status="滞后")
    some = with_value(some, "I22b", "220600", value=1.0, status="达标")
    some = with_value(some, "I22c", "220600", value=None, status="未填报")
    ids = (("I22a", "招聘会"), ("I22b", "下乡"), ("I22c", "送人"))
    assert indicators.rates_title(some, "3个1", ids) == (
        "3个1：招聘会90.0%（滞后）；下乡达标；送人未填报"
    )
    some = with_value(marts, "I26", "220600", value=0.5, baseline_value=0.4)
    assert indicators.rates_title(some, "培训", [("I26", "订单")]) == (
        "培训：订单50.0%（2021年同月为40.0%）"
    )


def test_pictures_say_why_a_bar_is_missing_and_are_described(marts: Marts) -> None:
    picture = by_county(marts, "I51")
    assert picture is not None
    assert "江源区：未填报" in picture.alt
    assert "○ 未填报" in str(picture.wide)
    named = of_city(marts, "x", "再就业", [("I46a", "30天")], "2021年同月")
    assert named is not None
    assert "30天：" in named.alt
    beside = of_2021(marts, "I04")
    assert beside is not None
    assert "靖宇县95.5%（未更新）" in beside.alt


def test_a_card_has_target_2021_and_how_the_counties_stand(marts: Marts) -> None:
    some = with_value(marts, "I37", "220600", value=0.95, baseline_value=0.9, status="滞后")
    card = indicator_card(some, "I37")
    assert (card.figure, card.unit) == ("95.0", "%")
    assert card.lines[:2] == ("目标 100%", "2021年同月 90.0%")
    assert card.bar is not None
    assert (card.bar.filled, card.bar.tick) == (95.0, 100.0)
    hidden = with_value(marts, "I05", "220600", value=None, is_suppressed=True)
    card = indicator_card(hidden, "I05")
    assert (card.figure, card.lines) == ("不公布", ("人数太少，为保护个人信息不公布",))


def test_an_unknown_value_is_not_reported(marts: Marts) -> None:
    assert indicators.absent(None) == "未填报"
    nobody = Value("I38", "220602", JUNE, 0.0, 0.0, None, None, None, "未填报", "按期", False)
    assert indicators.absent(nobody) == "—"


def test_the_pages_without_data_draw_nothing_and_say_unreported(tmp_path: Path) -> None:
    empty = read_marts(build(tmp_path / "w.duckdb", Scenario(has_data=False)))
    for page in (groups.page(empty), carriers.page(empty)):
        assert page.pictures() == {}
        assert "未填报" in plain(page.conclusion)


@pytest.mark.parametrize("topic", [groups, structure, carriers, quality])
def test_a_page_of_a_topic_is_small_and_every_block_has_a_note_or_table(
    marts: Marts, topic: Any
) -> None:
    page = topic.page(marts)
    text = rendering.render(marts, page, (page,), rendering.Form(rendering.FOLDER))
    assert len(text.encode()) <= 60_000
    for block in page.blocks():
        if isinstance(block, Figure):
            assert block.table or block.note, block.title
