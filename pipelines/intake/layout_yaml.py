"""Reading a YAML file so that a mistake in it is told with its line.

Belongs here: line numbers, doubled keys and the Chinese wording of what pydantic found.
Does not belong here: what a layout may contain (``layouts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipelines.intake.errors import LayoutError


class MistakeError(ValueError):
    """A mistake that a model's own check found; ``place`` leads to it from that model."""

    def __init__(self, words: str, *place: int | str) -> None:
        super().__init__(words)
        self.place = place


Model = TypeVar("Model", bound=BaseModel)
Place = Sequence[int | str]


def read_yaml(path: Path) -> tuple[Any, yaml.Node]:
    """Return the content of ``path`` and its node tree, which knows the lines.

    Raises:
        LayoutError: the file is absent, is not YAML, is empty or has a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise LayoutError(
            f"版式文件 {path} 无法读取，请检查文件是否存在、是否为 UTF-8。"
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise LayoutError(
            f"版式文件 {path} 第 {line} 行格式不对：请检查缩进、冒号和引号是否成对。"
        ) from error
    if node is None:
        raise LayoutError(f"版式文件 {path} 是空的，请从备份恢复。")
    for key in _doubled_keys(node):
        line = key.start_mark.line + 1
        raise LayoutError(f"版式文件 {path} 第 {line} 行：“{key.value}”写了两次，请合并成一处。")
    return content, node


def validated(model: type[Model], content: Any, node: yaml.Node, path: Path) -> Model:
    """Return ``content`` as ``model``.

    Raises:
        LayoutError: all mistakes at once, each with its line and what is allowed there.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        lines = [
            f"第 {line_of(node, _place(item))} 行：{_words(model, item)}" for item in error.errors()
        ]
        raise LayoutError(
            f"版式文件 {path} 有 {len(lines)} 处错误。\n" + "\n".join(lines)
        ) from None


def line_of(node: yaml.Node, place: Place) -> int:
    """Return the line (1-based) of the innermost node that ``place`` leads to."""
    line = node.start_mark.line + 1
    for step in place:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def _place(item: Any) -> Place:
    found = item.get("ctx", {}).get("error")
    return (*item["loc"], *found.place) if isinstance(found, MistakeError) else item["loc"]


def _child(node: yaml.Node, step: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child.start_mark.line + 1, child
    return None


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


def _words(model: type[BaseModel], item: Any) -> str:
    place: Place = item["loc"]
    name = next((step for step in reversed(place) if isinstance(step, str)), "")
    kind, found = item["type"], item["input"]
    if kind == "extra_forbidden":
        return f"不认识的项“{name}”。这里可用的项：{'、'.join(_fields(model, place[:-1]))}。"
    if kind == "missing":
        return f"缺少“{name}”。"
    if kind == "literal_error":
        return f"“{name}”写成了“{found}”，只能是 {item['ctx']['expected']} 之一。"
    if kind == "value_error":
        return str(item["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return f"“{name}”写成了“{found}”，只能用小写英文字母、数字和下划线，以字母开头。"
    expected = {"string_type": "文字", "bool_type": "true 或 false", "list_type": "列表 [ ]"}
    return f"“{name}”应为{expected.get(kind, '规定的形式')}，现为“{found}”。"


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
