"""SQL that the database refuses is told before a screening, all of it, with file and line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.quality.catalogue import examine
from pipelines.quality.database_words import in_words
from pipelines.quality.sql_check import sql_mistakes
from pipelines.rulebook.listing import check
from pipelines.settings import PROJECT_DIR, Settings

EXPECTATIONS = PROJECT_DIR / "expectations"


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    folder = tmp_path / "project"
    shutil.copytree(EXPECTATIONS, folder / "expectations")
    shutil.copytree(PROJECT_DIR / "dbt_project" / "seeds", folder / "dbt_project" / "seeds")
    return Settings(home=tmp_path / "home", project_dir=folder)


@pytest.fixture
def planted(project: Settings) -> Callable[..., Settings]:
    def plant(*changes: tuple[str, str, str]) -> Settings:
        for name, old, new in changes:
            path = project.expectations / name
            text = path.read_text(encoding="utf-8")
            assert old in text, old
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return project

    return plant


def line_of(settings: Settings, name: str, text: str) -> int:
    lines = (settings.expectations / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_shipped_catalogue_has_no_mistake_and_checking_it_leaves_nothing(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path / "home")
    mistakes, words = check(settings)
    assert mistakes == []
    assert "条规则都没有错误" in words
    assert not settings.home.exists()


def test_every_mistake_of_every_rule_is_told_at_its_line(
    planted: Callable[..., Settings],
) -> None:
    settings = planted(
        ("consistency.yml", "where: months_worked > month", "where: months_workd > month"),
        ("consistency.yml", "column: 就业(转移)时间, where", "column: 转移时间, where"),
        ("consistency.yml", "last_day(start_month) <", "last_dy(start_month) <"),
        ("validity.yml", "facts: {值: plain(wage_cny)}", "facts: {值: 'plain(wage_cny, 2)'}"),
        ("delivery.yml", "select county_code, county_name, table_name, table_title, delivery_id, "
         "person_count, run.month", "select county_name, table_name, table_title, delivery_id, "
         "person_count, run.month"),
        ("delivery.yml", "rows_fit or last_row_fits", "rows_fit or last_row_fits)"),
    )  # fmt: skip
    catalogue, shape = examine(settings.expectations)
    assert shape == []
    said = sql_mistakes(settings, catalogue)
    found = {re.match(r"规则文件 (\S+) 第(\d+)行", line)[0]: line for line in said}  # type: ignore[index]

    def at(name: str, text: str) -> str:
        return found[f"规则文件 {name} 第{line_of(settings, name, text)}行"]

    wrong_column = at("consistency.yml", "months_workd")
    assert "在 T-N1 上，没有 months_workd 这一列，相近的有 months_worked" in wrong_column
    assert sum("months_workd" in line for line in said) == 2  # T-H1 and T-N1
    assert "没有“转移时间”这一列" in at("consistency.yml", "转移时间, where")
    assert "没有 last_dy 这个函数" in at("consistency.yml", "last_dy(")
    assert "facts.值 函数 plain 的参数个数不对" in at("validity.yml", "plain(wage_cny, 2)")
    assert any("没有给出 county_code" in line and "R83" in line for line in said)
    assert any("R07" in line and "语法不对" in line for line in said)
    assert all(line.endswith("。") for line in said)


def test_a_broken_view_is_told_once_and_not_of_every_rule_that_reads_it(
    planted: Callable[..., Settings],
) -> None:
    settings = planted(("delivery.yml", "join previous_slots using", "join previous_slot using"))
    catalogue, _ = examine(settings.expectations)
    (said,) = sql_mistakes(settings, catalogue)
    assert "views 中的 repeated_slots" in said
    assert "没有 previous_slot 这个可以查询的关系，相近的有 previous_slots" in said
    assert f"第{line_of(settings, 'delivery.yml', 'repeated_slots: |')}行" in said


def test_without_the_list_of_tables_only_the_shape_is_checked(
    planted: Callable[..., Settings],
) -> None:
    settings = planted(("delivery.yml", "\ndeliveries:", "\ndelivery:"))
    mistakes, words = check(settings)
    assert any("delivery 是不认识的项" in line for line in mistakes)
    assert "再检查 SQL" in words


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select 1 +", "语法不完整"),
        ("select 'a", "引号不成对"),
        ("select date '2022-01-01' > 3", "不能比较"),
        ("select 1 union all select 1, 2", "union 前后的列数不一样"),
        ("select 1 limit 'x' offset", "语法不完整"),
    ],
)
def test_the_database_is_quoted_in_chinese(query: str, said: str) -> None:
    with pytest.raises(duckdb.Error) as refusal, duckdb.connect() as connection:
        connection.execute(query)
    assert said in in_words(refusal.value)


def test_what_has_no_chinese_words_keeps_the_database_s_own() -> None:
    assert in_words(duckdb.Error("Odd Error: something new\nLINE 1")) == (
        "数据库不接受（something new）"
    )
