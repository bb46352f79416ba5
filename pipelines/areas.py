"""The areas that an office covers: counties, their cities and, above several cities, the province.

Belongs here: reading ``seeds/divisions.csv`` and the reference data below it, cut down to the
cities that are covered, and refusing divisions that contradict themselves. Does not belong here:
which cities those are (``settings``) and what a text in an export means (``intake.regions``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import polars as pl

from pipelines.errors import EmploymentError

DIVISIONS = "divisions.csv"
COUNTY, CITY, PROVINCE = "county", "city", "province"
COLUMNS = (
    "county_code", "county_name", "short_name", "level", "city_code", "sort_order", "tile_row",
    "tile_column",
)  # fmt: skip
_FIRST_LINE = 2
"""Of the file's data: the header is line 1."""
_Rows = list[tuple[int, dict[str, str]]]


class AreaError(EmploymentError):
    """The divisions contradict themselves or lack a city; Chinese, with file and line."""


def province_of(city: str) -> str:
    """Return the code of the province that a city's code begins with."""
    return f"{city[:2]}0000"


def top_of(cities: tuple[str, ...]) -> str:
    """Return the area of the whole office: its only city, or the province above several."""
    return cities[0] if len(cities) == 1 else province_of(cities[0])


def covered_areas(seeds: Path, cities: tuple[str, ...]) -> pl.DataFrame:
    """Return the covered rows of the divisions, texts only, in the file's order.

    The province is one of them when more than one city is covered.

    Raises:
        AreaError: the file cannot be read, contradicts itself, or lacks what is covered.
    """
    path = seeds / DIVISIONS
    return _covered(path, cities, path.stat().st_mtime_ns if path.exists() else 0)


def area_names(seeds: Path, cities: tuple[str, ...]) -> dict[str, str]:
    """Return the name of every covered area by its code, the greater ones first."""
    rows = covered_areas(seeds, cities)
    return dict(rows.select("county_code", "county_name").rows())


def covered_places(seeds: Path, cities: tuple[str, ...], name: str, key: str) -> pl.DataFrame:
    """Return the rows of another file of the reference data, of covered counties only.

    ``key`` is the column whose first six digits are a county's code.

    Raises:
        AreaError: the file cannot be read or has no such column.
    """
    rows = covered_areas(seeds, cities)
    counties = rows.filter(pl.col("level") == COUNTY)["county_code"]
    path = seeds / name
    try:
        frame = pl.read_csv(path, infer_schema=False)
        return frame.filter(pl.col(key).str.slice(0, 6).is_in(counties.implode()))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable(path) from error


@lru_cache(maxsize=8)
def _covered(path: Path, cities: tuple[str, ...], changed_ns: int) -> pl.DataFrame:
    """Read anew when the file was changed (``changed_ns``)."""
    try:
        frame = pl.read_csv(path, infer_schema=False).select(COLUMNS)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable(path) from error
    rows = list(enumerate(frame.to_dicts(), start=_FIRST_LINE))
    wrong = [*_contradictions(rows), *_not_there(rows, cities)]
    if wrong:
        raise AreaError(f"行政区划文件 {path} 有误：{'；'.join(wrong)}。请改正后再运行。")
    is_top = (pl.col("level") == PROVINCE) & (pl.col("county_code") == top_of(cities))
    return frame.filter(
        ((pl.col("level") != PROVINCE) & pl.col("city_code").is_in(list(cities))) | is_top
    )


def _unreadable(path: Path) -> AreaError:
    return AreaError(f"参考数据 {path} 无法读取。请从安装包恢复该文件。")


def _contradictions(rows: _Rows) -> Iterator[str]:
    """Name each row that cannot stand beside the others, with its line."""
    levels = {row["county_code"]: row["level"] for _, row in rows}
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        code, name, level = row["county_code"], row["county_name"], row["level"]
        if level not in (COUNTY, CITY, PROVINCE):
            yield f"第 {line} 行的级别“{level}”应为 county、city 或 province"
            continue
        # Two cities may each have a 铁西区; one city may not.
        for kind, key in (("代码", code), ("名称", f"{row['city_code']} {name}")):
            if first := seen.get((kind, key)):
                yield f"第 {line} 行的{kind}“{code if kind == '代码' else name}”与第 {first} 行重复"
            seen.setdefault((kind, key), line)
        if level == COUNTY and levels.get(row["city_code"] or "") != CITY:
            yield f"第 {line} 行 {name} 所属的市“{row['city_code']}”没有自己的一行（级别 city）"
        if level != COUNTY and row["city_code"] != code:
            yield f"第 {line} 行 {name} 的 city_code 应与自己的代码 {code} 相同"
    counties = Counter(row["city_code"] for _, row in rows if row["level"] == COUNTY)
    for line, row in rows:
        if row["level"] == CITY and not counties[row["county_code"]]:
            yield f"第 {line} 行 {row['county_name']} 下面没有一个县（市、区）"


def _not_there(rows: _Rows, cities: tuple[str, ...]) -> Iterator[str]:
    """Name what is covered and has no row."""
    levels = {row["county_code"]: row["level"] for _, row in rows}
    for city in cities:
        if levels.get(city) != CITY:
            known = "、".join(
                f"{row['county_code']} {row['county_name']}"
                for _, row in rows
                if row["level"] == CITY
            )
            yield f"没有代码为 {city} 的市，文件里有：{known}"
    if len(cities) > 1:
        top = top_of(cities)
        if any(province_of(city) != top for city in cities):
            yield f"{'、'.join(cities)} 不在同一个省，一个单位只能统计一个省"
        elif levels.get(top) != PROVINCE:
            yield f"统计几个市时还要有省的一行，没有代码为 {top}、级别为 province 的行"
