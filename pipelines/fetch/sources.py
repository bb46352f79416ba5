"""``sources.yml``: the places exports come from, as data; a mistake is told with its line.

Belongs here: reading that file. Does not belong here: what an entry may hold (``kinds``).
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from pipelines.fetch.errors import FetchError
from pipelines.fetch.kinds import KINDS, Source
from pipelines.fetch.regions import county_names
from pipelines.settings import Settings
from pipelines.yaml_lines import Kind, child_of, line_of, mistakes, read_yaml, refusal

FILE_NAME = "sources.yml"

_FILE = Kind(
    title="来源文件",
    error=FetchError,
    when_empty="请用 employment fetch --example 生成示例后对照填写，不需要时请删除这个文件。",
)


def has_sources(settings: Settings) -> bool:
    """Return whether the office has written where its exports come from."""
    return (settings.home / FILE_NAME).exists()


def load_sources(settings: Settings) -> tuple[Source, ...]:
    """Read ``sources.yml`` of the home folder.

    Raises:
        FetchError: all mistakes at once, each with its line and what is allowed there.
    """
    path = settings.home / FILE_NAME
    if not path.exists():
        raise FetchError(
            f"没有来源文件 {path}。请运行 employment fetch --example 生成示例，填好后再运行。"
        )
    content, node = read_yaml(path, _FILE)
    listed = content.get("sources") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not listed or set(content) != {"sources"}:
        words = "第 1 行：应只有一项“sources”，下面每个来源以“- name: ”开头。"
        raise refusal([words], path, _FILE)
    items = child_of(node, "sources")
    assert items is not None  # noqa: S101 (the content has it)
    found: list[Source] = []
    wrong: list[str] = []
    for at, raw in enumerate(listed):
        item = (child_of(items[1], at) or items)[1]
        model = KINDS.get(str(raw.get("kind"))) if isinstance(raw, dict) else None
        if model is None:
            where = line_of(item, ["kind"])
            wrong.append(f"第 {where} 行：“kind”（来源种类）只能是 {'、'.join(KINDS)} 之一。")
            continue
        try:
            found.append(model.model_validate(raw))
        except ValidationError as error:
            wrong += mistakes(model, error, item, _FILE)
            continue
        wrong += _together(found[-1], found[:-1], item, settings)
    if wrong:
        raise refusal(wrong, path, _FILE)
    return tuple(found)


def _together(source: Source, before: list[Source], item: Any, settings: Settings) -> list[str]:
    wrong = []
    if source.name in {other.name for other in before}:
        line = line_of(item, ["name"])
        wrong.append(f"第 {line} 行：来源“{source.name}”写了两次，请另起一个名称。")
    if source.county is not None and source.county not in county_names(settings):
        line = line_of(item, ["county"])
        wrong.append(
            f"第 {line} 行：“county”写成了“{source.county}”，应为县（市、区）的名称或代码，"
            "如 抚松县 或 220621。"
        )
    return wrong


def secret_warnings(settings: Settings, source: Source) -> list[str]:
    """Return what to say about secret files that others may read."""
    found = [secret.warning(settings.home) for secret in source.secrets()]
    return [words for words in found if words]
