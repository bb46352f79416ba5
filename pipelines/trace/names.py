"""What people call indicators, counties and months, and what they are.

Belongs here: reading a word of the command line or of a workbook, naming what there is in the
message when it is none, and showing a value with its unit. Does not belong here: any figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.areas import area_names
from pipelines.intake import load_regions
from pipelines.months import is_month, month_label
from pipelines.trace.errors import TraceError

if TYPE_CHECKING:
    from pipelines.settings import Settings

CITY_WORDS = ("全市", "市本级")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})(?:\s*月|[-/.]\d{1,2}(?:[ T]00:00(?::00)?)?)?")


@dataclass(frozen=True)
class Names:
    """The indicators and counties of the project, by the words used for them."""

    settings: Settings

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """Indicator id -> its row of the seed, in the seed's order."""
        rows = pl.read_csv(self.settings.seeds / "indicators.csv", infer_schema=False).to_dicts()
        return {row["indicator_id"]: row for row in rows}

    @cached_property
    def counties(self) -> dict[str, str]:
        """County code -> name, the city first."""
        return area_names(self.settings.seeds, self.settings.cities)

    def find_indicator(self, word: str) -> str | None:
        """Return the indicator that is meant by its number or name, None for none."""
        text = word.strip()
        for name, row in self.indicators.items():
            if text.lower() == name.lower() or text == row["indicator_name"]:
                return name
        return None

    def find_county(self, word: str) -> str | None:
        """Return the county that is meant by its code, name or another name of it."""
        text = word.strip()
        if text in CITY_WORDS:
            return self.settings.city_code
        for code, name in self.counties.items():
            if text in (code, name):
                return code
        found = load_regions(self.settings.seeds, self.settings.cities).county(text)
        return found if found in self.counties else None

    def indicator(self, word: str) -> str:
        """Return the indicator that is meant.

        Raises:
            TraceError: there is none; the message lists what there is.
        """
        found = self.find_indicator(word)
        if found is None:
            listed = "\n".join(f"  {k} {r['indicator_name']}" for k, r in self.indicators.items())
            raise TraceError(f"没有“{word}”这个指标。可以写编号或名称：\n{listed}")
        return found

    def county(self, word: str) -> str:
        """Return the county that is meant.

        Raises:
            TraceError: there is none; the message lists what there is.
        """
        found = self.find_county(word)
        if found is None:
            listed = "、".join(f"{code} {name}" for code, name in self.counties.items())
            raise TraceError(f"没有“{word}”这个县（市、区）。可以写：{listed}。")
        return found

    def figure(self, indicator: str, county: str, month: str) -> str:
        """Return the name of one figure."""
        name = self.indicators[indicator]["indicator_name"]
        return f"{indicator} {name} {self.counties.get(county, county)} {month_label(month)}"

    def shown(self, indicator: str, value: float | None) -> str:
        """Return a value with its unit, as a person writes it."""
        return with_unit(value, (self.indicators.get(indicator) or {}).get("unit") or "")


def with_unit(value: float | None, unit: str) -> str:
    """Return a value with its unit; rates are kept as 0-1 and shown in per cent."""
    if value is None:
        return "无"
    if unit == "%":
        return f"{plain(value * 100)}%"
    return f"{plain(value)} {unit}".strip()


def plain(value: float) -> str:
    """Return a number with at most two decimals, thousands grouped."""
    rounded = round(value, 2)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.2f}".rstrip("0")


def month_of(word: str) -> str | None:
    """Return ``YYYY-MM`` of 2021-12, 2021年12月, 2021/12 or a first day; None for anything else."""
    match = _MONTH.fullmatch(word.strip())
    if match is None:
        return None
    month = f"{match[1]}-{int(match[2]):02d}"
    return month if is_month(month) else None
