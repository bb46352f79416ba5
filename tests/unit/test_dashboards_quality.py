"""The page on the data says who scores how, what is overdue, and names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboards import facts, quality_sentences, quality_tables
from dashboards.charts.scores import score_bars
from dashboards.marts import FindingCount, Marts
from dashboards.pages import quality
from dashboards.reading import read_marts
from tests.marts_fixture import Scenario, build

JUNE = date(2022, 6, 1)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    return read_marts(build(tmp_path_factory.mktemp("quality") / "w.duckdb"))


def score(county: str, points: float, rank: int, change: float | None) -> facts.QualityScore:
    return facts.QualityScore(
        county, None, None, JUNE, 2000, 1, 2, 3, 3.0, 1.3, 20.0, 20.0, points, None, rank, change
    )


def with_facts(marts: Marts, **rows: tuple[object, ...]) -> Marts:
    known = {kind: rows.get(kind.__name__, found) for kind, found in marts.facts.items()}
    return replace(marts, facts=known)


def test_the_title_names_the_highest_and_the_lowest_score_with_ties(marts: Marts) -> None:
    some = with_facts(
        marts,
        QualityScore=(
            score("220605", 91.25, 1, 1.0),
            score("220602", 91.25, 1, -0.4),
            score("220681", 70.0, 3, None),
        ),
    )
    assert quality_sentences.score_title(some) == (
        "数据质量得分最高的是浑江区、江源区（91.3分），最低的是临江市（70.0分）"
    )
    assert quality_sentences.trend_title(some) == "江源区得分比上月提高，浑江区得分比上月下降"


def test_equal_scores_and_none_at_all_have_their_own_words(marts: Marts) -> None:
    equal = with_facts(marts, QualityScore=(score("220605", 80.0, 1, None),))
    assert quality_sentences.score_title(equal) == "各县（市、区）数据质量得分均为80.0分"
    assert "没有上月得分" in quality_sentences.trend_title(equal)
    none = with_facts(marts, QualityScore=())
    assert quality_sentences.score_title(none) == "6月没有数据质量得分"
    assert quality_tables.score_table(none).rows == ()
    assert score_bars(none) is None


def test_a_score_shows_its_parts_and_a_dash_where_nothing_was_open(marts: Marts) -> None:
    table = quality_tables.score_table(
        with_facts(marts, QualityScore=(score("220605", 98.7, 1, 0.0),))
    )
    assert [cell.text for cell in table.rows[0].cells] == [
        "1", "98.7", "0.0", "1.3", "20.0", "20.0", "—", "2,000", "3.0",
    ]  # fmt: skip


def test_townships_have_scores_and_no_rank(marts: Marts) -> None:
    table = quality_tables.town_table(marts)
    assert [row.header for row in table.rows[:2]] == ["浑江区七道江镇", "浑江区六道江镇"]
    assert "排名" not in table.columns


def test_overdue_problems_are_counted_and_none_is_said(marts: Marts) -> None:
    every = facts.IssueCount("220600", None, JUNE, None, None, 75, 60, 30, 20, 0)
    some = with_facts(marts, IssueCount=(every,))
    assert quality_sentences.issue_title(some) == (
        "没有办结的问题60条，本月新增30条，办结20条，没有逾期"
    )
    assert quality_sentences.issue_title(marts).endswith("逾期12条")
    assert quality_sentences.issue_title(with_facts(marts, IssueCount=())) == "6月没有跟踪的问题"


def test_rules_are_sorted_by_severity_then_count(marts: Marts) -> None:
    def row(severity: str, rule: str, count: int) -> FindingCount:
        return FindingCount("220600", severity, rule, f"规则{rule}", None, count, 1)

    some = replace(
        marts, finding_counts=(row("W", "R33", 90), row("E", "R61", 3), row("E", "R43", 8))
    )
    table = quality_tables.rule_table(some)
    assert [line.header for line in table.rows] == ["R43 规则R43", "R61 规则R61", "R33 规则R33"]
    assert quality_sentences.rule_title(some) == "必须更正的问题中最多的是“规则R43”（8条）"
    assert quality_sentences.rule_title(replace(marts, finding_counts=())) == "6月没有发现问题"


def test_lateness_is_named_and_unreported_is_not_punctual(marts: Marts) -> None:
    assert quality_sentences.timeliness_title(marts) == "各县（市、区）三张月报表均按期报送"
    late = dict(marts.values)
    for county, days in (("220605", 4.0), ("220600", 4.0)):
        late["I10", county, JUNE] = replace(late["I10", county, JUNE], value=days)
    assert quality_sentences.timeliness_title(replace(marts, values=late)) == (
        "江源区报送晚于截止日，最长4天"
    )
    late = dict(marts.values)
    late["I10", "220622", JUNE] = replace(late["I10", "220622", JUNE], value=None)
    assert quality_sentences.timeliness_title(replace(marts, values=late)).startswith("靖宇县没有")


def test_a_withheld_share_withholds_its_estimate(marts: Marts) -> None:
    values = dict(marts.values)
    key = ("I08", "220623", JUNE)
    values[key] = replace(values[key], value=None, is_suppressed=True)
    table = quality_tables.spot_table(replace(marts, values=values))
    row = next(line for line in table.rows if line.header == "长白县")
    assert [cell.text for cell in row.cells][2:] == ["不公布"] * 3


def test_the_page_without_data_has_no_zero_scores(tmp_path: Path) -> None:
    empty = read_marts(build(tmp_path / "w.duckdb", Scenario(has_data=False)))
    page = quality.page(empty)
    assert page.pictures() == {}
    assert "没有数据质量得分" in page.conclusion[0].text
