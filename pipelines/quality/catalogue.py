"""Read the rule catalogue (``expectations/``) and refuse mistakes with file, line and reason.

Belongs here: which files make up the catalogue, YAML with line numbers, wording of refusals.
Does not belong here: what a valid entry is (``rules``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipelines.quality.errors import RuleError
from pipelines.quality.rules import Rule, TableId, Text
from pipelines.yaml_lines import LOADER

SHARED_FILES = (
    "completeness.yml",
    "validity.yml",
    "consistency.yml",
    "delivery.yml",
    "duplicates.yml",
    "household.yml",
    "reconciliation.yml",
    "temporal.yml",
    "statistics.yml",
)
"""In this order, so that a file's views may build on those of the files before it."""
SOURCE_FILE = "rules.yml"
DELIVERY_FILE = "delivery.yml"


class DeliveredTable(BaseModel):
    """A table that may arrive.

    ``monthly``: every county delivers it every month; otherwise it is a ledger. ``roster``: it may
    come in pages or by township.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    source: Text
    title: Text
    monthly: bool = False
    roster: bool = False


ViewName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]


class _RuleFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: list[Rule]
    views: dict[ViewName, Text] = Field(default_factory=dict)
    deliveries: dict[TableId, DeliveredTable] | None = None
    quarantine_share_max: float | None = Field(default=None, gt=0, lt=1)


@dataclass(frozen=True)
class Catalogue:
    """All rules (by id) and the policy around them.

    ``deliveries``: every table that may arrive. ``quarantine_share_max`` (0-1): the share of a
    slot's rows that may be quarantined before it is held. ``file_views`` and ``views``: queries
    that several rules of the first, and of the last stage share.
    """

    rules: tuple[Rule, ...]
    deliveries: dict[str, DeliveredTable]
    quarantine_share_max: float
    file_views: dict[str, str]
    views: dict[str, str]


def load_rules(expectations_dir: Path) -> tuple[Rule, ...]:
    """Return every rule, in the order of the ids.

    Raises:
        RuleError: a file is missing or not YAML, or an entry is wrong; names file and line.
    """
    return load_catalogue(expectations_dir).rules


def load_catalogue(expectations_dir: Path) -> Catalogue:
    """Return the rules and the delivery policy.

    Raises:
        RuleError: as ``load_rules``; all problems of one file are told at once.
    """
    rules: list[Rule] = []
    deliveries: dict[str, DeliveredTable] = {}
    share: float | None = None
    file_views: dict[str, str] = {}
    views: dict[str, str] = {}
    for path in _rule_files(expectations_dir):
        document = _read(path, path.relative_to(expectations_dir).as_posix())
        rules += document.rules
        if document.deliveries is not None:
            deliveries.update({str(key): value for key, value in document.deliveries.items()})
        (file_views if path.name == DELIVERY_FILE else views).update(document.views)
        share = document.quarantine_share_max or share
    _refuse_repeated(rules)
    if not deliveries or share is None:
        raise RuleError(
            f"{expectations_dir / DELIVERY_FILE} 缺少 deliveries（可能收到的表）"
            "或 quarantine_share_max（隔离行比例上限），请补上。"
        )
    ordered = tuple(sorted(rules, key=lambda rule: rule.id))
    return Catalogue(ordered, deliveries, share, file_views, views)


def rules_sha256(expectations_dir: Path) -> str:
    """Return the version of the catalogue: SHA-256 over its files, line endings normalised."""
    digest = hashlib.sha256()
    for path in _rule_files(expectations_dir):
        digest.update(path.relative_to(expectations_dir).as_posix().encode())
        digest.update(b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _rule_files(expectations_dir: Path) -> list[Path]:
    shared = [expectations_dir / name for name in SHARED_FILES]
    if missing := [path for path in shared if not path.is_file()]:
        raise RuleError(
            f"找不到规则文件 {'、'.join(str(path) for path in missing)}，请检查安装是否完整。"
        )
    return [*shared, *sorted(expectations_dir.glob(f"*/{SOURCE_FILE}"))]


def _read(path: Path, shown: str) -> _RuleFile:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(
            f"规则文件 {shown} 第{line}行附近不是正确的 YAML，请检查缩进、冒号和引号。"
        ) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise RuleError(f"规则文件 {shown} 无法读取，请用 UTF-8 编码保存。") from error
    if not isinstance(node, yaml.MappingNode):
        raise RuleError(f"规则文件 {shown} 第1行：应以 rules: 开头。")
    if repeated := list(_repeated_keys(node)):
        key, line = repeated[0]
        raise RuleError(f"规则文件 {shown} 第{line}行：{key} 重复出现，请保留一个。")
    raw = _construct(node)
    _add_places(raw, node, shown)
    try:
        return _RuleFile.model_validate(raw)
    except ValidationError as error:
        raise RuleError(
            "\n".join(f"规则文件 {shown} {text}" for text in _problems(error, node))
        ) from error


def _construct(node: yaml.MappingNode) -> dict[str, Any]:
    loader = yaml.SafeLoader("")
    try:
        return dict(loader.construct_document(node))
    finally:
        loader.dispose()


def _add_places(raw: dict[str, Any], node: yaml.MappingNode, shown: str) -> None:
    entries = raw.get("rules")
    nodes = next((value for key, value in node.value if key.value == "rules"), None)
    if not isinstance(entries, list) or not isinstance(nodes, yaml.SequenceNode):
        return
    for entry, entry_node in zip(entries, nodes.value, strict=True):
        if isinstance(entry, dict):
            entry.update(file=shown, line=_line(entry_node))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _repeated_keys(node: yaml.Node) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, _line(key)
            seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)


def _problems(error: ValidationError, node: yaml.Node) -> Iterator[str]:
    for problem in error.errors(include_url=False):
        line, rule_id = _locate(node, problem["loc"])
        where = ".".join(str(part) for part in problem["loc"][2:]) or "该条"
        named = f"（{rule_id}）" if rule_id else ""
        yield f"第{line}行{named}：{where} {_reason(problem)}"


def _locate(node: yaml.Node, loc: tuple[int | str, ...]) -> tuple[int, str]:
    """Return line of the deepest node that ``loc`` reaches, and the id of the entry it is in."""
    line, rule_id = _line(node), ""
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                break
            line, node = _line(pair[0]), pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = _line(node)
        else:
            break
        if isinstance(node, yaml.MappingNode):
            ids = [value.value for key, value in node.value if key.value == "id"]
            rule_id = ids[0] if ids else rule_id
    return line, rule_id


def _reason(problem: Any) -> str:
    kind = str(problem["type"])
    context = problem.get("ctx", {})
    if kind == "missing":
        return "没有写，请补上。"
    if kind == "extra_forbidden":
        return "是不认识的项，请检查拼写。"
    if kind == "literal_error":
        return f"现为 {problem['input']!r}，应为 {context.get('expected')} 之一。"
    if kind == "value_error":
        return f"{context.get('error')}，请改正。"
    if kind == "string_type":
        return f"应为文字，现为 {problem['input']!r}；像数字或日期的文字请加引号。"
    return f"现为 {problem['input']!r}，不合要求，请对照其他条目改正。"


def _refuse_repeated(rules: list[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            raise RuleError(
                f"规则编号 {rule.id} 重复：{seen[rule.id].place} 与 {rule.place}。"
                "编号发布后不再改动，请给新规则另编一个号。"
            )
        seen[rule.id] = rule
