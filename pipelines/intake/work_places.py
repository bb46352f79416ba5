"""How far from home somebody works, told from the words of an office: 广东打工, 本村, 长春.

Belongs here: one text and one home become one of the six regions, or nothing when it is not
clear. Whole columns: ``work_regions``. Names: ``gazetteer`` (outside), ``regions`` (the city).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from pipelines.intake.gazetteer import Leading
from pipelines.intake.layouts import Places
from pipelines.intake.regions import Regions

TOWN, COUNTY, CITY, PROVINCE, ELSEWHERE, ABROAD = (
    "乡内", "县内乡外", "市内县外", "省内市外", "省外", "境外",
)  # fmt: skip

_WORDS = {
    **dict.fromkeys(
        (TOWN, "本村", "本屯", "本乡", "本镇", "本乡镇", "家附近", "村里", "屯里"), TOWN
    ),
    **dict.fromkeys((COUNTY, "本县", "县城", "县里", "县内", "本县城", "县城里"), COUNTY),
    CITY: CITY,
    PROVINCE: PROVINCE,
    **dict.fromkeys((ELSEWHERE, "外省", "南方", "关内", "长三角", "珠三角", "京津冀"), ELSEWHERE),
    **dict.fromkeys((ABROAD, "出国", "国外"), ABROAD),
}
_NOISE = re.compile(r"[\s/\\,，、;；。>＞·()\-]+")
_EITHER = re.compile(r"[,，、;；]|或者?")
_BEFORE = re.compile(r"^(?:外出|前往|在|去|到|赴|往)(?=.)")
_AFTER = re.compile(
    r"(?:打工|务工|上班|干活|工作|就业|做工|那边|一带|等地|境内|地区|方向|内(?=$))$"
)
_NO_PLACE = re.compile(
    r"路|街|巷|道|店|馆|厅|铺|楼|烤|锅|面|菜|鸭|鱼|鲜|汤|饭|饺|饼|超市|商场|料理|风味|[村屯沟川]$|社区$"
)
"""Behind a short name these make a shop, a street or a village of it: 北京烤鸭, 长春路, 河北村."""


@dataclass(frozen=True)
class WorkPlaces:
    """The names that places of work are told by."""

    regions: Regions
    places: Places

    def told(self, text: str | None, home: str | None, home_town: str | None) -> str | None:
        """Return the region that ``text`` means for somebody at home there; None if unclear."""
        near = self.regions.near(home)
        if near is not self.regions:
            return replace(self, regions=near).told(text, home, home_town)
        written = unicodedata.normalize("NFKC", text or "")
        parts = [_bare(_NOISE.sub("", part)) for part in _EITHER.split(written)]
        found = {self._one(part, home, home_town) for part in parts}
        if len(found) > 1 and None in found:  # 吉林、长春 is one place
            found = {self._one(_bare("".join(parts)), home, home_town)}
        return found.pop() if len(found) == 1 else None

    def _one(self, plain: str, home: str | None, home_town: str | None) -> str | None:
        if not plain:
            return None
        if plain in _WORDS:
            return _WORDS[plain]
        if self._is_abroad(plain):
            return ABROAD
        return self._inside(plain, home, home_town) or self._outside(plain, home, home_town)

    def _is_abroad(self, plain: str) -> bool:
        for name in self.places.foreign:
            if plain.startswith(name):
                rest = plain.removeprefix(name)
                if not rest.startswith("族") and not _NO_PLACE.search(rest):
                    return True
        return False

    def _inside(self, plain: str, home: str | None, home_town: str | None) -> str | None:
        """Return the region of a text that begins with a county or township of the city."""
        county, rest = self.regions.leading_county(plain)
        if county is None:
            town = self._town(home, plain) or self._village(home, plain) or self._town(None, plain)
            return self._against(town[:6], town, home, home_town) if town else None
        town = self._town(county, rest or (plain if plain.endswith("区") else ""))
        return self._against(county, town, home, home_town)

    def _outside(self, plain: str, home: str | None, home_town: str | None) -> str | None:
        found = self.regions.gazetteer.leading(plain)
        if found is None:
            return None
        deeper = None
        if found.zone == "省内" and found.level == "省":
            if inside := self._inside(found.rest, home, home_town):
                return inside
            deeper = self.regions.gazetteer.leading(found.rest, within_province=True)
        elif found.zone == "省外":
            deeper = self._deeper(found)
        last = deeper or found
        if not last.is_full and last.rest and _NO_PLACE.search(last.rest):
            return None
        if last.zone == "省外":
            return ELSEWHERE
        if last.zone == "市内":
            return self._inside(last.rest, home, home_town) if last.rest else None
        return PROVINCE if last.level != "省" else None

    def _deeper(self, found: Leading) -> Leading | None:
        """Return the city behind another province: 广东东莞…."""
        deeper = self.regions.gazetteer.leading(found.rest)
        return deeper if deeper is not None and deeper.zone == "省外" else None

    def _town(self, county: str | None, text: str) -> str | None:
        """Return the township that ``text`` is or, written in full, begins with."""
        exact = self.regions.town(county, text)
        if exact is not None:
            return exact
        return self.regions.leading_town(county, text)

    def _village(self, home: str | None, text: str) -> str | None:
        return self.regions.villages.get((home, text)) if home else None

    @staticmethod
    def _against(
        county: str, town: str | None, home: str | None, home_town: str | None
    ) -> str | None:
        if home is None:
            return None
        if county != home:
            return CITY
        return TOWN if town is not None and town == home_town else COUNTY


def _bare(text: str) -> str:
    """Return the text without the words around a place: 在广东打工."""
    while True:
        shorter = _AFTER.sub("", _BEFORE.sub("", text)) if text not in _WORDS else text
        if shorter == text:
            return text
        text = shorter
