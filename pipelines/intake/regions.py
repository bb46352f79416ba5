"""Which county and township a text means: a small gazetteer over the reference data.

Belongs here: names, old names, short names and codes of counties, townships and villages.
Does not belong here: reading them from the seeds (``region_files``), which column of an export
holds them, and regions of work outside the city.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.intake.gazetteer import PROVINCE, Gazetteer

_NOISE = re.compile(r"[\s/\\,，、>＞·-]+")
_SUFFIX = re.compile(r"(特殊乡镇|街道办事处|镇人民政府|乡人民政府|办事处|街道|民族乡|镇|乡)$")
_CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
_NUMBER_TAIL = re.compile(r"(?<=\d)\.0+$")
"""Of a code that stood in a number cell."""
UNNAMED = ("市本级", "全市", "市直")
"""What means a city without naming it."""
_MIN_PREFIX = 3
"""A county name inside a longer text counts from this length on: 抚松县…, not 长白…（山）."""


def plain_text(text: str | None) -> str:
    """Return a name of a place as it is looked up: full width narrowed, blanks and dashes gone."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)) if text else ""


def base_of(name: str) -> str:
    """Return a township's name without its ending; the ending alone stays."""
    shorter = _SUFFIX.sub("", name)
    return shorter or name


@dataclass(frozen=True)
class Regions:
    """The gazetteer. Every lookup takes text as found and returns codes or None."""

    counties: dict[str, str]
    """Any name, alias or code -> county code (without the city itself); of one county only."""
    in_city: dict[tuple[str, str], str]
    """(city, any name) -> county code: 某市铁西区, where two cities have one."""
    cities: dict[str, str]
    """City code -> name."""
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
    by_city: dict[str, Regions] = field(default_factory=dict)
    """Of several cities: city code -> what an office of that city alone would know."""
    city_of: dict[str, str] = field(default_factory=dict)
    """County code -> city code."""

    def near(self, home: str | None) -> Regions:
        """Return what is known from a home county's own city: how far away begins there."""
        return self.by_city.get(self.city_of.get(home or "", ""), self)

    @property
    def city_codes(self) -> tuple[str, ...]:
        """The cities, in the office's order."""
        return tuple(self.cities)

    @property
    def city_words(self) -> dict[str, str]:
        """Word for a city's own -> its code; what says no name means the only city there is."""
        named = {
            word: code
            for code, name in self.cities.items()
            for word in (
                name,
                name.removesuffix("市"),
                f"{name}本级",
                f"{PROVINCE}{name}",
                code,
                code[:4],
            )
        }
        only = self.city_codes[0] if len(self.cities) == 1 else None
        return named | (dict.fromkeys(UNNAMED, only) if only else {})

    @property
    def before_county(self) -> str:
        """The pattern of what may stand before a county in an address."""
        return f"(?:{PROVINCE})?(?:{'|'.join(map(re.escape, self.cities.values()))})?"

    def county(self, text: str | None) -> str | None:
        """Return the county that ``text`` names: name, short name, old name or code."""
        plain = _NUMBER_TAIL.sub("", plain_text(text))
        if _CODE.fullmatch(plain):
            return plain[:6] if plain[:6] in self.county_codes else None
        return self._leading(plain)[0]

    def leading_county(self, text: str) -> tuple[str | None, str]:
        """Return the county that ``text`` begins with, and the rest of it.

        A short name counts only when it is all there is: 长白, but not 长白山.
        """
        return self._leading(plain_text(text))

    def leading_town(self, county: str | None, text: str) -> str | None:
        """Return the township whose full name ``text`` begins with; without one, if unique."""
        plain = plain_text(text)
        for length in range(len(plain), _MIN_PREFIX - 1, -1):
            name = plain[:length]
            if _SUFFIX.search(name):
                found = self.towns.get((county, name)) if county else self.unique_towns.get(name)
                if found is not None:
                    return found
        return None

    def town(self, county: str | None, text: str | None) -> str | None:
        """Return the town code of ``text`` in ``county``; without one, only if it is unique."""
        plain = _NUMBER_TAIL.sub("", plain_text(text))
        if not plain:
            return None
        if _CODE.fullmatch(plain):
            return self._coded(county, plain)
        found = self._named_town(county, plain)
        if found is None:
            *_, (city, rest) = self._heads(plain)
            found = self._named_town(county, self._leading_county(rest, city)[1])
        return found

    def place(
        self, county: str | None, town: str | None, village: str | None, code: str | None
    ) -> tuple[str | None, str | None]:
        """Return ``(county_code, town_code)`` of a row's region cells.

        A county that is written and not known stays unknown: the row belongs elsewhere.
        """
        home = self.county(county)
        if home is None and not plain_text(county):
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
        if plain_text(town):
            return self.town(home, town) or self._coded(home, plain_text(code))
        return (
            self._coded(home, plain_text(code))
            or (None if self._is_only_county(county) else self.town(home, county))
            or self.villages.get((home, plain_text(village)))
        )

    def _is_only_county(self, text: str | None) -> bool:
        """Return whether ``text`` is a county and nothing else: 靖宇 is not 靖宇镇.

        池西区 stands in the county's column and is a township.
        """
        plain = plain_text(text)
        return any(
            self._named(rest, city) is not None and not rest.endswith("区")
            for city, rest in self._heads(plain)
        )

    def _heads(self, plain: str) -> Iterator[tuple[str | None, str]]:
        """Yield ``(city, rest)``: the text, without the province, without the city before it."""
        yield None, plain
        plain = plain.removeprefix(PROVINCE)
        yield None, plain
        for code, name in self.cities.items():
            if plain.startswith(name):
                yield code, plain.removeprefix(name)
                return

    def _named(self, name: str, city: str | None) -> str | None:
        return self.counties.get(name) if city is None else self.in_city.get((city, name))

    def _leading(self, plain: str) -> tuple[str | None, str]:
        city: str | None = None
        rest = plain
        for city, rest in self._heads(plain):
            if (found := self._named(rest, city)) is not None:
                return found, ""
        return self._leading_county(rest, city)

    def _named_town(self, county: str | None, plain: str) -> str | None:
        for name in (plain, base_of(plain)):
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
        every = dict.fromkeys([*self.counties, *(name for _, name in self.in_city)])
        return sorted((n for n in every if len(n) >= _MIN_PREFIX), key=len, reverse=True)

    def _leading_county(self, plain: str, city: str | None) -> tuple[str | None, str]:
        for name in self._long_names:
            if plain.startswith(name) and plain != name:
                found = self._named(name, city)
                if found is not None:
                    return found, plain.removeprefix(name)
        return None, plain
