"""A rule tried over a month finds what the screening finds, and leaves no trace."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest
import typer.testing

from pipelines import cli
from pipelines.intake.schemas import vault_schema
from pipelines.quality import RuleError, read_findings, screen_month
from pipelines.quality.catalogue import Catalogue, load_catalogue
from pipelines.quality.trial import Trial, try_rule
from pipelines.rulebook import RulebookError
from pipelines.rulebook.choose import choose, with_parameters
from pipelines.rulebook.trial_words import trial_lines
from pipelines.settings import Settings
from pipelines.trace.names import Names
from tests.quality_lake import clean_rows, new_lake, row

MONTH = "2022-05"
OTHER_TOWN = "220621101"
NAME, NUMBER = "王小强", "229601198601011234"
DRAFT = """\
rules:
  - id: R93
    name: 月收入偏高
    stage: row
    severity: I
    owner: T
    action: F
    tables: {T-H1: {column: 务工月收入(元), where: wage_cny > $most}}
    parameters: {most: 3000}
    facts: {值: plain(wage_cny)}
    message: "{人}月收入{值}元。"
    how_to_fix: 核实。
    key_fields: [person_key]
    valid_from: 2023-01-01
"""


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    lake = new_lake(tmp_path_factory.mktemp("home"))
    planted = [
        row("T-H1", "rich", wage_cny=50000.0),
        row("T-H1", "rich2", wage_cny=40000.0, town_code=OTHER_TOWN),
        row("T-H1", "bad", id_problem="checksum", wage_cny=50000.0),
        row("T-H1", "twice"),
        row("T-H1", "twice", town_code=OTHER_TOWN),
        row("T-H1", "idle", employment_state="未就业", wage_cny=None, has_employer=False),
    ]
    delivery = lake.deliver("T-H1", [*planted, *clean_rows("T-H1", 60)])
    lake.deliver("T-N2", [row("T-N2", "idle"), *clean_rows("T-N2", 60)])
    lake.deliver("T-H1", clean_rows("T-H1", 3, "220622100", 100), county="220622")
    settings = lake.write()
    screen_month(settings, MONTH)
    people = {
        "delivery_id": [delivery],
        "sheet_name": ["Sheet1"],
        "row_no": [4],
        "person_key": ["rich"],
        "id_no": [NUMBER],
        "person_name": [NAME],
        "phone": ["19900001234"],
    }
    vault = settings.vault / "identities" / f"report_month={MONTH}" / f"{delivery}.parquet"
    vault.parent.mkdir(parents=True)
    pl.DataFrame(people, schema=vault_schema()).write_parquet(vault)
    return settings


@pytest.fixture(scope="module")
def catalogue(screened: Settings) -> Catalogue:
    return load_catalogue(screened.expectations)


def tried(screened: Settings, catalogue: Catalogue, rule: str, *changes: str) -> Trial:
    _, chosen = choose(catalogue, rule, MONTH)
    return try_rule(screened, catalogue, with_parameters(chosen, changes), MONTH)


def said(screened: Settings, trial: Trial, county: str | None = None) -> str:
    return "\n".join(trial_lines(screened, trial, Names(screened).counties, county))


# A rule of each stage: R33 sees the row that R23 quarantines, R61 and R66 do not.
@pytest.mark.parametrize(("rule", "count"), [("R01", 15), ("R33", 3), ("R61", 1), ("R66", 1)])
def test_a_trial_finds_what_the_screening_found(
    screened: Settings, catalogue: Catalogue, rule: str, count: int
) -> None:
    trial = tried(screened, catalogue, rule)
    assert trial.found.height == count
    known = read_findings(screened, MONTH).filter(rule_id=rule)
    assert sorted(trial.found["message"]) == sorted(known["message"])
    assert trial.new.is_empty()
    assert trial.gone.is_empty()


def test_another_limit_is_compared_with_the_screening(
    screened: Settings, catalogue: Catalogue
) -> None:
    trial = tried(screened, catalogue, "R33", "max_cny=45000")
    assert (trial.found.height, trial.new.height, trial.gone.height) == (2, 0, 1)
    trial = tried(screened, catalogue, "R33", "max_cny=3999.5")
    text = said(screened, trial)
    assert (trial.new.height, trial.gone.height) == (trial.found.height - 3, 0)
    assert "筛查时 3 条，现在 129 条：多出 126 条，不再查出 0 条。" in text
    assert "  靖宇县 3：" in text
    assert "  靖宇县：0 → 3（多 3，少 0）" in text
    assert "三、举例（10 条" in text
    assert "靖宇县 3" not in said(screened, trial, "220621")


def test_examples_are_masked(screened: Settings, catalogue: Catalogue) -> None:
    text = said(screened, tried(screened, catalogue, "R33"))
    assert "抚松县抚松镇　T-H1 Sheet1 第4行　王*强 2296**********1234　王*强务工月收入" in text
    assert NAME not in text
    assert NUMBER not in text


def test_a_draft_is_tried_before_its_months_and_says_so(
    screened: Settings, catalogue: Catalogue, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.yml"
    draft.write_text(DRAFT, encoding="utf-8")
    own, rule = choose(catalogue, None, MONTH, draft)
    text = said(screened, try_rule(screened, own, rule, MONTH))
    assert "这条规则2023年1月起执行，2022年5月筛查时不用它" in text
    assert "筛查时 0 条，现在 68 条" in text
    with pytest.raises(RulebookError, match="R94 这条规则。文件中有：R93"):
        choose(catalogue, "R94", MONTH, draft)
    draft.write_text(DRAFT.replace("wage_cny > ", "wage_cn > "), encoding="utf-8")
    own, rule = choose(catalogue, "R93", MONTH, draft)
    with pytest.raises(RuleError, match=r"draft\.yml 第2行.*没有 wage_cn 这一列"):
        try_rule(screened, own, rule, MONTH)
    draft.write_text(DRAFT.replace("severity: I", "severity: X"), encoding="utf-8")
    with pytest.raises(RuleError, match=r"draft\.yml 第5行"):
        choose(catalogue, "R93", MONTH, draft)


@pytest.mark.parametrize(
    ("rule", "change", "words"),
    [
        ("R33", "max=1", "R33 的参数现在是：min_cny=100、max_cny=30000"),
        ("R33", "max_cny", "--set 应写成 参数=值"),
        ("R33", "max_cny=很多", "应为数字"),
        ("R23", "n=1", "没有参数"),
    ],
)
def test_a_wrong_parameter_is_explained(
    catalogue: Catalogue, rule: str, change: str, words: str
) -> None:
    with pytest.raises(RulebookError, match=words):
        with_parameters(choose(catalogue, rule, MONTH)[1], [change])


def test_the_command_leaves_the_home_folder_as_it_was(screened: Settings) -> None:
    def state() -> dict[str, str]:
        return {
            str(path.relative_to(screened.home)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in screened.home.rglob("*")
            if path.is_file()
        }

    before = state()
    words = ["rules", "try", "R33", "--month", MONTH, "--county", "抚松", "--home"]
    answer = typer.testing.CliRunner().invoke(cli.app, [*words, str(screened.home)])
    assert answer.exit_code == 0
    assert "一、查出 3 条" in answer.stdout
    assert "没有写入筛查结果" in answer.stdout
    assert state() == before
