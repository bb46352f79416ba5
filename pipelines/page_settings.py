"""The ``pages`` part of ``settings.yml``: title, sign, colours, files to hand on.

Belongs here: checking these entries, and messages that name the entry. Does not belong here:
what they change (``dashboards.look``, ``pipelines/publish``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboards.look import LEAST_CONTRAST, Look, contrast, default_colours
from pipelines.settings import FORMS, PAGES, SettingsError

_COLOURS = {"达标": "good", "临近": "near", "滞后": "late"}
_ENTRIES = ("title", "logo", "colours", "forms")


def page_settings(raw: Any, home: Path, path: Path) -> dict[str, Any]:
    """Return ``look`` and ``forms`` as far as ``raw`` sets them.

    Raises:
        SettingsError: an entry is unknown, of the wrong kind, or cannot be used.
    """
    where = f"配置文件 {path} 的 {PAGES}"
    if not isinstance(raw, dict):
        raise SettingsError(f"{where} 应为“名称: 值”的形式。可用的项：{'、'.join(_ENTRIES)}。")
    unknown = sorted(set(map(str, raw)) - set(_ENTRIES))
    if unknown:
        raise SettingsError(
            f"{where} 有不认识的项：{'、'.join(unknown)}。可用的项：{'、'.join(_ENTRIES)}。"
        )
    look: dict[str, Any] = {}
    if "title" in raw:
        look["title"] = _title(raw["title"], where)
    if "logo" in raw:
        look["logo"] = _logo(raw["logo"], home, where)
    if "colours" in raw:
        look["colours"] = _colours(raw["colours"], where)
    found: dict[str, Any] = {"look": Look(**look)}
    if "forms" in raw:
        found["forms"] = _forms(raw["forms"], where)
    return found


def _title(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{where}.title 应为文字，现为 {value!r}。")
    return value.strip()


def _logo(value: Any, home: Path, where: str) -> str:
    file = home / str(value)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{where}.logo 指的文件 {file} 读不出来。应为 SVG 图形文件，路径从数据目录算起。"
        ) from error
    if "<svg" not in text:
        raise SettingsError(f"{where}.logo 指的文件 {file} 不是 SVG 图形，请另存为 SVG 后再用。")
    return text


def _colours(value: Any, where: str) -> dict[str, str]:
    chosen = default_colours()
    if not isinstance(value, dict) or set(value) - set(_COLOURS):
        raise SettingsError(
            f"{where}.colours 应写成“状态: 颜色”，状态为{'、'.join(_COLOURS)}，现为 {value!r}。"
        )
    for word, colour in value.items():
        try:
            found = contrast(str(colour))
        except ValueError as error:
            raise SettingsError(
                f'{where}.colours 的 {word} 应写成 "#1F7A8C" 的样子（加引号），现为 {colour!r}。'
            ) from error
        if found < LEAST_CONTRAST:
            raise SettingsError(
                f"{where}.colours 的 {word} 颜色 {colour} 太浅，在白底上看不清"
                f"（对比度 {found:.1f}，至少 {LEAST_CONTRAST:.0f}）。请换深一些的颜色。"
            )
        chosen[_COLOURS[word]] = str(colour)
    return chosen


def _forms(value: Any, where: str) -> frozenset[str]:
    if not isinstance(value, list) or set(map(str, value)) - FORMS:
        raise SettingsError(
            f"{where}.forms 应为列表，可选 {'、'.join(sorted(FORMS))}，现为 {value!r}。"
        )
    return frozenset(map(str, value))
