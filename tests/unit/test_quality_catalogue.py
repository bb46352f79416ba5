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
from pipelines.quality.catalogue import examine, load_catalogue, one_of_each
from pipelines.quality.query import collection_query, expectation_query
from pipelines.settings import PROJECT_DIR

EXPECTATIONS = PROJECT_DIR / "expectations"
# id -> severity, owner, action
CATALOGUE = {
    "R01": "EKB", "R02": "WKF", "R03": "EKB", "R04": "EKB", "R05": "WKF", "R06": "EKB",
    "R07": "WKF", "R08": "ECB", "R09": "WKN", "R10": "IKN", "R11": "WKF", "R12": "WKF",
    "R13": "ETQ", "R14": "ETQ", "R15": "ETF", "R16": "WTF", "R17": "WTF", "R18": "WTF",
    "R19": "ITF", "R20": "WTF", "R21": "WTF",
    "R22": "ETQ", "R23": "ETQ", "R24": "EKQ", "R25": "ETQ", "R26": "WTF", "R27": "WTF",
    "R28": "ICF", "R29": "WTF", "R30": "WTF", "R31": "ETF", "R32": "WTF", "R33": "WTF",
    "R34": "ITF", "R35": "WTF", "R36": "WTF",
    "R37": "ETF", "R38": "ETF", "R39": "ETQ", "R40": "ETF", "R41": "WTF", "R42": "WTF",
    "R43": "ETQ", "R44": "WTF", "R45": "WTF", "R45b": "ITF", "R46": "ETF", "R47": "WTF",
    "R48": "WTF", "R49": "WKF", "R49b": "EKF", "R50": "EKF", "R51": "WTF", "R52": "ITF",
    "R53": "ITF", "R54": "WTF",
    "R55": "ETF", "R56": "WTF", "R57": "ETF", "R58": "WTF", "R59": "WTF", "R60": "ITF",
    "R61": "EKQ", "R62": "ECF", "R63": "WTF", "R64": "WTF", "R65": "IKF",
    "R66": "WKF", "R67": "WKF", "R68": "WKF", "R69": "IKF", "R70": "WKF", "R71": "WKF",
    "R72": "WKF", "R73": "WKF", "R74": "EKF", "R75": "WCF",
    "R76": "WTF", "R77": "WTF", "R77b": "ETF", "R78": "WTF", "R79": "WKF", "R80": "WKF",
    "R81": "WCF", "R82": "WKF", "R83": "IKF", "R84": "WTF",
    "R85": "WTF", "R86": "IKF", "R87": "WTF", "R88": "WKF", "R89": "WTF", "R90": "IKF",
    "R91": "WKF", "R92": "ICF", "R93": "WKF",
}  # fmt: skip
FILES = ("completeness.yml", "validity.yml")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXPECTATIONS, tmp_path / "expectations"))


def file_with(text: str) -> str:
    """Return the first file of row rules that has ``text``."""
    return next(name for name in FILES if text in (EXPECTATIONS / name).read_text("utf-8"))


@pytest.fixture
def mistake(copy: Path) -> Callable[[str, str], str]:
    """Replace one text of a file of row rules; return what is said about it."""

    def plant(old: str, new: str) -> str:
        path = copy / file_with(old)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RuleError) as refusal:
            load_rules(copy)
        return str(refusal.value)

    return plant


def line_of(text: str, name: str | None = None) -> int:
    """Return the line of ``text``; of ``R22 tables:`` the first one at or after that entry."""
    entry = f"- id: {text[:3]}" if re.match(r"R\d\d ", text) else None
    file = name or file_with(entry or text)
    lines = (EXPECTATIONS / file).read_text(encoding="utf-8").splitlines()
    first = line_of(entry, file) if entry else 1
    wanted = text[4:] if entry else text
    return next(n for n, line in enumerate(lines, 1) if n >= first and wanted in line)


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
    late = rule.model_copy(update={"valid_from": dt.date(2022, 1, 31)})
    assert late.applies_to(dt.date(2022, 1, 1))
    assert not rule.applies_to(dt.date(2021, 12, 1))


