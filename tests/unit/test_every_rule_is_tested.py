"""Each rule has a planted defect, a clean twin, a test of its limit, and words that help."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from pipelines.quality import Rule, load_rules
from pipelines.settings import PROJECT_DIR
from tests.row_cases import CASES as ROW_CASES
from tests.rule_cases import both_ways
from tests.rule_evidence import EVIDENCE

INTEGRATION = Path(__file__).resolve().parents[1] / "integration"
RULES = load_rules(PROJECT_DIR / "expectations")
BOTH_WAYS = ("duplicates", "households", "systems")
LIMITS = {
    *("R15", "R18", "R19", "R25", "R32", "R33", "R34", "R35", "R42", "R43", "R44", "R49", "R49b"),
    *("R52", "R53", "R57", "R60", "R63", "R64", "R68", "R71"),
}
"""Rules whose cases are data and stand on both sides of the limit."""
WHAT_TO_DO = ("请", "更正", "核", "补", "改", "查看", "说明", "重新", "登记", "更新", "不需要处理")


def _module(name: str) -> object:
    return importlib.import_module(f"tests.integration.test_quality_{name}")


@pytest.fixture(scope="module")
def with_cases() -> set[str]:
    """Give the rules that have data of a defect and of its twin."""
    several = {case[0] for case in _module("spells").CASES}  # type: ignore[attr-defined]
    both = set.union(
        *(both_ways(_module(name).CASES) for name in BOTH_WAYS)  # type: ignore[attr-defined]
    )
    return {case[0] for case in ROW_CASES} | several | both


def test_every_rule_has_a_planted_defect_and_a_clean_twin(with_cases: set[str]) -> None:
    assert with_cases | set(EVIDENCE) == {rule.id for rule in RULES}
    assert not with_cases & set(EVIDENCE) - {"R61"}


@pytest.mark.parametrize("rule", EVIDENCE)
def test_the_tests_that_are_named_are_there(rule: str) -> None:
    named = EVIDENCE[rule]
    text = (INTEGRATION / f"{named.module}.py").read_text(encoding="utf-8")
    there = {n.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)}
    assert {named.planted, named.clean, named.limit or named.planted} <= there
    assert rule in text


def test_every_rule_with_a_limit_has_a_test_of_it() -> None:
    has_limit = {rule.id for rule in RULES if any(_is_number(v) for v in rule.parameters.values())}
    tried = LIMITS | {rule for rule, named in EVIDENCE.items() if named.limit}
    assert has_limit - tried == set()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_its_words_tell_an_administrator_what_to_do(rule: Rule) -> None:
    assert any(word in rule.how_to_fix for word in WHAT_TO_DO)
    assert len(rule.how_to_fix) >= 12
    assert not any(word in rule.message for word in ("null", "NULL", "None", "_"))
