"""Layouts are data; a mistake in them is told with its line and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake import LayoutError, lake_schema, load_layouts
from pipelines.intake.layouts import normal_header
from pipelines.settings import PROJECT_DIR
from tests.intake_files import layouts

LAYOUT = Path("jilin_employment/layout.yml")


@pytest.fixture
def expectations(tmp_path: Path) -> Path:
    for source in ("jilin_employment", "national_monitoring"):
        (tmp_path / source).mkdir()
        shutil.copy(PROJECT_DIR / "expectations" / source / "layout.yml", tmp_path / source)
    return tmp_path


def edited(expectations: Path, old: str, new: str) -> int:
    """Replace ``old`` once and return the line it stood on."""
    path = expectations / LAYOUT
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


TABLES = [
    *("T-H1", "T-H2", "T-H3", "T-H4", "T-H5", "T-H6", "T-H7", "T-H8"),
    *("T-N1", "T-N2", "T-N3", "T-N4", "T-N5", "T-N6a", "T-N6b", "T-C1", "T-S1", "T-M1"),
]
PERSONS = [t for t in TABLES if t not in ("T-H4", "T-H5", "T-N5", "T-N6b", "T-M1")]


def test_the_tables_stand_in_the_order_of_their_sources() -> None:
    assert list(layouts().tables) == TABLES
    assert list(lake_schema("T-N2"))[:3] == ["delivery_id", "sheet_name", "row_no"]
    for table in ("T-H1", "T-N1", "T-N2"):
        assert "work_region" in lake_schema(table)
    for table, form in (
        ("T-H1", "wage_form"),
        ("T-N2", "wage_form"),
        ("T-N6a", "monthly_pay_form"),
    ):
        assert lake_schema(table)[form] == pl.String()
        assert not layouts().tables[table].column(form).tracked


@pytest.mark.parametrize("table", PERSONS)
def test_no_identity_column_is_stored(table: str) -> None:
    stored = set(lake_schema(table))
    identity = {c.name for c in layouts().tables[table].columns if c.privacy == "identity"}
    assert identity == {"id_no", "person_name", "phone"}
    assert not identity & stored


@pytest.mark.parametrize("table", TABLES)
def test_every_spelling_leads_to_one_column(table: str) -> None:
    for text, entries in layouts().tables[table].index.items():
        occurrences = [entry[0] for entry in entries]
        assert len(occurrences) == len(set(occurrences)), text
        assert text == normal_header(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("header: 乡镇, aliases", "headr: 乡镇, aliases", "不认识的项“headr”"),
        ("type: region_town", "type: town", "“type”写成了“town”，只能是"),
        ("name: town,", "name: Town,", "只能用小写英文字母"),
        ("aliases: [户籍性质, 户口类别]", "aliases: [户籍性质, 学历]", "写法“学历”同时属于列"),
        ("codes: hukou_kind,", "codes: hukou,", "码表 hukou 不存在"),
        ("name: phone, header", "name: id_no, header", "列 id_no 写了两次"),
        ("      - 民族\n", "      - 姓名\n", "“姓名”已是列 person_name 的写法"),
        ("type: phone, stored: false", "type: phone, stored: true", "身份信息必须写 stored: false"),
        ("初级中学: [初中]", "初级中学: [高中]", "“高中”同时属于“普通高中”和“初级中学”"),
        ("required: true, stored: false", "required: 是, stored: false", "应为true 或 false"),
        ("layout_version: ", "layout_versio: ", "layout_versio"),
        ("type: texts, privacy", "type: texts, codes: education, privacy", "texts 不能有码表"),
        ("type: codes, codes: service_needs", "type: codes", "codes 必须用 codes 指定码表"),
        ("unit: 万元/月}", "unit: 万元/周}", "别名的 unit 应为 元、元/月、元/年"),
        ("type: wage, unit: 元/月", "type: wage, unit: 万元", "金额列的 unit 应为"),
        ("aliases: [户籍性质, 户口类别]", "gather: [户口类别]", "只有多值列"),
        ("required_unless: home_address", "required_unless: address", "address 不存在"),
        ("type: region_address, stored: false", "type: region_address", "只用于识别"),
        ("anchors: [base_name, base_level]", "anchors: [base_nam]", "anchors 中的列 base_nam"),
        ("anchors: [base_name, base_level]", "anchors: []", "要用 anchors 写明"),
        ("    persons: none\n", "", "有且只有一个 type: id 的列，现有 0 个"),
        ("persons: optional", "persons: none", "不能有 type: name 的列"),
        ("false_words: [未就业]", "false_words: [就业]", "不能既是 true_words 又是"),
        (
            "type: codes, codes: trainee",
            "type: codes, true_words: [甲], codes: trainee",
            "可以写 true",
        ),
        ("name: wage_form", "name: wage_shape", "可以是 derived"),
    ],
)
def test_a_mistake_is_refused_with_its_line(
    expectations: Path, old: str, new: str, said: str
) -> None:
    line = edited(expectations, old, new)
    with pytest.raises(LayoutError) as refused:
        load_layouts(expectations)
    message = str(refused.value)
    assert said in message
    assert "layout.yml" in message
    elsewhere = (
        "education",
        "学历",
        "type: id",
        "type: name",
        "persons: none",
    )  # told where the other one stands
    if not any(words in message for words in elsewhere):
        assert f"第 {line} 行" in message


def test_an_unknown_entry_is_told_what_is_allowed(expectations: Path) -> None:
    edited(expectations, "header: 乡镇, aliases", "headr: 乡镇, aliases")
    with pytest.raises(LayoutError, match="可用的项：name、type、header、aliases"):
        load_layouts(expectations)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("layout_version:", "source: 又一个\nlayout_version:", "“source”写了两次"),
        ("code_lists:", "code_lists: [", "格式不对"),
    ],
)
def test_broken_yaml_is_refused_with_its_line(
    expectations: Path, old: str, new: str, said: str
) -> None:
    edited(expectations, old, new)
    with pytest.raises(LayoutError, match=said) as refused:
        load_layouts(expectations)
    assert "行" in str(refused.value)


def test_a_folder_without_layouts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"layout\.yml"):
        load_layouts(tmp_path)


def test_a_month_of_validity_is_written_as_a_month(expectations: Path) -> None:
    line = edited(
        expectations, "[户籍性质, 户口类别]", "[{header: 户籍性质, valid_from: 2022年7月}]"
    )
    with pytest.raises(LayoutError, match=rf"第 {line} 行.*valid_from.*如 2022-07"):
        load_layouts(expectations)


def test_a_table_of_two_sources_is_refused(expectations: Path) -> None:
    (expectations / "other").mkdir()
    shutil.copy(expectations / LAYOUT, expectations / "other" / "layout.yml")
    with pytest.raises(LayoutError, match=r"表 T-H1 在 .* 中都有"):
        load_layouts(expectations)


def test_headers_are_compared_without_width_blanks_and_marks() -> None:
    assert normal_header(" 务工月收入\n（元）（必填）*") == "务工月收入(元)"
