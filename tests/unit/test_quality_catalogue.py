"""The rule catalogue: what it holds, and how mistakes in it are refused."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.quality import RuleError, load_rules, rules_sha256
from pipelines.quality.query import collection_query, expectation_query
from pipelines.settings import PROJECT_DIR

EXPECTATIONS = PROJECT_DIR / "expectations"
# id -> severity, owner, action
CATALOGUE = {
    "R01": "EKB", "R02": "WKF", "R03": "EKB", "R04": "EKB", "R05": "WKF", "R06": "EKB",
    "R07": "WKF", "R08": "ECB", "R09": "WKN", "R10": "IKN", "R11": "WKF", "R12": "WKF",
    "R13": "ETQ", "R14": "ETQ", "R15": "ETF", "R22": "ETQ", "R23": "ETQ", "R24": "EKQ",
    "R33": "WTF", "R37": "ETF", "R39": "ETQ", "R43": "ETQ",
    "R55": "ETF", "R56": "WTF", "R57": "ETF", "R58": "WTF", "R59": "WTF", "R60": "ITF",
    "R61": "EKQ", "R62": "ECF", "R63": "WTF", "R64": "WTF", "R65": "IKF",
    "R66": "WKF", "R67": "WKF", "R68": "WKF", "R69": "IKF", "R70": "WKF", "R71": "WKF",
    "R72": "WKF", "R73": "WKF", "R74": "EKF", "R75": "WCF",
    "R76": "WTF", "R77": "WTF", "R78": "WTF", "R79": "WKF", "R80": "WKF", "R81": "WCF",
    "R82": "WKF", "R83": "IKF", "R84": "WTF",
    "R85": "WTF", "R86": "IKF", "R87": "WTF", "R88": "WKF", "R89": "WTF", "R90": "IKF",
    "R91": "WKF", "R92": "ICF",
}  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXPECTATIONS, tmp_path / "expectations"))


@pytest.fixture
def mistake(copy: Path) -> Callable[[str, str], str]:
    """Replace one text in common.yml; return what is said about it."""

    def plant(old: str, new: str) -> str:
        path = copy / "common.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RuleError) as refusal:
            load_rules(copy)
        return str(refusal.value)

    return plant


def line_of(text: str) -> int:
    lines = (EXPECTATIONS / "common.yml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_catalogue_holds_every_rule_with_its_severity_owner_and_action() -> None:
    rules = load_rules(EXPECTATIONS)
    assert {rule.id: rule.severity + rule.owner + rule.action for rule in rules} == CATALOGUE
    assert [rule.id for rule in rules] == sorted(CATALOGUE)


def test_every_rule_says_how_to_fix_it_in_the_source_system_and_ends_its_sentences() -> None:
    for rule in load_rules(EXPECTATIONS):
        assert rule.message.endswith("。"), rule.id
        assert rule.how_to_fix.endswith("。"), rule.id
        assert rule.valid_from <= dt.date(2021, 1, 1), rule.id


def test_the_query_that_is_judged_is_the_query_that_collects() -> None:
    for rule in load_rules(EXPECTATIONS):
        assert expectation_query(rule).format(batch="run_month") == collection_query(rule)
        assert "$" not in collection_query(rule), rule.id


def test_importing_the_room_does_not_import_great_expectations() -> None:
    code = (
        "import sys, pipelines.quality as q, pathlib;"
        f"q.load_rules(pathlib.Path({str(EXPECTATIONS)!r}));"
        "sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR).returncode == 0


def test_a_rule_is_in_force_from_its_first_to_its_last_month() -> None:
    rule = load_rules(EXPECTATIONS)[0].model_copy(
        update={"valid_from": dt.date(2022, 1, 1), "valid_to": dt.date(2022, 6, 1)}
    )
    assert [rule.applies_to(dt.date(2022, month, 1)) for month in (1, 6, 7)] == [True, True, False]
    assert not rule.applies_to(dt.date(2021, 12, 1))


@pytest.mark.parametrize(
    ("old", "new", "shown_line", "reason"),
    [
        ("severity: E", "severity: X", "severity: E", "severity 现为 'X'"),
        ("    name: 姓名缺失\n", "", "- id: R14", "name 没有写"),
        ("owner: T", "ownr: T", "owner: T", "ownr 是不认识的项"),
        ("$min_cny", "$least_cny", "- id: R33", "$least_cny 没有写在 parameters 里"),
        ("{值}元", "{数}元", "- id: R33", "{数} 没有写在 facts 里"),
        ("    where: id_problem = 'length'\n", "", "- id: R22", "缺少 where"),
        ('reference: "4_01_003"', "reference: 4_01_003", "4_01_003", "请加引号"),
        ("T-H1: {column: 姓名}", "T-X1: {column: 姓名}", "T-H1: {column: 姓名}", "T-X1"),
        ("key_fields: [table_name, 处]", "key_fields: [地方]", "- id: R13", "既不是问题的列"),
        ("action: Q", "action: B", "- id: R13", "stage 应为 file"),
        ("id: R14", "id: X14", "id: R14", "不合要求"),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_reason(
    mistake: Callable[[str, str], str], old: str, new: str, shown_line: str, reason: str
) -> None:
    said = mistake(old, new)
    assert f"规则文件 common.yml 第{line_of(shown_line)}行" in said
    assert reason in said


def test_all_mistakes_of_a_file_are_told_at_once(mistake: Callable[[str, str], str]) -> None:
    said = mistake("severity: E\n    owner: T", "severity: X\n    owner: Y")
    assert len(said.splitlines()) == 2


def test_broken_yaml_is_refused_with_its_line(mistake: Callable[[str, str], str]) -> None:
    assert re.search(r"common\.yml 第\d+行附近不是正确的 YAML", mistake("rules:", "rules: ["))


def test_a_repeated_key_is_refused_with_its_line(mistake: Callable[[str, str], str]) -> None:
    said = mistake("    action: Q\n", "    action: Q\n    action: F\n")
    assert f"第{line_of('action: Q') + 1}行：action 重复出现" in said


def test_a_repeated_id_is_refused_with_both_places(mistake: Callable[[str, str], str]) -> None:
    said = mistake("id: R14", "id: R13")
    assert "R13 重复" in said
    assert said.count("common.yml 第") == 2


def test_the_version_follows_the_content_and_not_the_line_endings(copy: Path) -> None:
    before = rules_sha256(copy)
    path = copy / "common.yml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert rules_sha256(copy) == before
    path.write_bytes(path.read_bytes().replace(b"min_cny: 100", b"min_cny: 200"))
    assert rules_sha256(copy) != before


def test_a_missing_file_of_the_catalogue_is_named(copy: Path) -> None:
    (copy / "reconciliation.yml").unlink()
    with pytest.raises(RuleError, match=r"reconciliation\.yml"):
        load_rules(copy)
