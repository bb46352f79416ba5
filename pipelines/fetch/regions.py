"""The names of the counties, as far as a folder of the inbox may bear them.

Belongs here: that list, from the reference data. What a name means is intake's.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.areas import COUNTY, covered_areas
from pipelines.fetch.errors import FetchError

if TYPE_CHECKING:
    from pipelines.settings import Settings


def county_names(settings: Settings) -> frozenset[str]:
    """Return every name, short name, alias and code of a county that is covered.

    Raises:
        FetchError: the reference data cannot be read.
    """
    seeds = settings.seeds
    try:
        areas = covered_areas(seeds, settings.cities).to_dicts()
        counties = [row for row in areas if row["level"] == COUNTY]
        own = {row["county_code"] for row in counties}
        aliases = [row for row in _rows(seeds / "region_aliases.csv") if row["region_code"] in own]
        named = {row[key] for row in counties for key in ("county_code", "county_name")}
        return frozenset(
            named | {row["short_name"] for row in counties} | {row["alias"] for row in aliases}
        )
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise FetchError(f"参考数据 {seeds} 无法读取。请从安装包恢复该目录。") from error


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
