"""Layouts are data; a mistake in them is told with its line and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.intake import LayoutError, lake_schema, load_layouts, register_schema
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


def test_the_three_tables_have_the_columns_of_the_contract() -> None:
    assert list(layouts().tables) == ["T-H1", "T-N1", "T-N2"]
    assert list(lake_schema("T-N2"))[:3] == ["delivery_id", "sheet_name", "row_no"]
    assert list(lake_schema("T-H1"))[-3:] == ["wants_training", "startup_state", "updated_date"]
    assert "work_region" in lake_schema("T-N2")
    assert len(register_schema()) == 26


@pytest.mark.parametrize("table", ["T-H1", "T-N1", "T-N2"])
def test_no_identity_column_is_stored(table: str) -> None:
    stored = set(lake_schema(table))
    identity = {c.name for c in layouts().tables[table].columns if c.privacy == "identity"}
    assert identity == {"id_no", "person_name", "phone"}
    assert not identity & stored


@pytest.mark.parametrize("table", ["T-H1", "T-N1", "T-N2"])
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
    if "education" not in message and "学历" not in message:
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


def test_headers_are_compared_without_width_blanks_and_marks() -> None:
    assert normal_header(" 务工月收入\n（元）（必填）*") == "务工月收入(元)"
