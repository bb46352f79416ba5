"""Reading a YAML file so that a mistake in it is told with its line.

Belongs here: line numbers, doubled keys and the Chinese wording of what pydantic found, for
every room. Does not belong here: what a file may contain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.constructor import SafeConstructor

from pipelines.errors import EmploymentError


class MistakeError(ValueError):
    """A mistake that a model's own check found; ``place`` leads to it from that model."""

    def __init__(self, words: str, *place: int | str) -> None:
        super().__init__(words)
        self.place = place


@dataclass(frozen=True)
class Kind:
    """What sort of file is read: its Chinese name, the room's error, what to do without it."""

    title: str
    error: type[EmploymentError]
    when_empty: str
    patterns: tuple[tuple[str, str], ...] = ()
    """``(entry, words)``: what an entry with a pattern must look like."""


Model = TypeVar("Model", bound=BaseModel)
Place = Sequence[int | str]

_ONE_NAME = "只能用小写英文字母、数字和下划线，以字母开头。"
_EXPECTED = {
    "string_type": "文字",
    "bool_type": "true 或 false",
    "list_type": "列表 [ ]",
    "int_type": "整数",
    "float_type": "数字",
    "model_type": "“名称: 值”的形式",
}
_LIMITS = {
    "greater_than_equal": ("ge", "不小于"),
    "less_than_equal": ("le", "不大于"),
    "greater_than": ("gt", "大于"),
}


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The reader in C where the platform has it: the layouts alone take Python's half a second."""


def read_yaml(path: Path, kind: Kind) -> tuple[Any, yaml.Node]:
    """Return the content of ``path`` and its node tree, which knows the lines.

    Raises:
        EmploymentError: of ``kind``: the file is absent, no YAML, empty or has a key twice.
    """
    title = f"{kind.title} {path}"
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=LOADER)
        content = None if node is None else SafeConstructor().construct_document(node)
    except (OSError, UnicodeDecodeError) as error:
        raise kind.error(f"{title} 无法读取，请检查文件是否存在、是否为 UTF-8。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise kind.error(
            f"{title} 第 {line} 行格式不对：请检查缩进、冒号和引号是否成对。"
        ) from None
    if node is None:
        raise kind.error(f"{title} 是空的，{kind.when_empty}")
    for key in _doubled_keys(node):
        line = key.start_mark.line + 1
        raise kind.error(f"{title} 第 {line} 行：“{key.value}”写了两次，请合并成一处。")
    return content, node


def validated(model: type[Model], content: Any, node: yaml.Node, path: Path, kind: Kind) -> Model:
    """Return ``content`` as ``model``.

    Raises:
        EmploymentError: of ``kind``: all mistakes at once, each with its line and what is allowed.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise refusal(mistakes(model, error, node, kind), path, kind) from None


def mistakes(
    model: type[BaseModel], error: ValidationError, node: yaml.Node, kind: Kind
) -> list[str]:
    """Return every mistake that pydantic found as a Chinese line with its place in the file."""
    return [
        f"第 {line_of(node, _place(item))} 行：{_words(model, item, kind)}"
        for item in error.errors()
    ]


def refusal(lines: list[str], path: Path, kind: Kind) -> EmploymentError:
    """Return the error that tells all mistakes of a file."""
    return kind.error(f"{kind.title} {path} 有 {len(lines)} 处错误。\n" + "\n".join(lines))


def line_of(node: yaml.Node, place: Place) -> int:
    """Return the line (1-based) of the innermost node that ``place`` leads to."""
    line = node.start_mark.line + 1
    for step in place:
        found = child_of(node, step)
        if found is None:
            break
        line, node = found
    return line


def child_of(node: yaml.Node, step: int | str) -> tuple[int, yaml.Node] | None:
    """Return the line and node of an entry of ``node``; None when it has none like that."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child.start_mark.line + 1, child
    return None


def _place(item: Any) -> Place:
    found = item.get("ctx", {}).get("error")
    return (*item["loc"], *found.place) if isinstance(found, MistakeError) else item["loc"]


def _doubled_keys(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(key.value)
            yield from _doubled_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _doubled_keys(child)


def _words(model: type[BaseModel], item: Any, kind: Kind) -> str:
    place: Place = item["loc"]
    name = next((step for step in reversed(place) if isinstance(step, str)), "")
    what, found = item["type"], item["input"]
    if what == "extra_forbidden":
        return f"不认识的项“{name}”。这里可用的项：{'、'.join(_fields(model, place[:-1]))}。"
    if what == "missing":
        return f"缺少“{name}”。"
    if what == "literal_error":
        return f"“{name}”写成了“{found}”，只能是 {item['ctx']['expected']} 之一。"
    if what == "value_error":
        return str(item["ctx"]["error"])
    if what == "string_pattern_mismatch":
        return f"“{name}”写成了“{found}”，{dict(kind.patterns).get(name, _ONE_NAME)}"
    if what in _LIMITS:
        key, words = _LIMITS[what]
        return f"“{name}”写成了“{found}”，应{words} {item['ctx'][key]}。"
    return f"“{name}”应为{_EXPECTED.get(what, '规定的形式')}，现为“{found}”。"


def _fields(model: type[BaseModel], place: Place) -> list[str]:
    """Return the entries allowed at ``place``, following nested models by field name."""
    current: Any = model
    for step in place:
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            current = _inner_model(current)
            continue
        if isinstance(step, str) and step in current.model_fields:
            current = _inner_model(current.model_fields[step].annotation)
    found = _inner_model(current)
    return list(found.model_fields) if found is not None else []


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (found := _inner_model(argument)) is not None:
            return found
    return None
