"""Phrases of the papers, computed by hand: up, down, equal, missing, withheld, carried, edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboards.facts import Composition
from dashboards.papers import wording
from dashboards.papers.lookup import Figure

JUNE = date(2022, 6, 1)
BASE = Figure(
    indicator_id="I04", county_code="220600", report_month=JUNE, unit="人", value=113600.0,
    target_value=113000.0, status="达标", data_state="按期", is_suppressed=False,
    year_end_baseline=113000.0, task_target=107300.0, to_year_end_ratio=1.0053097,
    to_task_ratio=1.0587139, change_from_baseline=600.0, change_ratio=0.0053097,
    pace_ratio=0.974, pace_gap=0.0313, change_from_last_month=26.0, rank=None, rank_change=None,
    source_month=JUNE, remaining_months=6, year_target=113000.0, still_needed=0.0,
    needed_per_month=0.0, baseline_per_month=50.0, same_month_baseline=113000.0,
    same_month_ratio=1.0053097, rank_last_month=None, months_compared=6, months_not_below=6,
)  # fmt: skip


def figure(**changes: object) -> Figure:
    return replace(BASE, **changes)  # type: ignore[arg-type]


def test_a_task_reads_as_the_ministry_writes_it() -> None:
    assert wording.amount(113600.0, "人") == "11.36万人"
    assert wording.of_task(BASE) == "占年度任务数10.73万人的105.9%"
    assert wording.of_baseline(BASE) == "达到2021年全年11.30万人的100.5%"


@pytest.mark.parametrize(
    ("by", "ratio", "said"),
    [
        (312.0, 0.069, "同比增加312人，增长6.9%"),
        (-312.0, -0.069, "同比减少312人，下降6.9%"),
        (0.0, 0.0, "同比持平"),
        (1.0, 0.0002, "同比增加1人，增长不足0.1%"),
        (5.0, None, "同比增加5人"),
        (None, None, ""),
        (-25870.0, -0.5, "同比减少2.59万人，下降50.0%"),
    ],
)
def test_a_change_says_persons_and_percent(
    by: float | None, ratio: float | None, said: str
) -> None:
    assert wording.change(figure(change_from_baseline=by, change_ratio=ratio)) == said


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (0.006, "同比提高0.6个百分点"),
        (-0.0125, "同比降低1.3个百分点"),
        (0.0001, "同比提高不足0.1个百分点"),
        (0.0, "同比持平"),
    ],
)
def test_a_change_of_a_rate_is_in_percentage_points(by: float, said: str) -> None:
    row = figure(unit="%", value=0.98, change_from_baseline=by, change_ratio=0.5)
    assert wording.change(row) == said


def test_later_years_are_compared_with_2021_by_name_and_2021_with_nothing() -> None:
    later = figure(report_month=date(2023, 6, 1))
    assert wording.change(later) == "比2021年同期增加600人，增长0.5%"
    assert wording.change(replace(later, change_from_baseline=0.0)) == "与2021年同期持平"
    first = figure(report_month=date(2021, 6, 1))
    assert wording.change(first) == ""
    assert wording.of_baseline(first) == ""


def test_a_sum_over_the_year_that_falls_is_left_for_the_office_to_explain() -> None:
    assert wording.month_change(BASE) == "环比增加26人"
    assert wording.month_change(figure(change_from_last_month=0.0)) == "环比持平"
    falling = wording.month_change(figure(change_from_last_month=-3.0))
    assert falling == "环比减少3人【请说明累计数减少的原因：……】"
    january = figure(change_from_last_month=None)
    assert wording.month_change(january) == ""


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0.006, "比2021年同期进度快0.6个百分点"),
        (-0.012, "比2021年同期进度慢1.2个百分点"),
        (0.0, "与2021年同期进度持平"),
        (None, ""),
    ],
)
def test_pace_is_said_against_the_pace_of_2021(gap: float | None, said: str) -> None:
    assert wording.pace(figure(pace_gap=gap)) == said


def test_what_is_needed_stands_beside_what_2021_added() -> None:
    row = figure(still_needed=168.0, year_target=4390.0, needed_per_month=28.0,
                 baseline_per_month=19.0)  # fmt: skip
    assert wording.needed(row) == (
        "距年底目标4,390人还差168人，余下6个月平均每月需新增28人（2021年同期以后平均每月新增19人）"
    )
    assert wording.needed(replace(row, baseline_per_month=None)).endswith("平均每月需新增28人")
    assert wording.needed(BASE) == "已达到年底目标11.30万人"
    december = replace(row, remaining_months=0, needed_per_month=None, baseline_per_month=None)
    assert wording.needed(december) == "距年底目标4,390人还差168人"
    assert wording.needed(figure(year_target=None)) == ""


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (28.4, "人", "28人"),
        (1.3, "人", "1人"),
        (0.7, "人", "不足1人"),
        (1.1667, "个", "1.2个"),
        (2.0, "个", "2个"),
        (0.04, "个", "不足0.1个"),
        (0.0, "人", "0人"),
        (None, "人", "—"),
    ],
)
def test_a_small_amount_a_month_keeps_a_decimal(value: float | None, unit: str, said: str) -> None:
    assert wording.per_month(value, unit) == said


def test_what_is_missing_withheld_or_carried_says_so() -> None:
    noun = "脱贫人口务工规模"
    assert wording.absent(None, "全市", noun) == "全市脱贫人口务工规模未填报"
    assert wording.absent(figure(value=None), "全市", noun) == "全市脱贫人口务工规模未填报"
    hidden = figure(value=None, is_suppressed=True)
    assert wording.absent(hidden, "", noun) == f"{noun}人数太少，为保护个人信息不公布"
    assert wording.absent(BASE, "全市", noun) is None
    late = figure(data_state="沿用", source_month=date(2022, 5, 1))
    assert wording.carried(late, is_city=False) == "（沿用5月数据）"
    assert wording.carried(late, is_city=True) == "（含沿用数据）"
    old = figure(data_state="沿用", source_month=date(2021, 12, 1))
    assert wording.carried(old, is_city=False) == "（沿用2021年12月数据）"
    assert wording.carried(BASE, is_city=True) == ""


def test_cells_tell_missing_from_withheld_from_not_applicable() -> None:
    assert wording.shown(None, None, "人").text == "未填报"
    assert wording.shown(None, figure(value=None), "人").text == "未填报"
    assert wording.shown(5.0, figure(value=None, is_suppressed=True), "人").text == "不公布"
    assert wording.shown(None, BASE, "人").text == "—"
    assert wording.shown(0.5, BASE, "%").text == "50.0%"
    assert wording.status_cell(figure(status="未更新", data_state="沿用",
                                      source_month=date(2022, 5, 1))).text == "沿用5月"  # fmt: skip


def test_a_fact_names_its_target_only_where_the_mart_gives_a_verdict() -> None:
    rate = figure(unit="%", value=0.973, target_value=1.0, status="滞后",
                  change_from_baseline=0.01)  # fmt: skip
    assert wording.fact(rate, "搬迁家庭就业率") == (
        "搬迁家庭就业率97.3%，未达到100%的目标，同比提高1.0个百分点"
    )
    assert wording.target_word(replace(rate, status="达标")) == "达到100%的目标"
    assert wording.target_word(replace(rate, status="未更新")) == ""
    assert wording.fact(None, "劳务品牌") == "劳务品牌未填报"
    money = figure(unit="元/月", value=3600.0, target_value=None, change_from_baseline=None)
    assert wording.fact(money, "月收入中位数") == "月收入中位数3,600元"


def part(category: str, count: int | None, share: float | None) -> Composition:
    return Composition(
        "I04", "region_class", category, 1, "220600", JUNE, count, share, None, None, count is None
    )


def test_a_composition_leaves_the_unknown_out_and_tells_what_is_withheld() -> None:
    parts = [part("省外", 17482, 0.1539), part("县内", 84078, 0.7401), part("未填", 3, None)]
    assert wording.composition(parts, wording.REGION_WORDS) == (
        "省外就业17,482人，占15.4%；就地就近就业84,078人，占74.0%"
    )
    assert wording.composition([part("省外", None, None)], {}) == "省外不公布"
    assert wording.ages([part("16—24", 10, 0.5), part("60及以上", 10, 0.5)]) == (
        "16—24岁10人，占50.0%；60岁及以上10人，占50.0%"
    )


@pytest.mark.parametrize(
    ("by", "mark", "words"),
    [(1, "↑1", "，比上月上升1位"), (-2, "↓2", "，比上月下降2位"), (0, "→", ""), (None, "—", "")],
)
def test_a_rank_says_how_it_moved(by: int | None, mark: str, words: str) -> None:
    assert wording.movement(figure(rank=3, rank_change=by)) == mark
    assert wording.movement_words(figure(rank=3, rank_change=by)) == words
