"""The handbook says what the YAML says of every rule, in plain words, and the list too."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
import typer.testing

from pipelines import cli
from pipelines.publish.gate import normalised, number_kinds
from pipelines.quality import Rule, load_rules
from pipelines.rulebook.handbook import COLUMNS, Handbook, handbook_book, handbook_page, read
from pipelines.rulebook.listing import listing
from pipelines.rulebook.plain import example_of, meaning_of
from pipelines.rulebook.words import CHAPTERS, OWN_CHAPTER, chapter_of, exemption, validity
from pipelines.settings import PROJECT_DIR, Settings

RULES = load_rules(PROJECT_DIR / "expectations")


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return read(Settings(home=Path("nowhere")))


def rule(**changes: object) -> Rule:
    entry = {
        "id": "R33",
        "name": "月收入不合理",
        "stage": "row",
        "severity": "W",
        "owner": "T",
        "action": "F",
        "tables": {"T-H1": {"column": "务工月收入(元)", "where": "wage_cny < $least"}},
        "parameters": {"least": 100},
        "facts": {"值": "plain(wage_cny)", "限": "$least", "处": "place"},
        "message": "{处}{人}月收入{值}元，低于{限}元，请核实。",
        "how_to_fix": "更正。",
        "key_fields": ["person_key"],
        "valid_from": dt.date(2021, 1, 1),
    }
    return Rule.model_validate(entry | changes)


def test_what_fires_is_told_by_the_entry_or_by_its_name_and_message() -> None:
    assert meaning_of(rule()) == "月收入不合理：某处某人员月收入××元，低于××元。"
    told = rule(meaning="月收入低于 {least} 元。")
    assert meaning_of(told) == "月收入低于 100 元。"


def test_an_example_is_filled_from_the_entry_then_from_what_the_fact_is_made_of() -> None:
    person = "王*强（2296**********123X）"
    said = example_of(rule(), "农村劳动力实名制信息")
    assert said == f"抚松县抚松镇甲村{person}月收入××元，低于100元，请核实。"
    assert "月收入36元" in example_of(rule(example={"值": "36"}), "")


@pytest.mark.parametrize(
    ("number", "chapter"),
    [("R01", "交付与文件"), ("R12", "交付与文件"), ("R13", "完整性"), ("R36", "有效性"),
     ("R45b", "表内逻辑"), ("R60", "户"), ("R61", "重复"), ("R75", "跨系统比对"), ("R83", "时序"),
     ("R92", "统计异常"), ("R93", OWN_CHAPTER)],
)  # fmt: skip
def test_a_rule_belongs_to_the_chapter_of_its_number(number: str, chapter: str) -> None:
    assert chapter_of(number) == chapter


def test_validity_and_exemption_are_told_plainly() -> None:
    assert validity(rule()) == "2021年1月起"
    assert validity(rule(valid_to=dt.date(2022, 5, 31))) == "2021年1月至2022年5月"
    assert exemption(rule()).startswith("可以")
    assert exemption(rule(can_be_exempted=False)) == "不可以"
    assert exemption(rule(action="N")) == "不需要"


def test_every_rule_stands_once_in_page_and_workbook_in_the_order_of_the_chapters(
    handbook: Handbook,
) -> None:
    entries = [entry for _, of_it in handbook.chapters for entry in of_it]
    assert [name for name, _ in handbook.chapters] == [
        name
        for name in [*(name for _, name in CHAPTERS), OWN_CHAPTER]
        if name in {chapter_of(item.id) for item in RULES}
    ]
    assert sorted(entry.rule.id for entry in entries) == [item.id for item in RULES]
    page = handbook_page(handbook).decode()
    assert re.findall(r'<tr id="(.+?)">', page) == [entry.anchor for entry in entries]
    book = openpyxl.load_workbook(io.BytesIO(handbook_book(handbook, "示例处")))
    assert book.sheetnames == ["规则", "说明"]
    rows = list(book["规则"].iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert [row[0] for row in rows[1:]] == [entry.rule.id for entry in entries]
    optional = COLUMNS.index("参考编号")
    for row in rows[1:]:
        assert all(cell for at, cell in enumerate(row) if at != optional), row[0]
        assert "{" not in "".join(map(str, row))


def test_the_handbook_names_nobody(handbook: Handbook) -> None:
    assert not number_kinds(normalised(handbook_page(handbook).decode()))


def test_of_two_versions_both_are_told_each_with_its_months(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "expectations"
    shutil.copytree(PROJECT_DIR / "expectations", folder)
    path = folder / "jilin_employment" / "rules.yml"
    old = path.read_text(encoding="utf-8")
    entry = old[old.index("  - id: R76") :].rstrip()
    new = entry.replace("valid_from: 2021-01-01", "valid_from: 2022-06-01")
    path.write_text(f"{old.rstrip()}\n    valid_to: 2022-05-31\n\n{new}\n", encoding="utf-8")
    settings = Settings(home=tmp_path, project_dir=tmp_path / "project")
    told = [e for _, of_it in read(settings).chapters for e in of_it if e.rule.id == "R76"]
    assert [(entry.anchor, entry.validity) for entry in told] == [
        ("R76-2021-01", "2021年1月至2022年5月"),
        ("R76", "2022年6月起"),
    ]
    assert [row[-1] for row in listing(settings, "2022-06")[1] if row[0] == "R76"] == [
        "2022年6月起"
    ]
    assert len(listing(settings)[1]) == len(RULES) + 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("list", "--month", "2022-05"), 0, "检查规则（"),
        (("list", "--month", "五月"), 1, ""),
        (("check",), 0, "条规则都没有错误"),
    ],
)
def test_the_commands_answer(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    answer = typer.testing.CliRunner().invoke(cli.app, ["rules", *words, "--home", str(tmp_path)])
    assert answer.exit_code == code
    assert said in answer.stdout


def test_the_handbook_is_written_beside_nothing_of_that_name(tmp_path: Path) -> None:
    def run(*more: str) -> typer.testing.Result:
        words = ["rules", "handbook", "--out", str(tmp_path), *more]
        return typer.testing.CliRunner().invoke(cli.app, words)

    assert run().exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"规则手册.html", "规则手册.xlsx"}
    assert "没有覆盖" in str(run().exception)
    assert run("--force").exit_code == 0


def test_the_same_catalogue_gives_the_same_bytes(handbook: Handbook) -> None:
    again = dataclasses.replace(handbook)
    assert handbook_page(handbook) == handbook_page(again)
    assert handbook_book(handbook, "示例处") == handbook_book(again, "示例处")
