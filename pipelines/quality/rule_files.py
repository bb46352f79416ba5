"""One file of rules: what of it can be used, and every mistake in it with line and reason.

Belongs here: YAML with line numbers, the shape of a file, the Chinese wording of mistakes.
Does not belong here: which files make up the catalogue (``catalogue``), what a valid entry is
(``rules``), whether the database understands its SQL (``sql_check``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipelines.quality.rules import Rule, RuleMistakesError, TableId, Text
from pipelines.yaml_lines import LOADER, line_of


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


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: list[Rule]
    views: dict[ViewName, Text] = Field(default_factory=dict)
    deliveries: dict[TableId, DeliveredTable] | None = None
    quarantine_share_max: float | None = Field(default=None, gt=0, lt=1)


@dataclass(frozen=True)
class RuleFile:
    """A file as far as it is right; ``mistakes``: one Chinese line each, with file and line.

    ``view_lines``: where each view stands in the file.
    """

    shown: str
    rules: tuple[Rule, ...] = ()
    views: dict[str, str] = field(default_factory=dict)
    view_lines: dict[str, int] = field(default_factory=dict)
    deliveries: dict[str, DeliveredTable] = field(default_factory=dict)
    quarantine_share_max: float | None = None
    mistakes: tuple[str, ...] = ()


_RIGHT = {
    "id": "R00",
    "name": "x",
    "stage": "row",
    "severity": "E",
    "owner": "T",
    "action": "F",
    "how_to_fix": "。",
    "reference": "",
    "valid_from": dt.date(2021, 1, 1),
    "valid_to": None,
}
"""What stands in for a wrong part, so that the rest of the entry can be checked all the same."""


def read_rule_file(path: Path, shown: str) -> RuleFile:
    """Return what of the file can be used and every mistake in it; ``shown`` is its name."""
    title = f"规则文件 {shown}"
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = f"{title} 第{line}行附近不是正确的 YAML，请检查缩进、冒号和引号。"
        return RuleFile(shown, mistakes=(said,))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        said = f"{title} 无法读取，请检查文件是否存在，并用 UTF-8 编码保存。"
        return RuleFile(shown, mistakes=(said,))
    if not isinstance(node, yaml.MappingNode):
        return RuleFile(shown, mistakes=(f"{title} 第1行：应以 rules: 开头。",))
    return _read(node, shown, title)


def _read(node: yaml.MappingNode, shown: str, title: str) -> RuleFile:
    mistakes = [
        f"{title} 第{line}行：{key} 重复出现，请保留一个。" for key, line in _repeated_keys(node)
    ]
    if no_days := list(_no_days(node)):
        mistakes += [f"{title} 第{line}行：{text} 不是日历上的日期。" for text, line in no_days]
        return RuleFile(shown, mistakes=tuple(mistakes))
    raw = _construct(node)
    _add_places(raw, node, shown)
    try:
        document = _Document.model_validate(raw)
        usable = dict(document)
    except ValidationError as error:
        found = [*error.errors(include_url=False), *_beyond(raw, error)]
        mistakes += [f"{title} {text}" for text in _lines(found, node)]
        usable = _what_is_right(raw)
    views = usable.get("views") or {}
    return RuleFile(
        shown=shown,
        rules=tuple(usable.get("rules") or ()),
        views=dict(views),
        view_lines={name: line_of(node, ("views", name)) for name in views},
        deliveries={str(key): value for key, value in (usable.get("deliveries") or {}).items()},
        quarantine_share_max=usable.get("quarantine_share_max"),
        mistakes=tuple(dict.fromkeys(mistakes)),
    )


def _what_is_right(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a file with mistakes that are right by themselves."""
    usable: dict[str, Any] = {"rules": []}
    entries = raw.get("rules")
    for entry in entries if isinstance(entries, list) else []:
        try:
            usable["rules"].append(Rule.model_validate(entry))
        except ValidationError:
            continue
    for name in ("views", "deliveries", "quarantine_share_max"):
        try:
            document = _Document.model_validate({"rules": [], name: raw.get(name)})
        except ValidationError:
            continue
        usable[name] = getattr(document, name)
    return usable


