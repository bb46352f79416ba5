"""Every sentence is chosen from the figures, also when some or all of them are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboards import descriptions, sentences, tables, trust
from dashboards.cards import cards
from dashboards.marts import Area, DeliveryCount, Marts, Screening
from dashboards.reading import MartsError, read_marts
from tests.marts_fixture import COUNTIES, Scenario, build


def marts_of(folder: Path, scenario: Scenario | None = None, as_of: str | None = None) -> Marts:
    return read_marts(build(folder / "w.duckdb", scenario), as_of)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    return marts_of(tmp_path_factory.mktemp("usual"))


def area(marts: Marts, name: str) -> Area:
    return next(known for known in marts.areas if known.short_name == name)


def conclusion(marts: Marts) -> str:
    return sentences.plain(sentences.conclusion(marts, marts.city))


def test_the_conclusion_names_level_ratio_pace_and_the_counties_behind(usual: Marts) -> None:
    assert conclusion(usual) == (
        "截至2022年6月30日，全市脱贫人口务工规模4,222人，达到2021年全年的96.2%，"
        "比2021年同期进度慢1.2个百分点；■江源区滞后；▲长白县临近；◇靖宇县沿用5月数据；"
        "●其余3个县（市、区）达标。"
    )


def test_the_conclusion_says_when_all_counties_are_on_course(tmp_path: Path) -> None:
    growth = dict.fromkeys(COUNTIES, 1.05)
    text = conclusion(marts_of(tmp_path, Scenario(growth=growth, carried=None)))
    assert text.endswith("个百分点；●6个县（市、区）全部达标。")
    assert "快" in text


def test_the_conclusion_of_the_baseline_year_compares_nothing(tmp_path: Path) -> None:
    text = conclusion(marts_of(tmp_path, as_of="2021-11"))
    assert text.startswith("截至2021年11月30日，全市脱贫人口务工规模4,386人；2021年为比较基数年")
    assert "进度" not in text


def test_the_conclusion_admits_a_missing_baseline(tmp_path: Path) -> None:
    text = conclusion(marts_of(tmp_path, Scenario(has_baseline=False, carried=None)))
    assert text == (
        "截至2022年6月30日，全市脱贫人口务工规模4,290人；2021年全年数据缺失，暂不能比较。"
    )


def test_the_conclusion_without_any_data_says_so_and_gives_no_zero(tmp_path: Path) -> None:
    text = conclusion(marts_of(tmp_path, Scenario(has_data=False)))
    assert text == "截至2022年6月30日，全市脱贫人口务工规模尚未填报，暂无结论。"


def test_a_carried_county_is_not_judged(usual: Marts) -> None:
    text = sentences.plain(sentences.conclusion(usual, area(usual, "靖宇县")))
    assert text.endswith("；◇沿用5月数据，进度仅供参考。")


def test_a_county_reads_its_full_name_rank_and_movement(usual: Marts) -> None:
    text = sentences.plain(sentences.conclusion(usual, area(usual, "长白县")))
    assert "长白朝鲜族自治县脱贫人口务工规模410人" in text
    assert "列全市第4位（比上月上升1位）" in text


def test_chart_titles_count_what_the_charts_show(usual: Marts) -> None:
    assert (
        sentences.curve_title(usual, "I04", usual.city)
        == "2022年1至6月脱贫人口务工规模可比的6个月中，2个月不低于2021年同月"
    )
    assert sentences.ranking_title(usual) == "3个县（市、区）不慢于2021年同期进度，3个慢于"
    assert sentences.multiples_title(usual) == "6个县（市、区）中，3个的规模不低于2021年同月"


def test_chart_titles_cope_with_a_missing_baseline(tmp_path: Path) -> None:
    marts = marts_of(tmp_path, Scenario(has_baseline=False))
    assert "没有2021年同月数据" in sentences.curve_title(marts, "I04", marts.city)
    assert "没有可比的2021年数据" in sentences.ranking_title(marts)
    assert "没有可比的2021年同月数据" in sentences.multiples_title(marts)


def test_chart_titles_cope_with_no_data_at_all(tmp_path: Path) -> None:
    marts = marts_of(tmp_path, Scenario(has_data=False))
    assert sentences.curve_title(marts, "I04", marts.city) == "脱贫人口务工规模：2022年尚未填报"
    assert "没有可比的2021年数据" in sentences.ranking_title(marts)
    assert trust.completeness_title(marts) == "6月五项信息完整率未填报"


def test_the_title_of_january_speaks_of_one_month(tmp_path: Path) -> None:
    marts = marts_of(tmp_path, as_of="2022-01")
    title = sentences.curve_title(marts, "I04", marts.city)
    assert title == "2022年1月脱贫人口务工规模不低于2021年同月"


def test_a_picture_is_described_with_the_numbers_of_its_table(usual: Marts) -> None:
    text = descriptions.curve_alt(usual, "I04", usual.city)
    assert "2022年1月2,555、2月2,922" in text
    assert "6月4,222" in text
    assert text.endswith("2021年6月4,276，全年4,390。")


def test_a_table_that_did_not_arrive_is_named_with_the_month_used_instead(usual: Marts) -> None:
    assert trust.screening_notes(usual) == [
        "靖宇县《已外出务工信息》缺报（截至月底没有收到），沿用2022年5月数据。"
    ]
    assert trust.screening_notes(usual, area(usual, "临江市")) == []


def test_a_county_without_any_accepted_month_is_called_unreported(tmp_path: Path) -> None:
    marts = marts_of(tmp_path, Scenario(has_data=False))
    notes = trust.screening_notes(marts)
    assert len(notes) == 18
    assert all("此前没有可用数据，相关指标未填报" in note for note in notes)
    assert trust.conservation(marts) == "6月没有收到数据。"


def test_every_row_received_is_accounted_for(usual: Marts) -> None:
    text = trust.conservation(usual)
    assert text == (
        "6月收到18份、160,586行 ＝ 采用159,499行 ＋ 隔离119行 ＋ 非数据68行 ＋ 已替代1份900行。"
    )
    terms = [159_499, 119, 68, 900]
    assert sum(terms) == 160_586


def test_a_township_delivered_again_and_files_of_no_known_place_are_told(usual: Marts) -> None:
    """100 rows read: 55 count, 3 not, 38 came again by township, 4 are no data."""
    part = DeliveryCount("220600", "已采用", 1, 100, 55, 3, 38, 4)
    nowhere = Screening("000000", "unknown", "拒收", "认不出。", None)
    ledger = Screening("220621", "T-H2", "已暂停", None, None)
    marts = replace(
        usual, delivery_counts=(part, replace(part, state=None)), screenings=(nowhere, ledger)
    )
    assert trust.conservation(marts) == (
        "6月收到1份、100行 ＝ 采用55行 ＋ 隔离3行 ＋ 非数据4行 ＋ 已由重报替代38行。"
    )
    assert trust.screening_notes(marts) == [
        "未识别县区《认不出是哪张表的文件》拒收（认不出）。",
        "抚松县《培训台账》已暂停，此前没有可用数据。",
    ]


def test_an_unknown_month_is_refused_with_the_months_there_are(tmp_path: Path) -> None:
    warehouse = build(tmp_path / "w.duckdb")
    with pytest.raises(MartsError, match="没有 2023-01 的指标，现有月份：2021-01 至 2022-06"):
        read_marts(warehouse, "2023-01")


def test_a_warehouse_without_marts_is_refused_in_chinese(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "empty.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(MartsError, match="读不出来"):
        read_marts(path)
    with pytest.raises(MartsError, match="找不到数据仓库"):
        read_marts(tmp_path / "none.duckdb")


def test_the_month_shown_by_default_is_the_publications_own(usual: Marts) -> None:
    assert usual.as_of == date(2022, 6, 1)


def test_a_figure_of_so_few_is_withheld_and_not_called_unreported(tmp_path: Path) -> None:
    marts = marts_of(tmp_path, Scenario(withheld="220621"))
    county = next(area for area in marts.counties if area.county_code == "220621")
    assert sentences.plain(sentences.conclusion(marts, county)) == (
        "截至2022年6月30日，抚松县脱贫人口务工规模人数太少，为保护个人信息不公布。"
    )
    (row,) = (r for r in tables.progress_table(marts, "I04").rows if r.header == "抚松县")
    assert [cell.text for cell in row.cells][:2] == ["—", "不公布"]
    june = tables.curve_table(marts, "I04", county).rows[5]
    assert [cell.text for cell in june.cells][1:5] == ["不公布", "—", "—", "—"]
    assert cards(marts, county)[0].figure == "不公布"
    assert sentences.ranking_title(marts).endswith("，1个不公布")
    assert "6月不公布" in descriptions.curve_alt(marts, "I04", county)
