"""Sentences and structure of the papers over a small warehouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dashboards import targets
from dashboards.facts import KeyProblem, Milestone
from dashboards.marts import Marts
from dashboards.papers import charts, deliveries, standing, tables
from dashboards.papers.analysis import ahead, analysis, is_due, period
from dashboards.papers.blocks import BLANK, Annex, Grid, Heading, Paper, Paragraph
from dashboards.papers.notice import Dates, headline, notice
from dashboards.papers.office import Office
from dashboards.reading import read_marts
from tests.marts_fixture import Scenario
from tests.papers_fixture import build_papers

DATES = Dates(date(2022, 7, 6), date(2022, 7, 15), date(2022, 8, 3), 25)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Marts]:
    def marts(**scenario: object) -> Marts:
        path = tmp_path_factory.mktemp("papers") / "w.duckdb"
        chosen = Scenario(**scenario)  # type: ignore[arg-type]
        build_papers(path, chosen)
        return read_marts(path)

    return marts


@pytest.fixture(scope="module")
def marts(read: Callable[..., Marts]) -> Marts:
    return read()


def june_notice(marts: Marts) -> Paper:
    return notice(marts, Office(), "白山市", DATES, [])


def words(paper: Paper) -> str:
    return "\n".join(paper.texts())


def test_the_headline_says_how_much_of_how_much_and_at_what_pace(marts: Marts) -> None:
    # 487 + 495 + 945 + 1307 (May's) + 410 + 578 = 4222; 4222 ÷ 4390 = 96.17 %; 2021: 4276.
    assert headline(marts, "I04") == (
        "截至2022年6月底，全市脱贫人口务工规模达4,222人（含沿用数据），达到2021年全年4,390人的"
        "96.2%，比2021年同期进度慢1.2个百分点；同比减少54人，下降1.3%；环比增加144人。"
    )
    assert headline(marts, "I01").startswith(
        "截至2022年6月底，全市农村劳动力转移就业人数达6.11万人，占年度任务数6.50万人的94.0%，"
    )


def test_counties_are_told_by_status_and_the_first_and_last_by_name(marts: Marts) -> None:
    assert standing.standing(marts, "I04", "脱贫人口务工规模") == (
        "从脱贫人口务工规模进度看，6个县（市、区）中，3个达标（浑江区、抚松县、临江市），"
        "1个临近（长白县），1个滞后（江源区），1个未更新（靖宇县沿用5月数据）。"
    )
    said = standing.extremes(marts, "I04")
    assert said.index("抚松县（100.4%，第1位）") < said.index("浑江区（98.6%，第2位）")
    assert said.index("予以表扬") < said.index("江源区") < said.index("靖宇县")


def test_nobody_is_named_where_too_few_have_a_rank(marts: Marts) -> None:
    kept = {k: v for k, v in marts.values.items() if k[1] in ("220600", "220602", "220621")}
    assert standing.extremes(replace(marts, values=kept), "I04") == ""


def test_a_late_table_is_named_with_the_month_it_is_carried_from(marts: Marts) -> None:
    said = [block.text for block in deliveries.sections(marts) if isinstance(block, Paragraph)]
    assert said[0] == "6月靖宇县《已外出务工信息》缺报，沿用5月数据；其余月报表均已采用。"
    assert "3个乡镇本月没有更新：抚松县万良镇、泉阳镇、露水河镇" in said[1]


def test_the_notice_has_the_parts_of_the_official_form(marts: Marts) -> None:
    paper = june_notice(marts)
    assert paper.plain_title == "关于2022年6月全市脱贫人口务工就业及数据质量情况的通报"
    first = [
        block.text for block in paper.blocks if isinstance(block, Heading) and block.level == 1
    ]
    assert first == [
        "一、总体情况", "二、各县（市、区）进展", "三、数据更新与质量", "四、存在的问题",
        "五、下一步要求",
    ]  # fmt: skip
    assert "请各县（市、区）对照附件2，于7月15日前在源系统内完成更正" in words(paper)
    assert "于8月3日前报送下月数据" in words(paper)
    assert [b.label for b in paper.annexes if isinstance(b, Annex)] == ["附件1", "附件2"]
    assert paper.signed_on == "2022年7月6日"


def test_no_cause_is_written_by_the_machine(marts: Marts) -> None:
    for paper in (june_notice(marts), analysis(marts, Office(), "白山市", DATES.issued, [])):
        said = BLANK.sub("", words(paper))
        assert not re.search("由于|因为|主要原因|受.{0,8}影响", said)
        assert paper.blanks() >= 5
    risks = words(analysis(marts, Office(), "白山市", DATES.issued, []))
    assert "【请填写形势研判：……】" in risks


def test_a_withheld_county_is_never_counted_out(read: Callable[..., Marts]) -> None:
    hidden = read(withheld="220623")
    table = tables.ranking(hidden, "表1").table
    row = next(row for row in table.rows if row.header == "长白县")
    assert {cell.text for cell in row.cells[2:5]} == {"不公布"}
    assert row.cells[0].text == "—"


def test_without_any_data_the_papers_say_so_and_stand(read: Callable[..., Marts]) -> None:
    empty = read(has_data=False)
    assert headline(empty, "I04") == "截至2022年6月底，全市脱贫人口务工规模未填报。"
    assert "6个未填报" in standing.standing(empty, "I04", "脱贫人口务工规模")
    assert june_notice(empty).blanks() >= 2
    assert "未填报" in words(analysis(empty, Office(), "白山市", DATES.issued, []))


def test_the_first_month_has_no_month_before_and_december_nothing_ahead(
    read: Callable[..., Marts],
) -> None:
    january = read(last_month=date(2022, 1, 1), carried=None)
    assert "环比" not in headline(january, "I04")
    assert "今年的外出务工高峰尚未到来" in words(
        analysis(january, Office(), "白山市", date(2022, 2, 6), [])
    )
    december = read(last_month=date(2021, 12, 1))
    said = words(analysis(december, Office(), "白山市", date(2022, 1, 6), []))
    assert "2022年形势研判" in said
    assert "余下" not in said


def test_the_baseline_year_is_compared_with_nothing(read: Callable[..., Marts]) -> None:
    said = headline(read(last_month=date(2021, 5, 1)), "I04")
    assert "同比" not in said
    assert "达到2021年" not in said


@pytest.mark.parametrize(
    ("month", "due", "name", "next_name"),
    [
        (date(2022, 6, 1), True, "2022年上半年", "下半年"),
        (date(2022, 12, 1), True, "2022年", "2023年"),
        (date(2022, 5, 1), False, "2022年1—5月", "年底前"),
        (date(2022, 1, 1), False, "2022年1月", "年底前"),
    ],
)
def test_an_analysis_is_of_a_half_year(month: date, due: bool, name: str, next_name: str) -> None:
    assert (is_due(month), period(month), ahead(month)) == (due, name, next_name)


def test_the_list_of_problems_leaves_the_person_in_charge_to_the_office(marts: Marts) -> None:
    table = targets.problem_table(marts, to_fill_in=True)
    assert table.columns[:5] == ("序号", "县（市、区）", "轻重", "问题", "涉及")
    assert [cell.text for cell in table.rows[0].cells] == [
        "抚松县", "逾期", "务工未满16周岁，逾期未改", "3条", "乡镇", "", "2022年6月15日",
        "逾期20天", "未销号",
    ]  # fmt: skip
    assert [row.cells[1].text for row in table.rows] == ["逾期", "滞后", "临近"]


def test_the_page_has_the_workbook_s_problems_without_the_column_to_fill_in(
    marts: Marts,
) -> None:
    book, page = targets.problem_table(marts, to_fill_in=True), targets.problem_table(marts)
    place = book.columns.index("责任人")
    assert page.columns == book.columns[:place] + book.columns[place + 1 :]
    for mine, theirs in zip(page.rows, book.rows, strict=True):
        assert mine.header == theirs.header
        assert mine.cells == theirs.cells[: place - 1] + theirs.cells[place:]


@pytest.mark.parametrize(
    ("count", "unit", "closed", "said"),
    [
        (3.0, "条", False, "3条"),
        (25870.0, "人", False, "2.59万人"),
        (None, "人", False, "不公布"),
        (None, "人", True, "—"),
        (None, None, False, "—"),
    ],
)
def test_a_problem_of_too_few_is_told_from_one_that_is_mended(
    marts: Marts, count: float | None, unit: str | None, closed: bool, said: str
) -> None:
    row = replace(
        marts.all(KeyProblem)[0], affected_count=count, affected_unit=unit, is_closed=closed
    )
    listed = replace(marts, facts={**marts.facts, KeyProblem: (row,)})
    assert targets.problem_table(listed).rows[0].cells[3].text == said


def test_milestones_end_at_the_target_on_the_last_day_of_the_year(marts: Marts) -> None:
    (table,) = targets.milestone_tables(marts, "倒排", targets.ways_of_task(marts, "I04"))
    assert targets.task_title(marts, "I04") == "脱贫人口务工规模（人）"
    assert (table.rows[-1].header, table.rows[-1].cells[0].text) == ("2022年12月31日", "4,390")
    assert len(table.columns) == 1 + 1 + 6


def test_what_steps_by_months_stands_apart_from_what_steps_by_weeks(marts: Marts) -> None:
    ways = targets.ways_of_area(marts, marts.city)
    (weekly,) = targets.milestone_tables(marts, "倒排", ways)
    assert weekly.columns[1:] == tuple(title for title, *_ in ways)
    steps = tuple(
        row
        for row in marts.all(Milestone)
        if row.indicator_id != "I03" or row.milestone_date == date(2022, 12, 31)
    )
    apart = replace(marts, facts={**marts.facts, Milestone: steps})
    tables = targets.milestone_tables(apart, "倒排", ways)
    assert [table.columns[1:] for table in tables] == [
        tuple(title for title, key, _ in ways if key != "I03"),
        tuple(title for title, key, _ in ways if key == "I03"),
    ]
    assert [row.header for row in tables[1].rows] == ["2022年12月31日"]
    done = replace(marts, facts={**marts.facts, Milestone: ()})
    assert targets.milestone_tables(done, "倒排", ways) == []


def test_every_table_has_as_many_widths_and_cells_as_columns(marts: Marts) -> None:
    papers = (june_notice(marts), analysis(marts, Office(), "白山市", DATES.issued, []))
    grids = [b for p in papers for b in (*p.blocks, *p.annexes) if isinstance(b, Grid)]
    assert len(grids) >= 9
    for grid in grids:
        assert len(grid.widths) == len(grid.table.columns)
        assert all(len(row.cells) + 1 == len(grid.widths) for row in grid.table.rows)


def test_charts_are_numbered_in_their_order() -> None:
    assert charts.NOTICE == ("curve-i04", "ranking")
    assert charts.charts({}, charts.NOTICE) == []
