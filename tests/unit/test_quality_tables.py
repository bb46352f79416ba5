"""The catalogue's tables: those of the layouts, and named alike wherever readers meet them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboards import sentences
from pipelines.alerts import words
from pipelines.intake import load_layouts
from pipelines.quality import RuleError, load_rules, screen_month
from pipelines.quality.catalogue import load_catalogue
from pipelines.settings import PROJECT_DIR, Settings
from tests.quality_lake import new_lake

EXPECTATIONS = PROJECT_DIR / "expectations"


def test_every_table_has_a_layout_and_the_same_name_for_all_readers() -> None:
    tables = load_catalogue(EXPECTATIONS).deliveries
    layouts = load_layouts(EXPECTATIONS)
    titles = {table: item.title for table, item in tables.items()}
    assert titles == {table: layout.table_name for table, layout in layouts.tables.items()}
    assert len(titles) == 18
    for shown in (words.TABLES, sentences.TABLE_NAMES):
        assert {table: name for table, name in shown.items() if table[:2] == "T-"} == titles
    monthly = tuple(table for table, item in tables.items() if item.monthly)
    assert monthly == words.MONTHLY == sentences.MONTHLY_TABLES == ("T-H1", "T-N1", "T-N2")
    rosters = {table for table, item in tables.items() if item.roster}
    assert rosters == {"T-H1", "T-N1", "T-N2", "T-N3"}
    assert {item.source for item in tables.values()} == set(words.SOURCES)


def test_every_column_that_a_rule_names_is_a_header_of_the_layout() -> None:
    tables = load_layouts(EXPECTATIONS).tables
    for rule in load_rules(EXPECTATIONS):
        for table, check in rule.tables.items():
            if check.column:
                assert check.column in {c.header for c in tables[table].columns}, rule.place


def test_the_rules_about_numbers_cover_every_table_of_persons() -> None:
    """Of tables whose rows are all about persons also a missing number and a missing name."""
    tables = load_layouts(EXPECTATIONS).tables
    rules = {rule.id: set(rule.tables) for rule in load_rules(EXPECTATIONS)}
    everyone = {table for table, layout in tables.items() if layout.persons == "all"}
    assert rules["R13"] == rules["R14"] == everyone
    for rule in ("R22", "R23", "R24", "R25", "R28", "R29", "R36"):
        assert rules[rule] == {table for table, layout in tables.items() if layout.has_persons}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  T-C1: {source: civil_affairs, title: 低收入人口花名册}\n", "", "表 T-C1 写在 版式文件"),
        ("title: 培训台账}", "title: 培训名册}", "表 T-H2 的来源、名称、是否花名册"),
    ],
)
def test_a_table_that_differs_from_its_layout_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    lake = new_lake(tmp_path / "home")
    settings = lake.write()
    project = tmp_path / "project"
    shutil.copytree(EXPECTATIONS, project / "expectations")
    shutil.copytree(PROJECT_DIR / "dbt_project" / "seeds", project / "dbt_project" / "seeds")
    path = project / "expectations" / "delivery.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=said):
        screen_month(Settings(home=settings.home, project_dir=project, workers=2), "2022-05")