@pytest.mark.parametrize(
    ("old", "new", "shown_line", "reason"),
    [
        ("severity: E", "severity: X", "severity: E", "severity 现为 'X'"),
        ("    name: 姓名缺失\n", "", "- id: R14", "name 没有写"),
        ("owner: T", "ownr: T", "owner: T", "ownr 是不认识的项"),
        ("$min_cny", "$least_cny", "R33 parameters:", "$least_cny 没有写在 parameters 里"),
        ("{值}元", "{数}元", "R33 message:", "{数} 没有写在 facts 里"),
        ("    where: id_problem = 'length'\n", "", "R22 tables:", "缺少 where"),
        ('reference: "4_01_003"', "reference: 4_01_003", "4_01_003", "请加引号"),
        ("T-H1: {column: 姓名}", "T-X1: {column: 姓名}", "T-H1: {column: 姓名}", "T-X1"),
        ("key_fields: [table_name, 处]", "key_fields: [地方]", "R13 key_fields:", "既不是问题的列"),
        ("action: Q", "action: B", "R13 action:", "stage 应为 file"),
        ("id: R14", "id: X14", "id: R14", "不合要求"),
        ("valid_from: 2021-01-01", "valid_from: 2021-02-30", "R13 valid_from:", "不是日历上的"),
        ("在源系统按证件号码", "在 #系统按证件号码", "R14 how_to_fix:", "以句号结尾"),
        (
            "    how_to_fix: 在",
            "    meaning: 低于{x}。\n    how_to_fix: 在",
            "how_to_fix: 在",
            "{x}",
        ),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_reason(
    mistake: Callable[[str, str], str], old: str, new: str, shown_line: str, reason: str
) -> None:
    said = mistake(old, new)
    name = file_with(old)
    assert f"规则文件 {name} 第{line_of(shown_line, name)}行" in said
    assert reason in said


def test_all_mistakes_of_a_file_are_told_at_once(mistake: Callable[[str, str], str]) -> None:
    said = mistake("severity: E\n    owner: T", "severity: X\n    owner: Y")
    assert len(said.splitlines()) == 2


def test_the_mistakes_of_every_file_and_those_behind_others_are_told_too(copy: Path) -> None:
    for name, old, new in (
        (
            "completeness.yml",
            "severity: E\n    owner: T\n    action: Q",
            "severity: X\n    action: B",
        ),
        ("delivery.yml", "id: R02", "id: Q02"),
        ("reconciliation.yml", "rules:", "rules: ["),
    ):
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    catalogue, said = examine(copy)
    places = [re.findall(r"^规则文件 (\S+) 第(\d+)行", line)[0] for line in said]
    severity, entry = line_of("severity: E", "completeness.yml"), line_of("- id: R13")
    in_common = [("completeness.yml", str(line)) for line in (severity, entry, severity + 1)]
    assert places[:3] == in_common
    assert [name for name, _ in places[3:]] == ["delivery.yml", "reconciliation.yml"]
    assert {rule.id for rule in catalogue.rules} > {"R01", "R14"}
    assert {"R13", "R02", "R66"}.isdisjoint({rule.id for rule in catalogue.rules})
    with pytest.raises(RuleError) as refusal:
        load_rules(copy)
    assert str(refusal.value) == "\n".join(said)


def test_broken_yaml_is_refused_with_its_line(mistake: Callable[[str, str], str]) -> None:
    assert re.search(r"completeness\.yml 第\d+行附近不是正确的 YAML", mistake("rules:", "rules: ["))


def test_a_repeated_key_is_refused_with_its_line(mistake: Callable[[str, str], str]) -> None:
    said = mistake("    action: Q\n", "    action: Q\n    action: F\n")
    assert f"第{line_of('action: Q', FILES[0]) + 1}行：action 重复出现" in said


def test_a_repeated_id_is_refused_with_both_places(mistake: Callable[[str, str], str]) -> None:
    said = mistake("id: R14", "id: R13")
    assert "R13 重复" in said
    assert said.count("completeness.yml 第") == 2


@pytest.mark.parametrize("other", ["R17b", "R78", "R77b"])
def test_a_later_step_names_a_rule_that_is_there_and_has_its_key(copy: Path, other: str) -> None:
    path = copy / "temporal.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("continues: R77", f"continues: {other}"), encoding="utf-8")
    with pytest.raises(RuleError, match=r"temporal\.yml 第\d+行（R77b .*continues"):
        load_rules(copy)


def two_versions(copy: Path, first_ends: str, second_begins: str) -> None:
    path = copy / "national_monitoring" / "rules.yml"
    text = (EXPECTATIONS / "validity.yml").read_text(encoding="utf-8")
    start, end = text.index("  - id: R33"), text.index("  - id: R34")
    second = text[start:end].replace("valid_from: 2021-01-01", f"valid_from: {second_begins}")
    second = second.replace("min_cny: 100", "min_cny: 200")
    path.write_text(f"rules:\n{second}", encoding="utf-8")
    first = text[start:end].rstrip() + f"\n    valid_to: {first_ends}\n\n"
    changed = text[:start] + first + text[end:]
    (copy / "validity.yml").write_text(changed, encoding="utf-8")


def test_two_versions_of_a_rule_are_in_force_one_after_the_other(copy: Path) -> None:
    two_versions(copy, "2022-05-31", "2022-06-01")
    catalogue = load_catalogue(copy)

    def limit(*month: int) -> list[object]:
        rules = catalogue.in_force(dt.date(*month, 1))
        assert len({rule.id for rule in rules}) == len(rules)
        return [rule.parameters["min_cny"] for rule in rules if rule.id == "R33"]

    assert limit(2021, 1) == limit(2022, 5) == [100]
    assert limit(2022, 6) == limit(2030, 1) == [200]
    newest = {rule.id: rule for rule in one_of_each(catalogue.rules)}["R33"]
    known_in_may = {rule.id: rule for rule in one_of_each(catalogue.rules, dt.date(2022, 5, 1))}
    assert newest.parameters["min_cny"] == 200
    assert known_in_may["R33"].parameters["min_cny"] == 100
    assert len(known_in_may) == len(CATALOGUE)


@pytest.mark.parametrize(
    ("ends", "begins"), [("2022-06-30", "2022-06-01"), ("2022-06-10", "2022-06-11")]
)
def test_two_versions_in_the_same_month_are_refused(copy: Path, ends: str, begins: str) -> None:
    two_versions(copy, ends, begins)
    with pytest.raises(
        RuleError, match=r"R33 重复：validity\.yml.*national_monitoring/rules\.yml.*重叠"
    ):
        load_catalogue(copy)


def test_the_version_follows_the_content_and_not_the_line_endings(copy: Path) -> None:
    before = rules_sha256(copy)
    path = copy / "validity.yml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert rules_sha256(copy) == before
    path.write_bytes(path.read_bytes().replace(b"min_cny: 100", b"min_cny: 200"))
    assert rules_sha256(copy) != before


def test_a_missing_file_of_the_catalogue_is_named(copy: Path) -> None:
    (copy / "reconciliation.yml").unlink()
    with pytest.raises(RuleError, match=r"reconciliation\.yml"):
        load_rules(copy)
