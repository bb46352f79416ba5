"""The country's provinces and cities and the province's counties, by every usual name.

Belongs here: which zone a text begins with (another province, the rest of the own one, the
city). Does not belong here: the city's own counties and townships (``regions``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Zone = Literal["省外", "省内", "市内"]

PROVINCE = "吉林省"
"""The province whose system the exports come from."""
_PEOPLES = (
    r"(?:(?:朝鲜|蒙古|满|回|藏|羌|彝|布依|苗|侗|土家|傣|景颇|傈僳|哈尼|壮|白|黎)族|蒙古|哈萨克|柯尔克孜"
    r")"
)
_REGION = re.compile(r"(?:壮族|回族|维吾尔)?自治区$")
_LONG_ENDING = re.compile(_PEOPLES + r"*(?:自治州|自治县)$")
_SHORT_ENDING = re.compile(r"(?:省|市|县|盟|地区|林区)$")
_PREFECTURE = re.compile(_PEOPLES + r"*自治州$")
_MANY_MEANINGS = frozenset({"朝阳"})
"""Short names of a city elsewhere that are used of a district of the province as well."""
_MIN_LENGTH = 2
_FEWEST_LEFT = 2
"""A name keeps two characters at least when its ending is left off."""


@dataclass(frozen=True)
class Leading:
    """The place that a text begins with."""

    zone: Zone
    level: str
    """省, 市 or 县."""
    is_full: bool
    """Written with its ending: 广东省, not 广东."""
    rest: str


@dataclass(frozen=True)
class Gazetteer:
    """Names of places. Empty, it knows none."""

    names: dict[str, frozenset[tuple[Zone, str, bool]]] = field(default_factory=dict)
    """Any name -> the places it may mean: zone, level, whether it is the full name."""
    longest: int = 0
    provinces: dict[str, frozenset[str]] = field(default_factory=dict)
    """Any name of a city or county -> the provinces that have one."""

    def province_of(self, text: str | None) -> str | None:
        """Return the province that has the city or county; None if none or several have."""
        found = self.provinces.get(text or "", frozenset())
        return next(iter(found)) if len(found) == 1 else None

    def leading(self, text: str, *, within_province: bool = False) -> Leading | None:
        """Return the place with the longest name that ``text`` begins with; None if unclear.

        ``within_province``: the own province stands before it, so other provinces are out.
        """
        for length in range(min(self.longest, len(text)), _MIN_LENGTH - 1, -1):
            meant = self.names.get(text[:length], frozenset())
            if within_province:
                meant = frozenset(m for m in meant if m[0] != "省外" and m[1] != "省")
            if not meant:
                continue
            zones = {zone for zone, _, _ in meant}
            if len(zones) > 1:
                return None
            zone, level, is_full = min(meant, key=lambda m: ("省市县".index(m[1]), m))
            return Leading(zone, level, is_full, text[length:])
        return None


def gazetteer_of(places: pl.DataFrame, cities: frozenset[str]) -> Gazetteer:
    """Return the gazetteer of the seed ``places`` (place_name, place_level, province_name, …).

    ``cities`` are the names of those that are covered: 市内.
    """
    names: dict[str, set[tuple[Zone, str, bool]]] = {}
    provinces: dict[str, set[str]] = {}
    rows = places.select("place_name", "place_level", "province_name", "city_name").rows()
    for name, level, province, city in rows:
        zone: Zone = "省外" if province != PROVINCE else "市内" if city in cities else "省内"
        names.setdefault(name, set()).add((zone, level, True))
        for short in _shorts(name, level):
            names.setdefault(short, set()).add((zone, level, short.endswith("州")))
        if level != "省":
            for written in (name, *_shorts(name, level)):
                provinces.setdefault(written, set()).add(province)
    # 吉林 alone is the province: its city of the same name is written 吉林市
    names[PROVINCE[:-1]] = {meant for meant in names.get(PROVINCE[:-1], ()) if meant[1] == "省"}
    for name in _MANY_MEANINGS:
        names.pop(name, None)
        provinces.pop(name, None)
    return Gazetteer(
        {name: frozenset(meant) for name, meant in names.items()},
        max(map(len, names), default=0),
        {name: frozenset(has) for name, has in provinces.items()},
    )


def _shorts(name: str, level: str) -> set[str]:
    """Return the short names of a place; a district (区) has none."""
    found = set()
    if (base := _REGION.sub("", name)) != name:
        found.add(base)
    elif (base := _LONG_ENDING.sub("", name)) != name:
        found |= {base, f"{base}县"} if level == "县" else {base}
        if _PREFECTURE.search(name):
            found.add(f"{base}州")
    else:
        found.add(_SHORT_ENDING.sub("", name))
    return {short for short in found if len(short) >= _FEWEST_LEFT and short != name}