def _beyond(raw: dict[str, Any], error: ValidationError) -> Iterator[Any]:
    """Yield the mistakes of an entry as a whole that its wrong parts keep from being seen."""
    by_entry: dict[int, list[tuple[int | str, ...]]] = {}
    for problem in error.errors(include_url=False):
        loc = problem["loc"]
        if loc[0] == "rules" and len(loc) > 2 and isinstance(loc[1], int):
            by_entry.setdefault(loc[1], []).append(loc[2:])
    for number, places in by_entry.items():
        try:
            Rule.model_validate(_put_right(raw["rules"][number], places))
        except ValidationError as again:
            for problem in again.errors(include_url=False):
                if problem["type"] == "value_error":
                    yield problem | {"loc": ("rules", number)}


def _put_right(entry: dict[str, Any], places: Sequence[tuple[int | str, ...]]) -> dict[str, Any]:
    right = dict(entry)
    for place in places:
        name = str(place[0])
        if name in _RIGHT:
            right[name] = _RIGHT[name]
        elif name == "tables" and len(place) > 1 and isinstance(right.get("tables"), dict):
            right["tables"] = {k: v for k, v in right["tables"].items() if k != place[1]}
        elif name not in Rule.model_fields:
            right.pop(name, None)
    return right


def _no_days(node: yaml.Node) -> Iterator[tuple[str, int]]:
    """Yield what YAML takes for a date and no calendar has, such as 2022-02-30."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _no_days(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _no_days(item)
    elif node.tag.endswith(":timestamp"):
        try:
            dt.date.fromisoformat(str(node.value)[:10])
        except ValueError:
            yield str(node.value), _line(node)


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
            lines = dict(_key_lines(entry_node))
            entry.update(file=shown, line=_line(entry_node), lines=lines)


def _key_lines(node: yaml.Node, before: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield f"{before}{key.value}", _line(key)
            yield from _key_lines(value, f"{before}{key.value}.")


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


def _lines(problems: Sequence[Any], node: yaml.Node) -> Iterator[str]:
    for problem in problems:
        loc = problem["loc"]
        named = f"（{rule_id}）" if (rule_id := _id_at(node, loc)) else ""
        found = problem.get("ctx", {}).get("error")
        if isinstance(found, RuleMistakesError):
            for words, place in found.problems:
                line = line_of(node, (*loc, place) if place else loc)
                yield f"第{line}行{named}：{words}，请改正。"
            continue
        named_parts = loc[2:] if loc[0] == "rules" else loc
        where = ".".join(str(part) for part in named_parts) or "该条"
        yield f"第{line_of(node, loc)}行{named}：{where} {_reason(problem)}"


def _id_at(node: yaml.Node, loc: tuple[int | str, ...]) -> str:
    """Return the id of the entry that ``loc`` leads into."""
    if len(loc) < 2 or loc[0] != "rules" or not isinstance(loc[1], int):
        return ""
    entries = next((value for key, value in node.value if key.value == "rules"), None)
    entry = entries.value[loc[1]] if isinstance(entries, yaml.SequenceNode) else None
    pairs = entry.value if isinstance(entry, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), "")


def _reason(problem: Any) -> str:
    kind = str(problem["type"])
    context = problem.get("ctx", {})
    if kind == "missing":
        return "没有写，请补上。"
    if kind == "extra_forbidden":
        return "是不认识的项，请检查拼写。"
    if kind == "literal_error":
        return f"现为 {problem['input']!r}，应为 {context.get('expected')} 之一。"
    if kind == "string_type":
        return f"应为文字，现为 {problem['input']!r}；像数字或日期的文字请加引号。"
    return f"现为 {problem['input']!r}，不合要求，请对照其他条目改正。"
