"""What a county is told when a table came in several files, or beside the three monthly ones."""

from __future__ import annotations

from dataclasses import replace

from pipelines.alerts.digest import deliveries_section
from pipelines.alerts.group import by_slot
from pipelines.alerts.model import Counts, CountyFacts, Verdict
from pipelines.alerts.words import delivery_words, noted_words, what_to_do

PAGE = Verdict(
    "220621", "jilin_employment", "T-H1", "one", "accepted", "", (), 30, 29, 1,
    is_lead=False, file_name="第一页.xlsx",
)  # fmt: skip
LEAD = replace(
    PAGE, delivery_id="two", is_lead=True, file_name="第二页.xlsx", rows_data=20, rows_accepted=20,
    rows_quarantined=0,
)  # fmt: skip
BROKEN = replace(
    PAGE, delivery_id="three", state="refused", reason="无法打开。", file_name="坏.xlsx"
)
LEDGER = replace(LEAD, table_name="T-H2", delivery_id="four", file_name="台账.xlsx")


def facts(*verdicts: Verdict) -> CountyFacts:
    joined = by_slot(verdicts, set())
    return CountyFacts("220621", "抚松县", "2022-05", "6月15日", "市局", Counts(), joined, ())


def test_the_files_of_a_slot_are_one_line_with_their_rows_together() -> None:
    (joined,) = by_slot([PAGE, LEAD], set())
    assert (joined.parts, joined.rows_data, joined.rows_quarantined) == (2, 50, 1)
    assert delivery_words(joined) == (
        "已采用（共 2 个文件）。共 50 行，计入统计 49 行，暂不计入 1 行。"
    )


def test_a_held_slot_names_the_file_that_does_not_belong() -> None:
    held = [
        replace(v, state="held", reason="收到的文件内容为靖宇县。", blocking_rules=("R03",))
        for v in (PAGE, LEAD)
    ]
    (joined,) = by_slot(held, {"one"})
    assert delivery_words(joined) == (
        "已暂停（共 2 个文件，出问题的是 第一页.xlsx）。原因：收到的文件内容为靖宇县。"
    )
    (all_wrong,) = by_slot(held, {"one", "two"})
    assert all_wrong.wrong_files == ()


def test_a_refused_file_beside_good_ones_is_told_and_harms_nothing() -> None:
    first, second = by_slot([PAGE, LEAD, BROKEN], set())
    assert (first.state, first.parts) == ("accepted", 2)
    assert delivery_words(second) == "拒收（文件 坏.xlsx）。原因：无法打开。"
    assert what_to_do(second, "inbox/").startswith("这张表已有可用的文件，统计不受影响。")


def test_ledgers_are_counted_beside_the_tables_that_are_due() -> None:
    n1, n2 = (replace(LEAD, table_name=table) for table in ("T-N1", "T-N2"))
    assert deliveries_section(facts(LEAD, n1, n2, LEDGER)).heading == (
        "数据收件：应报 3 张表，都已采用，另收到台账 1 份。"
    )
    missing = replace(n2, delivery_id=None, state="missing")
    assert deliveries_section(facts(LEAD, n1, missing, LEDGER, BROKEN)).heading == (
        "数据收件：应报 3 张表，已采用 2 张，另收到台账 1 份，有 2 份需要补报或重新报送。"
    )


def test_what_is_only_on_record_is_one_sentence() -> None:
    assert noted_words(0) == ""
    assert "另有 3 条只作记录" in noted_words(3)
