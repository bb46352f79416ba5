"""Counties judged apart and put together: row for row what one process says of the whole month."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
import pytest

from pipelines.quality import RuleError, Screening, load_rules, screen_month
from pipelines.quality.parts import Part, judge_part
from pipelines.quality.stages import Told
from pipelines.quality.tables import findings_path, verdicts_path
from pipelines.settings import PROJECT_DIR, Settings
from tests.pipeline.conftest import City

pytestmark = pytest.mark.pipeline
MONTHS = ("2022-03", "2022-05")
NEED_MORE_THAN_THE_LAKE = ("R63", "R93")
"""Numbers of the vault, samples of the archive: neither leaves its machine."""


def here(parts: Sequence[Part]) -> Iterable[Told]:
    """Judge every county apart, one after the other."""
    assert len(parts) > 4
    return [judge_part(part) for part in parts]


def screened(settings: Settings, month: str, **how: object) -> tuple[Screening, pl.DataFrame]:
    screening = screen_month(settings, month, **how)  # type: ignore[arg-type]
    found = pl.read_parquet(findings_path(settings, month), hive_partitioning=False)
    return screening, found


@pytest.fixture(scope="module")
def home(dirty_city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dirty_city.copy(tmp_path_factory.mktemp("parts") / "home").home


@pytest.mark.parametrize("month", MONTHS)
def test_counties_judged_apart_are_the_whole_month(home: Path, month: str) -> None:
    settings = Settings(home=home, workers=2)
    whole, found = screened(settings, month)
    apart, found_apart = screened(settings, month, elsewhere=here)
    assert found.height > 100
    assert found_apart.equals(found)
    assert apart.verdicts.equals(whole.verdicts)
    assert apart.outcomes == whole.outcomes
    assert apart.publication_held == whole.publication_held


def test_processes_of_this_machine_say_the_same(home: Path) -> None:
    _, found = screened(Settings(home=home, workers=2, rule_processes=1), MONTHS[-1])
    said: list[str] = []
    settings = Settings(home=home, workers=2, rule_processes=2)
    _, found_apart = screened(settings, MONTHS[-1], progress=said.append)
    assert found_apart.equals(found)
    assert [line.split("：")[0] for line in said] == [
        f"{MONTHS[-1]} {stage}" for stage in ("文件规则", "逐行规则", "重复规则", "跨表跨月规则")
    ]


def claiming(home: Path, to: Path, rules: Sequence[str]) -> Settings:
    """Return settings of a project whose catalogue says of these rules, too, ``by_county``."""
    shutil.copytree(PROJECT_DIR / "expectations", to / "expectations")
    shutil.copytree(PROJECT_DIR / "dbt_project" / "seeds", to / "dbt_project" / "seeds")
    for path in (to / "expectations").rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        for rule in rules:
            text = text.replace(f"  - id: {rule}\n", f"  - id: {rule}\n    by_county: true\n")
        path.write_text(text, encoding="utf-8")
    return Settings(home=home, project_dir=to, workers=2)


def test_a_rule_that_only_says_it_needs_no_other_county_is_told(home: Path, tmp_path: Path) -> None:
    month = MONTHS[-1]
    _, found = screened(Settings(home=home, workers=2), month)
    wrong = [
        rule.id
        for rule in load_rules(PROJECT_DIR / "expectations")
        if rule.stage == "cross"
        and not rule.is_by_county
        and rule.id not in NEED_MORE_THAN_THE_LAKE
    ]
    _, apart = screened(claiming(home, tmp_path, wrong), month, elsewhere=here)
    keys = ["rule_id", "problem_key", "message", "row_no", "delivery_id"]
    differ = pl.concat(
        [
            found.join(apart, on=keys, how="anti", nulls_equal=True),
            apart.join(found, on=keys, how="anti", nulls_equal=True),
        ]
    )
    assert "R62" in set(differ["rule_id"])
    assert set(differ["rule_id"]) <= set(wrong)


@pytest.mark.parametrize("rule", NEED_MORE_THAN_THE_LAKE)
def test_what_stays_at_home_is_not_there_for_a_county_apart(
    home: Path, tmp_path: Path, rule: str
) -> None:
    settings = claiming(home, tmp_path, [rule])
    kept = verdicts_path(settings, MONTHS[-1]).read_bytes()
    with pytest.raises(RuleError, match=rule):
        screen_month(settings, MONTHS[-1], elsewhere=here)
    assert verdicts_path(settings, MONTHS[-1]).read_bytes() == kept
