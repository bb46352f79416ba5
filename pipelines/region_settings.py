"""The setting ``regions``: which cities the office covers, and what follows from it.

Belongs here: checking the list against the divisions, and naming the office's whole area.
Does not belong here: what the divisions say (``areas``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.areas import AreaError, covered_areas, top_of
from pipelines.settings import REGIONS, SettingsError

_CODE_LENGTH = 6


def region_settings(
    written: Any, values: dict[str, Any], seeds: Path, path: Path
) -> dict[str, Any]:
    """Return ``regions``, ``city_code`` and ``city_name`` for what ``settings.yml`` says.

    ``values`` are its other entries: a name that is written there stays, a code must agree.

    Raises:
        SettingsError: not a list of codes of cities of one province, or another ``city_code``.
    """
    listed = written if isinstance(written, list) else [written]
    codes = tuple(str(code).strip() for code in listed)
    if not codes or any(not (c.isdigit() and len(c) == _CODE_LENGTH) for c in codes):
        raise SettingsError(
            f"配置文件 {path} 的 {REGIONS} 应为市的六位代码，如 [220600] 或 [220600, 220500]，"
            f"现为 {written!r}。"
        )
    if len(set(codes)) < len(codes):
        raise SettingsError(f"配置文件 {path} 的 {REGIONS} 有重复的代码：{'、'.join(codes)}。")
    try:
        areas = covered_areas(seeds, codes)
    except AreaError as error:
        raise SettingsError(f"配置文件 {path} 的 {REGIONS} 不能用。{error}") from error
    top = top_of(codes)
    if values.get("city_code", top) != top:
        raise SettingsError(
            f"配置文件 {path} 的 city_code 为 {values['city_code']}，与 {REGIONS} 不一致；"
            f"按 {REGIONS} 应为 {top}，也可以删去 city_code。"
        )
    names = dict(areas.select("county_code", "county_name").rows())
    return {
        "regions": codes,
        "city_code": top,
        "city_name": values.get("city_name", names[top]),
    }
