"""Reading a layout so that a mistake in it is told with its line.

Belongs here: what is particular to layouts in the wording of ``pipelines.yaml_lines``.
Does not belong here: what a layout may contain (``layouts``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel

from pipelines import yaml_lines
from pipelines.intake.errors import LayoutError
from pipelines.yaml_lines import Kind, MistakeError, Place, line_of

__all__ = ["MistakeError", "Place", "line_of", "read_yaml", "validated"]

Model = TypeVar("Model", bound=BaseModel)

_MONTH = "应写成 年-月，如 2022-07。"
_LAYOUT = Kind(
    title="版式文件",
    error=LayoutError,
    when_empty="请从备份恢复。",
    patterns=(("valid_from", _MONTH), ("valid_to", _MONTH)),
)


def read_yaml(path: Path) -> tuple[Any, yaml.Node]:
    """Return the content of ``path`` and its node tree, which knows the lines.

    Raises:
        LayoutError: the file is absent, is not YAML, is empty or has a key twice.
    """
    return yaml_lines.read_yaml(path, _LAYOUT)


def validated(model: type[Model], content: Any, node: yaml.Node, path: Path) -> Model:
    """Return ``content`` as ``model``.

    Raises:
        LayoutError: all mistakes at once, each with its line and what is allowed there.
    """
    return yaml_lines.validated(model, content, node, path, _LAYOUT)
