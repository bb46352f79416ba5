"""What dbt is given, and what the fingerprint of the definitions notices."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.intake.layouts import shipped_layouts
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.warehouse import definitions_sha256
from pipelines.warehouse.project import arguments, profile_text, run_variables

DBT = PROJECT_DIR / "dbt_project"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DBT, tmp_path / "dbt_project"))


@pytest.mark.parametrize(
    "name",
    ["models/marts/fct_indicator.sql", "macros/ratios.sql", "seeds/towns.csv", "dbt_project.yml"],
)
def test_a_change_of_any_definition_changes_the_fingerprint(project: Path, name: str) -> None:
    before = definitions_sha256(project)
    path = project / name
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert definitions_sha256(project) != before


def test_plans_build_products_and_line_ends_are_not_definitions(project: Path) -> None:
    before = definitions_sha256(project)
    (project / "seeds" / "plan_targets.csv").write_text("another plan", encoding="utf-8")
    (project / "target").mkdir()
    (project / "target" / "manifest.json").write_text("{}", encoding="utf-8")
    (project / ".user.yml").write_text("id: 1", encoding="utf-8")
    model = project / "models" / "marts" / "fct_indicator.sql"
    model.write_bytes(model.read_bytes().replace(b"\n", b"\r\n"))
    assert definitions_sha256(project) == before


def test_a_moved_or_renamed_model_changes_the_fingerprint(project: Path) -> None:
    before = definitions_sha256(project)
    (project / "models/marts/dim_rule.sql").rename(project / "models/marts/dim_rules.sql")
    assert definitions_sha256(project) != before


def test_paths_are_safe_between_quotes_and_months_are_a_list(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "it's")
    variables = run_variables(settings, "2022-05", "abc")
    assert str(variables["lake"]).endswith("it''s/lake")
    assert variables["months"] == ["2022-05"]
    assert run_variables(settings, None, "abc")["months"] is None


def test_nothing_is_sent_and_nothing_is_fetched(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    words = arguments(settings, "build", {"months": None})
    assert "--no-send-anonymous-usage-stats" in words
    assert json.loads(words[words.index("--vars") + 1]) == {"months": None}
    output = json.loads(profile_text(settings, tmp_path / "x.duckdb"))["employment"]["outputs"]
    assert output["main"]["config_options"]["autoinstall_known_extensions"] == "false"
    flags = yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))["flags"]
    assert flags["send_anonymous_usage_stats"] is False


def test_every_indicator_names_its_tables_and_every_table_an_indicator() -> None:
    def column(name: str, field: str) -> list[str]:
        with (DBT / "seeds" / name).open(encoding="utf-8") as file:
            return [row[field] for row in csv.DictReader(file)]

    known = set(column("source_tables.csv", "table_name"))
    assert known == set(shipped_layouts().tables)
    # The frozen total and the plan's own split are made of no table.
    assert set(column("indicators.csv", "indicator_id")) == {
        *column("indicator_tables.csv", "indicator_id"), "I04b", "I27",
    }  # fmt: skip
    # The household book is checked against the persons, and counted nowhere.
    assert set(column("indicator_tables.csv", "table_name")) == known - {"T-N4"}


def test_every_parameter_is_a_column_of_its_month() -> None:
    model = (DBT / "models" / "intermediate" / "int_month__parameters.sql").read_text("utf-8")
    with (DBT / "seeds" / "parameters.csv").open(encoding="utf-8") as file:
        parameters = {row["parameter_id"] for row in csv.DictReader(file)}
    assert set(re.findall(r"'(\w+)': '(?:integer|double)'", model)) == parameters


def test_the_calendar_has_no_gap() -> None:
    with (DBT / "seeds" / "months.csv").open(encoding="utf-8") as file:
        months = [row["report_month"] for row in csv.DictReader(file)]
    years = range(2021, 2036)
    assert months == [f"{year}-{month:02d}-01" for year in years for month in range(1, 13)]


def test_models_are_short_and_each_says_what_one_row_is() -> None:
    models = sorted((DBT / "models").rglob("*.sql"))
    assert models
    for model in models:
        assert len(model.read_text(encoding="utf-8").splitlines()) < 150, model.name
        described = yaml.safe_load(model.with_suffix(".yml").read_text(encoding="utf-8"))
        assert re.search("一行", described["models"][0]["description"]), model.name


def test_every_column_has_one_meaning_and_every_meaning_a_column() -> None:
    text = (DBT / "models" / "_columns.md").read_text(encoding="utf-8")
    meanings = re.findall(r"{% docs (\w+) %}", text)
    assert len(meanings) == len(set(meanings))
    used = set()
    for path in [*(DBT / "models").rglob("*.yml"), DBT / "seeds" / "_seeds.yml"]:
        used |= set(re.findall(r"doc\('(\w+)'\)", path.read_text(encoding="utf-8")))
    assert used == set(meanings)


def test_what_only_duckdb_understands_is_kept_out_of_the_models() -> None:
    only_duckdb = re.compile(
        r"\b(strftime|list_|unnest|regexp_matches|arg_max|epoch|generate_series|exclude)\b"
        r"|select \* exclude|//|\[\]"
    )
    found = [
        f"{path.name}:{number}"
        for path in [*(DBT / "models").rglob("*.sql"), *(DBT / "macros").rglob("*.sql")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if only_duckdb.search(re.sub(r"{%.*?%}", "", line).split("--")[0])
    ]
    assert found == []


def declared() -> list[tuple[Path, dict[str, Any]]]:
    """Return every model and seed as its YAML describes it."""
    files = [*(DBT / "models").rglob("*.yml"), DBT / "seeds" / "_seeds.yml"]
    return [
        (path, node)
        for path in files
        for kind in ("models", "seeds")
        for node in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get(kind, [])
    ]


def test_what_must_hold_of_a_model_is_one_test_that_bears_its_name() -> None:
    sound = 0
    for path, node in declared():
        tests = [test for test in node.get("data_tests", []) if isinstance(test, dict)]
        ours = [test["is_sound"] for test in tests if "is_sound" in test]
        assert [test["name"] for test in ours] in ([], [f"{node['name']}_is_sound"]), path.name
        assert not any("data_tests" in column for column in node.get("columns", [])), path.name
        columns = {column["name"] for column in node["columns"]}
        for test in ours:
            held = test["arguments"]
            assert set(held) <= {"grain", "unique", "not_null", "accepted", "found_in"}
            assert {name for names in held.values() for name in names} <= columns, path.name
        sound += len(ours)
    assert sound > 90
