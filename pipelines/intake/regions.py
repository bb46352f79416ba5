"""Which county and township a text means: a small gazetteer over the reference data.

Belongs here: names, old names, short names and codes of counties, townships and villages.
Does not belong here: which column of an export holds them, and regions of work outside the city.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

import polars as pl

from pipelines.intake.errors import IntakeError
from pipelines.intake.gazetteer import Gazetteer, gazetteer_of

_Key = TypeVar("_Key")
_NOISE = re.compile(r"[\s/\\,，、>＞·-]+")
_PREFIXES = ("吉林省", "白山市")
_SUFFIX = re.compile(r"(特殊乡镇|街道办事处|镇人民政府|乡人民政府|办事处|街道|民族乡|镇|乡)$")
_CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
_NUMBER_TAIL = re.compile(r"(?<=\d)\.0+$")
"""Of a code that stood in a number cell."""
SEEDS = ("counties.csv", "towns.csv", "villages.csv", "region_aliases.csv", "places.csv")
"""The reference data that say which place a text means."""
_MIN_PREFIX = 3
"""A county name inside a longer text counts from this length on: 抚松县…, not 长白…（山）."""


def _plain(text: str | None) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)) if text else ""


def _base(name: str) -> str:
    shorter = _SUFFIX.sub("", name)
    return shorter or name


@dataclass(frozen=True)
class Regions:
    """The gazetteer. Every lookup takes text as found and returns codes or None."""

    counties: dict[str, str]
    """Any name, alias or code -> county code (without the city itself)."""
    county_codes: frozenset[str]
    towns: dict[tuple[str, str], str]
    """(county, any name) -> town code; a name that means two towns of a county is left out."""
    unique_towns: dict[str, str]
    """Town name -> code, where one county only has it."""
    villages: dict[tuple[str, str], str]
    """(county, village name) -> town code, where one township only has it."""
    town_codes: frozenset[str] = field(default=frozenset())
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    """Places outside the city."""

    def county(self, text: str | None) -> str | None:
        """Return the county that ``text`` names: name, short name, old name or code."""
        plain = _NUMBER_TAIL.sub("", _plain(text))
        if _CODE.fullmatch(plain):
            return plain[:6] if plain[:6] in self.county_codes else None
        for prefix in ("", *_PREFIXES):
            plain = plain.removeprefix(prefix)
            if plain in self.counties:
                return self.counties[plain]
        return self._leading_county(plain)[0]

    def leading_county(self, text: str) -> tuple[str | None, str]:
        """Return the county that ``text`` begins with, and the rest of it.

        A short name counts only when it is all there is: 长白, but not 长白山.
        """
        plain = _plain(text)
        for prefix in ("", *_PREFIXES):
            plain = plain.removeprefix(prefix)
            if plain in self.counties:
                return self.counties[plain], ""
        return self._leading_county(plain)

    def leading_town(self, county: str | None, text: str) -> str | None:
        """Return the township whose full name ``text`` begins with; without one, if unique."""
        plain = _plain(text)
        for length in range(len(plain), _MIN_PREFIX - 1, -1):
            name = plain[:length]
            if _SUFFIX.search(name):
                found = self.towns.get((county, name)) if county else self.unique_towns.get(name)
                if found is not None:
                    return found
        return None

    def town(self, county: str | None, text: str | None) -> str | None:
        """Return the town code of ``text`` in ``county``; without one, only if it is unique."""
        plain = _NUMBER_TAIL.sub("", _plain(text))
        if not plain:
            return None
        if _CODE.fullmatch(plain):
            return self._coded(county, plain)
        found = self._named_town(county, plain)
        if found is None:
            for prefix in _PREFIXES:
                plain = plain.removeprefix(prefix)
            found = self._named_town(county, self._leading_county(plain)[1])
        return found

    def place(
        self, county: str | None, town: str | None, village: str | None, code: str | None
    ) -> tuple[str | None, str | None]:
        """Return ``(county_code, town_code)`` of a row's region cells.

        A county that is written and not known stays unknown: the row belongs elsewhere.
        """
        home = self.county(county)
        if home is None and not _plain(county):
            coded = self.county(code)
            unique = None if coded else self.town(None, town)
            home = coded or (unique[:6] if unique else None)
        if home is None:
            return None, None
        return home, self.town_in(home, county, town, village, code)

    def town_in(
        self,
        home: str,
        county: str | None,
        town: str | None,
        village: str | None,
        code: str | None,
    ) -> str | None:
        """Return the town code of a row's region cells within ``home``."""
        if _plain(town):
            return self.town(home, town) or self._coded(home, _plain(code))
        return (
            self._coded(home, _plain(code))
            or (None if self._is_only_county(county) else self.town(home, county))
            or self.villages.get((home, _plain(village)))
        )

    def _is_only_county(self, text: str | None) -> bool:
        """Return whether ``text`` is a county and nothing else: 靖宇 is not 靖宇镇.

        池西区 stands in the county's column and is a township.
        """
        plain = _plain(text)
        for prefix in ("", *_PREFIXES):
            plain = plain.removeprefix(prefix)
            if plain in self.counties:
                return not plain.endswith("区")
        return False

    def _named_town(self, county: str | None, plain: str) -> str | None:
        for name in (plain, _base(plain)):
            found = self.towns.get((county, name)) if county else self.unique_towns.get(name)
            if found is not None:
                return found
        return None

    def _coded(self, county: str | None, plain: str) -> str | None:
        town = _NUMBER_TAIL.sub("", plain)[:9]
        if town in self.town_codes and (county is None or town.startswith(county)):
            return town
        return None

    @cached_property
    def _long_names(self) -> list[str]:
        """Names of counties that count inside a longer text, the longest first."""
        names = (name for name in self.counties if len(name) >= _MIN_PREFIX)
        return sorted(names, key=len, reverse=True)

    def _leading_county(self, plain: str) -> tuple[str | None, str]:
        for name in self._long_names:
            if plain.startswith(name) and plain != name:
                return self.counties[name], plain.removeprefix(name)
        return None, plain


