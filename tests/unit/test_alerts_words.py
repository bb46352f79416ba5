"""Counts, dates and sentences of the alerts."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.alerts.channels import EmailChannel
from pipelines.alerts.digest import county_digest
from pipelines.alerts.due import date_label, due_date
from pipelines.alerts.folder import State, next_state
from pipelines.alerts.group import group_by_rule, spread_examples, tally
from pipelines.alerts.model import Counts, CountyFacts, Verdict
from pipelines.alerts.outbox import number_of
from pipelines.alerts.render import text_width, to_page, to_text
from pipelines.alerts.sheets import row_height
from pipelines.alerts.words import closed_words, headline, overdue_words, sentence, what_to_do

COUNTY = "220621"


def verdict(table: str = "T-H1", state: str = "accepted", blocking: str = "") -> Verdict:
    return Verdict(
        county_code=COUNTY,
        source="jilin_employment" if table == "T-H1" else "national_monitoring",
        table_name=table,
        delivery_id=f"{table}-{COUNTY}-202205-0123456789ab",
        state=state,
        reason="某某原因",
        blocking_rules=tuple(filter(None, blocking.split(","))),
        rows_data=1200,
        rows_accepted=1190,
        rows_quarantined=10,
    )


def problems(*rows: tuple[str, str], table: str = "T-H1") -> pl.DataFrame:
    """Return findings made of ``(rule, problem_key)``; the severity is E for R4x, else W."""
    if not rows:
        return problems(("R33", "none"), table=table).clear()
    return pl.DataFrame(
        [
            {
                "finding_id": f"BS-2022-05-{rule}-{number:05d}",
                "rule_id": rule,
                "severity": "E" if rule.startswith("R4") else "W",
                "owner": "T",
                "action": "Q" if rule == "R43" else "F",
                "table_name": table,
                "problem_key": key,
                "row_no": 5,
                "town_name": "万良镇",
                "masked_name": "李*",
                "masked_id": "2296**********123X",
                "message": "李*务工开始时未满16周岁。",
            }
            for number, (rule, key) in enumerate(rows, start=1)
        ],
        schema_overrides={"problem_key": pl.String},
    )


RULES = pl.DataFrame(
    {
        "rule_id": ["R43", "R33"],
        "rule_name": ["务工未满16周岁", "务工月收入不合理"],
        "how_to_fix": ["核对日期。", None],
    }
)


def facts(counts: Counts, *verdicts: Verdict, findings: pl.DataFrame | None = None) -> CountyFacts:
    groups: Any = ()
    if findings is not None:
        groups = group_by_rule(findings.with_columns(is_continuing=pl.lit(value=False)), RULES)
    return CountyFacts(
        COUNTY, "抚松县", "2022-05", "6月15日", "白山市就业服务局", counts, verdicts, groups
    )


def counted(
    found: pl.DataFrame, *, old: int = 0, closed: int = 0, is_first: bool = False
) -> Counts:
    """Count findings of which ``old`` were there before."""
    return tally(found, continuing=old, closed=closed, is_first=is_first)


def test_a_month_without_predecessor_has_nothing_closed() -> None:
    assert closed_words(counted(problems(("R43", "a")), is_first=True)) == ""


def test_findings_are_counted_by_severity_and_by_what_they_do() -> None:
    counts = counted(problems(("R43", "a"), ("R33", "b"), ("R33", "c")), old=1, closed=2)
    assert (counts.total, counts.new, counts.continuing, counts.closed) == (3, 2, 1, 2)
    assert (counts.errors, counts.warnings, counts.infos, counts.quarantined) == (1, 2, 0, 1)


@pytest.mark.parametrize(
    ("month", "day", "today", "label"),
    [
        ("2022-05", 15, date(2022, 6, 3), "6月15日"),
        ("2022-12", 15, date(2023, 1, 3), "2023年1月15日"),
        ("2023-01", 31, date(2023, 2, 3), "2月28日"),
        ("2024-01", 31, date(2024, 2, 3), "2月29日"),
        ("2022-05", 15, date(2022, 6, 12), "6月19日"),
        ("2022-05", 15, date(2022, 12, 28), "2023年1月4日"),
    ],
)
def test_the_deadline_is_in_the_next_month_and_never_less_than_a_week_away(
    month: str, day: int, today: date, label: str
) -> None:
    assert date_label(due_date(month, day, today), month) == label


def test_the_headline_is_the_office_wording() -> None:
    assert headline("抚松县", "2022-05", 1) == "【数据质量提醒】抚松县 2022年5月（第1次）"


@pytest.mark.parametrize(
    ("text", "ended"), [("好", "好。"), ("好。", "好。"), (" 好. ", "好。"), ("", "")]
)
def test_a_sentence_ends_once(text: str, ended: str) -> None:
    assert sentence(text) == ended


def test_the_digest_says_total_severity_deadline_and_closing_in_order() -> None:
    found = problems(("R43", "a"), ("R33", "b"), ("R33", "c"))
    counts = counted(found, old=1, closed=1)
    text = to_text(county_digest(facts(counts, verdict(), findings=found)), issue=2)
    parts = [
        "【数据质量提醒】抚松县 2022年5月（第2次）",
        "共 1,200 行，计入统计 1,190 行，暂不计入 10 行。",
        "一、本期问题 3 条：新增 2、持续 1；上期已销号 1 条。",
        "二、按轻重：必须更正 1 条，请核实 2 条，提示 0 条。",
        "三、主要问题",
        "1. 务工未满16周岁（R43）1 条。必须更正，乡镇更正。",
        "例：万良镇 BS-2022-05-R43-00001 李* 2296**********123X",
        "办法：核对日期。",
        "2. 务工月收入不合理（R33）2 条。",
        "四、请于6月15日前在源系统更正（不要改导出表）",
        "“属实，申请豁免”",
        "五、完整清单：",
        "本提醒不含完整身份证号；请勿转发到微信、QQ群。",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_county_without_problems_gets_a_short_digest() -> None:
    clean = counted(problems(), closed=1)
    text = to_text(county_digest(facts(clean, verdict())), issue=1)
    assert "一、本期检查没有发现问题，不需要更正。上期已销号 1 条。" in text
    assert "二、" not in text


def test_no_problem_is_not_claimed_when_nothing_was_looked_at() -> None:
    text = to_text(county_digest(facts(Counts(), verdict(state="missing"))), issue=1)
    assert "没有可以检查的数据" in text
    assert "没有发现问题" not in text


@pytest.mark.parametrize(
    ("state", "blocking", "words"),
    [
        ("accepted", "", ""),
        ("missing", "R01", "请尽快从吉林就业信息管理系统导出"),
        ("refused", "R01", "“全部字段”重新导出"),
        ("held", "R03", "没有逐行检查"),
        ("held", "Q5", "先在源系统更正"),
    ],
)
def test_each_state_of_a_table_says_what_to_do(state: str, blocking: str, words: str) -> None:
    todo = what_to_do(verdict(state=state, blocking=blocking), "inbox/2022-05/抚松县/")
    assert words in todo
    assert bool(todo) == ("inbox/2022-05/抚松县/" in todo)


def test_a_file_of_no_known_table_is_named_and_not_counted_as_expected() -> None:
    lost = verdict("unknown", state="refused")
    text = to_text(county_digest(facts(Counts(), verdict(), replace(lost, source="unknown"))), 1)
    assert "应报 1 张表，已采用 1 张，有 1 份需要补报或重新报送。" in text
    assert "认不出是哪张表的文件：拒收。原因：某某原因。" in text
    assert "unknown" not in text


def test_examples_go_round_the_rules_and_stop_at_ten() -> None:
    found = problems(*[("R43", str(n)) for n in range(30)], *[("R33", f"b{n}") for n in range(2)])
    groups = facts(Counts(), findings=found).groups
    assert spread_examples(groups, 10) == [8, 2]
    text = to_text(county_digest(facts(Counts(total=32), verdict(), findings=found)), 1)
    assert text.count("例：") == 10


def test_the_page_escapes_what_comes_from_files_and_forbids_requests() -> None:
    bad = problems(("R43", "a")).with_columns(town_name=pl.lit("<script>alert(1)</script>"))
    page = to_page(county_digest(facts(Counts(total=1), verdict(), findings=bad)), 1)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert "http://" not in page
    assert "https://" not in page


def test_the_page_lets_exactly_its_own_style_in() -> None:
    page = to_page(county_digest(facts(Counts(), verdict())), 1)
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page


def test_the_issue_number_grows_only_when_the_content_changes() -> None:
    due, later = date(2022, 6, 15), date(2022, 6, 20)
    first = next_state(None, "a", due)
    assert first == State(1, "a", "2022-06-15")
    assert next_state(first, "a", later) == first
    assert next_state(first, "b", later) == State(2, "b", "2022-06-20")


def test_content_that_changed_and_changed_back_is_another_content_to_send() -> None:
    channel = EmailChannel(kind="email", to=["a@example.com"])
    first, third = (State(issue, "a", "2022-06-15") for issue in (1, 3))
    numbers = {number_of(COUNTY, "2022-05", state, channel) for state in (first, third)}
    assert len(numbers) == 2


def test_what_is_overdue_or_exempt_is_said_only_where_there_is_any() -> None:
    assert overdue_words(Counts()) == ""
    counts = Counts(overdue=5, escalated=3, exempt=2, requested=1)
    assert overdue_words(counts) == (
        "逾期未改 5 条，其中 3 条已报市局。已批准豁免 2 条，不再列出。申请豁免待批 1 条。"
    )


def test_a_row_is_tall_enough_for_its_longest_text() -> None:
    one = row_height(["短"], [10])
    assert row_height(["一二三四五六七八九十"], [11]) > one
    assert row_height(["户编号\n后4位"], [10]) > one
    assert text_width("李*") == 3
