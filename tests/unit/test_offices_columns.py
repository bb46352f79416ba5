"""What a column is in plain words, and what its cell accepts."""

from __future__ import annotations

import warnings

import pytest

from pipelines.intake.layouts import Alias, Column
from pipelines.offices import columns
from pipelines.offices.checks import Places, check_of, is_long
from pipelines.offices.columns import facts_of, spelling, to_fill_in
from pipelines.offices.look import height, text_width
from tests.intake_files import layouts

PLACES = Places(lists={"provinces": "=字典!$C$2:$C$9"}, counties=("抚松县",), town="=字典!$B$2")
TABLES = tuple(layouts().tables)


@pytest.mark.parametrize(
    ("alias", "said"),
    [
        (Alias(header="就业状况"), "就业状况"),
        (Alias(header="就业状况", valid_to="2022-06"), "就业状况（至 2022-06）"),
        (Alias(header="就业状况", valid_from="2021-01"), "就业状况（2021-01 起）"),
        (
            Alias(header="就业状况", valid_from="2021-01", valid_to="2022-06"),
            "就业状况（2021-01 至 2022-06）",
        ),
        (
            Alias(header="年收入", unit="万元/年", valid_from="2021-01"),
            "年收入（单位：万元/年，2021-01 起）",
        ),
    ],
)
def test_another_spelling_says_when_it_is_accepted(alias: Alias, said: str) -> None:
    assert spelling(alias) == said


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_the_layout_is_described_in_its_order(table: str) -> None:
    facts = facts_of(layouts(), table)
    assert [fact.column for fact in facts] == layouts().tables[table].columns
    for fact in facts:
        assert fact.header
        assert fact.meaning
        assert fact.kind
        assert fact.privacy
        assert fact.storage
        assert bool(fact.labels) == bool(fact.column.codes)


def test_identities_are_said_to_stay_in_the_vault() -> None:
    identities = [f for f in facts_of(layouts(), "T-N2") if f.column.privacy == "identity"]
    assert [f.header for f in identities] == ["姓名", "证件号码", "家庭成员联系电话"]
    assert {(f.privacy, f.storage) for f in identities} == {
        ("身份信息（只进身份库）", "不进数据湖")
    }


def test_the_second_of_two_equal_headers_says_so_and_keeps_its_header() -> None:
    twice = [f for f in facts_of(layouts(), "T-N1") if f.header == "风险是否已消除"]
    assert [f.title for f in twice] == ["风险是否已消除", "风险是否已消除（第2个同名列）"]


def test_a_column_that_is_worked_out_is_not_filled_in() -> None:
    facts = facts_of(layouts(), "T-N2")
    assert {f.column.name for f in facts} - {f.column.name for f in to_fill_in(facts)} == {
        "work_region",
        "wage_form",
    }


def test_a_new_column_without_a_meaning_still_has_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_meanings", dict)
    fact = next(f for f in facts_of(layouts(), "T-H1") if f.column.type == "wage")
    assert fact.meaning == ""
    assert check_of(fact, PLACES)["input_message"] == "单位：元/月。"
    plain = next(f for f in facts_of(layouts(), "T-H1") if f.column.type == "presence")
    assert check_of(plain, PLACES)["input_message"] == "文字。"


@pytest.mark.parametrize("table", TABLES)
def test_no_message_is_longer_than_excel_shows(table: str) -> None:
    for fact in to_fill_in(facts_of(layouts(), table)):
        check = check_of(fact, PLACES)
        assert 0 < len(check["input_title"]) <= 32
        assert 0 < len(check["input_message"]) <= 255
        assert 0 < len(check["error_title"]) <= 32
        assert 0 < len(check["error_message"]) <= 255
        assert "…" not in check["input_message"] + check["error_message"]


def test_the_kind_of_a_column_decides_what_its_cell_accepts() -> None:
    found = {f.column.name: check_of(f, PLACES) for f in facts_of(layouts(), "T-H1")}
    assert found["is_returnee"]["source"] == ["是", "否"]
    assert found["work_region"]["source"][:2] == ["乡内", "县内乡外"]
    assert (found["months_worked"]["minimum"], found["months_worked"]["maximum"]) == (0, 12)
    assert found["wage_cny"]["validate"] == "decimal"
    assert found["start_date"]["validate"] == "date"
    assert found["id_no"]["validate"] == "length"
    assert found["town"]["error_type"] == "warning"
    assert found["industry"]["validate"] == "any"
    assert found["service_needs"]["validate"] == "any"
    assert found["subsidised_trainings"]["validate"] == "integer"
    manual = {f.column.name: check_of(f, PLACES) for f in facts_of(layouts(), "T-M1")}
    assert manual["value"]["validate"] == "decimal"


def test_a_list_too_long_for_a_cell_goes_to_the_hidden_sheet() -> None:
    assert not is_long(["是", "否"])
    assert is_long(["一二三四五六七八九"] * 26)
    assert is_long(["甲,乙"])
    column = Column(name="x", type="code", codes="x", header="甲", privacy="internal")
    fact = facts_of(layouts(), "T-H1")[7]
    long = columns.ColumnFacts(
        column, "甲", fact.kind, "", "", (), ("一二三四五六七八九",) * 26, "", "", ""
    )
    places = Places(lists={"x": "=字典!$D$2:$D$27"}, counties=(), town="")
    assert check_of(long, places)["source"] == "=字典!$D$2:$D$27"


def test_a_chinese_character_takes_two_places_and_long_text_more_lines() -> None:
    assert text_width("户口A（") == 7
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert height(["短"], [10]) < height(["长" * 20], [10]) < height(["长" * 2000], [10]) == 400