def load_regions(seeds: Path) -> Regions:
    """Read counties, towns, villages and aliases from the seeds folder, anew when one has changed.

    Raises:
        IntakeError: a file of the reference data is absent or has lost a column.
    """
    paths = [seeds / name for name in SEEDS]
    return _load(seeds, tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths))


@lru_cache(maxsize=4)
def _load(seeds: Path, changed_ns: tuple[int, ...]) -> Regions:
    """Read the reference data; ``changed_ns`` makes files that were changed be read anew."""
    counties = _read(seeds / "counties.csv", "county_code", "county_name", "short_name", "level")
    towns = _read(seeds / "towns.csv", "town_code", "town_name", "county_code")
    villages = _read(seeds / "villages.csv", "village_name", "town_code", "county_code")
    aliases = _read(seeds / "region_aliases.csv", "alias", "region_code", "level")
    places = _read(seeds / "places.csv", "place_name", "place_level", "province_name", "city_name")
    own = counties.filter(pl.col("level") == "county")
    names = dict(
        own.select("county_name", "county_code").rows()
        + own.select("short_name", "county_code").rows()
        + [(code, code) for code in own["county_code"]]
        + aliases.filter(pl.col("level") == "county").select("alias", "region_code").rows()
    )
    pairs = towns.select("county_code", "town_name", "town_code").rows()
    pairs += [
        (code[:6], alias, code)
        for alias, code in aliases.filter(pl.col("level") == "town")
        .select("alias", "region_code")
        .rows()
    ]
    named = [(county, _plain(name), code) for county, name, code in pairs]
    spelled = named + [(county, _base(name), code) for county, name, code in named]
    inside = villages.select("county_code", "village_name", "town_code").rows()
    excluded = {code for _, _, code in pairs} & set(
        aliases.filter(pl.col("level") == "town")["region_code"]
    )
    in_county_column = {
        n: code[:6] for _, n, code in named if code in excluded and n.endswith("区")
    }
    return Regions(
        counties={**{_plain(k): v for k, v in names.items()}, **in_county_column},
        county_codes=frozenset(own["county_code"]),
        towns=_single([((county, name), code) for county, name, code in spelled]),
        unique_towns=_single([(name, code) for _, name, code in spelled]),
        villages=_single([((county, _plain(name)), code) for county, name, code in inside]),
        town_codes=frozenset(towns["town_code"]),
        gazetteer=gazetteer_of(places),
    )


def _single(pairs: list[tuple[_Key, str]]) -> dict[_Key, str]:
    """Keep the keys that mean one thing only."""
    found: dict[_Key, set[str]] = {}
    for key, code in pairs:
        found.setdefault(key, set()).add(code)
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def _read(path: Path, *columns: str) -> pl.DataFrame:
    try:
        frame = pl.read_csv(path, infer_schema=False)
        return frame.select(columns)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise IntakeError(
            f"参考数据 {path} 无法读取，应有列：{'、'.join(columns)}。请从安装包恢复该文件。"
        ) from error
