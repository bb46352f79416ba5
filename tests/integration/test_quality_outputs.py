"""What a screening leaves in the lake: numbers, keys, determinism, and Great Expectations' part."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipelines.quality import (
    RuleError,
    ensure_empty_tables,
    findings_schema,
    read_findings,
    read_verdicts,
    screen_month,
    verdicts_schema,
)
from pipelines.settings import PROJECT_DIR, Settings
from tests.quality_lake import Lake, clean_rows, new_lake, row

MAY, JUNE = "2022-05", "2022-06"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Two counties with defects in every stage."""
    lake = new_lake(tmp_path)
    for month in (MAY, JUNE):
        for county in ("220622", "220621"):
            bad = [
                row("T-H1", None, id_problem="blank"),
                row("T-H1", None, id_problem="blank"),
                row("T-H1", "child", id_birth_date=None, wage_cny=1.0),
                row("T-H1", "person7"),
            ]
            lake.deliver("T-H1", clean_rows("T-H1", 100) + bad, county=county, month=month)
            lake.deliver("T-N2", clean_rows("T-N2", 20), county=county, month=month)
    lake.write()
    return lake


def test_great_expectations_counts_what_was_collected(lake: Lake) -> None:
    screening = screen_month(lake.settings, MAY)
    collected = read_findings(lake.settings, MAY)["rule_id"].value_counts()
    counted = {item.rule_id: item.unexpected_count for item in screening.outcomes}
    assert len(counted) == 29
    assert {rule: n for rule, n in counted.items() if n} == dict(collected.iter_rows())
    assert all(item.success is (item.unexpected_count == 0) for item in screening.outcomes)
    assert screening.findings_count == collected["count"].sum()
    assert counted["R13"] == 4
    assert counted["R61"] == 2
    assert counted["R62"] > 90


def test_findings_are_numbered_by_county_town_table_sheet_and_row(lake: Lake) -> None:
    screen_month(lake.settings, MAY)
    findings = read_findings(lake.settings, MAY)
    assert findings.schema == findings_schema
    assert all(re.fullmatch(r"BS-2022-05-R\d\d-\d{5}", name) for name in findings["finding_id"])
    order = findings.filter(rule_id="R13").select("finding_id", "county_code", "row_no").rows()
    assert order == [
        ("BS-2022-05-R13-00001", "220621", 104),
        ("BS-2022-05-R13-00002", "220621", 105),
        ("BS-2022-05-R13-00003", "220622", 104),
        ("BS-2022-05-R13-00004", "220622", 105),
    ]


def test_a_problem_keeps_its_key_next_month_and_shares_it_with_no_other(lake: Lake) -> None:
    for month in (MAY, JUNE):
        screen_month(lake.settings, month)
    may, june = (read_findings(lake.settings, month) for month in (MAY, JUNE))
    assert may["problem_key"].is_unique().all()
    staying = [
        frame.filter(pl.col("rule_id").is_in(["R13", "R33", "R61"])) for frame in (may, june)
    ]
    assert set(staying[0]["problem_key"]) == set(staying[1]["problem_key"])
    assert not set(staying[0]["finding_id"]) & set(staying[1]["finding_id"])


def test_the_same_inputs_give_the_same_bytes(lake: Lake) -> None:
    def files() -> dict[str, bytes]:
        written = (lake.settings.lake / "quality").rglob("*.parquet")
        rules = lake.settings.lake / "register" / "rules.parquet"
        return {str(path): path.read_bytes() for path in [*written, rules]}

    for month in (MAY, JUNE):
        screen_month(lake.settings, month)
    before = files()
    for month in (JUNE, MAY, JUNE):
        screen_month(lake.settings, month)
    assert files() == before
    assert len(before) == 9


def test_nothing_but_the_lake_is_written_and_no_temporary_file_stays(lake: Lake) -> None:
    screen_month(lake.settings, MAY)
    assert {path.name for path in lake.settings.home.iterdir()} == {"lake", "work"}
    assert not list(lake.settings.home.rglob("*.tmp"))


def test_the_empty_typed_tables_are_always_there(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    ensure_empty_tables(settings)
    base = tmp_path / "lake" / "quality"
    findings = pl.read_parquet(base / "findings/report_month=0001-01/findings.parquet")
    verdicts = pl.read_parquet(base / "verdicts/report_month=0001-01/verdicts.parquet")
    assert (findings.schema, findings.height) == (findings_schema, 0)
    assert (verdicts.schema, verdicts.height) == (verdicts_schema, 0)
    assert read_verdicts(settings).height == read_findings(settings, MAY).height == 0


def test_a_screened_month_has_the_columns_and_types_of_the_empty_tables(lake: Lake) -> None:
    screening = screen_month(lake.settings, MAY)
    assert screening.verdicts.schema == verdicts_schema
    assert read_verdicts(lake.settings).equals(screening.verdicts)


def test_rows_are_conserved_in_every_verdict(lake: Lake) -> None:
    verdicts = screen_month(lake.settings, MAY).verdicts
    added = verdicts["rows_accepted"] + verdicts["rows_quarantined"]
    assert verdicts["rows_data"].to_list() == added.to_list()


def test_the_catalogue_is_written_for_the_warehouse(lake: Lake) -> None:
    screen_month(lake.settings, MAY)
    rules = pl.read_parquet(lake.settings.lake / "register" / "rules.parquet")
    assert rules.height == 29
    assert rules.columns == [
        "rule_id", "rule_name", "severity", "owner", "action", "table_names",
        "message_template", "how_to_fix", "reference",
    ]  # fmt: skip


def test_progress_is_told_in_plain_words_and_nothing_else_is_printed(
    lake: Lake, capfd: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    screen_month(lake.settings, MAY, said.append)
    assert len(said) == 4
    assert said[0] == "2022-05 文件规则：13条，发现问题14个"
    assert capfd.readouterr() == ("", "")


def test_a_colon_or_brace_in_a_rule_reaches_the_database_unchanged(lake: Lake) -> None:
    settings = _with_rule(lake, "id_problem = 'length'", "wage_cny = 1 and 'a:b {c}' = 'a:b {c}'")
    outcomes = {
        item.rule_id: item.unexpected_count for item in screen_month(settings, MAY).outcomes
    }
    assert outcomes["R22"] == 2


def test_a_rule_the_database_does_not_understand_is_refused_with_its_place(lake: Lake) -> None:
    settings = _with_rule(lake, "id_problem = 'length'", "no_such_column = 1")
    with pytest.raises(RuleError, match=r"common\.yml 第\d+行（R22 .*no_such_column"):
        screen_month(settings, MAY)
    assert not (settings.lake / "quality" / "verdicts" / f"report_month={MAY}").exists()


def _with_rule(lake: Lake, old: str, new: str) -> Settings:
    """Return the same home under a copy of the project in which one predicate differs."""
    project = lake.settings.home.parent / f"{lake.settings.home.name}-project"
    shutil.copytree(PROJECT_DIR / "expectations", project / "expectations")
    shutil.copytree(PROJECT_DIR / "dbt_project" / "seeds", project / "dbt_project" / "seeds")
    path = project / "expectations" / "common.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    entry = text[text.rindex("  - id:", 0, text.index(old)) : text.index(old)]
    tables = entry[entry.index("    tables:") : entry.index("    where:")]
    only_h1 = text.replace(entry, entry.replace(tables, tables.split("      T-N1:")[0]))
    only_h1 = only_h1.replace(old, new)
    path.write_text(only_h1, encoding="utf-8")
    return Settings(home=lake.settings.home, project_dir=project, workers=2)
