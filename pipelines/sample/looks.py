"""How the file of a county and month is made: the office's tools, habits and accidents.

Belongs here: which books are numbered from 1904, split by township, locked, web pages and so on,
and since when. A file that is handed in again later looks as it did then.
Does not belong here: what the rows say (``registers``, ``dirt``), which files come (``events``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.sample.likeness import like

Kind = Literal["xlsx", "xls", "csv", "html"]

XLS_COUNTIES = ("220605", "220623")
CSV_EPISODE_COUNTIES = ("220605", "220623")
TITLED_EPISODE_COUNTIES = ("220602", "220622")
ARCHIVES = {
    ("2021-11", "220605"): "{c}11月防返贫报表",
    ("2022-05", "220681"): "{c}5月防返贫报表",
}
"""Both national tables in one archive: (month, county) -> its name.

Of this and all that follows: a county of another city does as the one that it is ``like``."""
PASSWORD = "Sample-2022"  # noqa: S105
"""Opens the one locked book; the sample writes it where an office keeps its passwords."""
_ALWAYS = "9999-12"

_SPELLS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "counts_from_1904": (("T-H1", "220622", "2021-03", "2021-06"),),
    "has_annual_wages": (("T-H1", "220605", "2021-04", "2021-06"),),
    "has_only_addresses": (("T-H1", "220605", "2021-09", "2021-10"),),
    "is_split_by_town": (("T-H1", "220681", "2021-08", "2022-01"),),
    "has_subtotals": (("T-H1", "220622", "2021-09", "2022-01"),),
    "is_merged_down": (("T-H1", "220623", "2022-01", _ALWAYS),),
    "has_new_columns": (("T-H1", "220621", "2022-04", _ALWAYS),),
    "is_reordered": (
        ("T-H1", "220602", "2021-07", _ALWAYS),
        ("T-N2", "220681", "2022-01", _ALWAYS),
    ),
    "has_hidden_rows": (
        ("T-N1", "220621", "2021-11", "2021-11"),
        ("T-N1", "220602", "2022-04", _ALWAYS),
    ),
    "has_stray_sheets": (("T-N2", "220621", "2022-01", _ALWAYS),),
    "wraps_numbers": (("T-N2", "220623", "2021-06", _ALWAYS),),
    "is_page": (("T-N2", "220622", "2021-12", "2021-12"),),
    "is_text_named_xls": (("T-N2", "220605", "2022-04", "2022-04"),),
    "is_named_et": (("T-H1", "220623", "2021-12", "2021-12"),),
    "is_locked": (("T-N1", "220602", "2021-07", "2021-07"),),
}


@dataclass(frozen=True)
class Look:
    """What sets one file apart; all false is a plain export without any untidiness."""

    kind: Kind
    suffix: str
    is_untidy: bool = False
    counts_from_1904: bool = False
    has_annual_wages: bool = False
    has_only_addresses: bool = False
    is_split_by_town: bool = False
    has_subtotals: bool = False
    is_merged_down: bool = False
    has_new_columns: bool = False
    is_reordered: bool = False
    has_hidden_rows: bool = False
    has_stray_sheets: bool = False
    wraps_numbers: bool = False
    is_locked: bool = False

    @property
    def is_by_home(self) -> bool:
        """Whether the rows must stand together by township (and village) in the file."""
        return self.is_split_by_town or self.has_subtotals or self.is_merged_down


def look_of(table: str, county: str, month: str, *, is_clean: bool) -> Look:
    """Return how the books of ``county`` about ``month`` look."""
    county = like(county)
    kind: Kind = "xlsx"
    if table == "T-H1" and county in XLS_COUNTIES:
        kind = "xls"
    elif table == "T-N2" and county in CSV_EPISODE_COUNTIES:
        kind = "csv"
    if is_clean:
        return Look(kind, kind)
    traits = {
        trait: True
        for trait, spells in _SPELLS.items()
        if any((table, county) == spell[:2] and spell[2] <= month <= spell[3] for spell in spells)
    }
    suffix: str = kind
    if traits.pop("is_page", False):
        kind, suffix = "html", "xls"
    if traits.pop("is_text_named_xls", False):
        suffix = "xls"
    if traits.pop("is_named_et", False):
        suffix = "et"
    return Look(kind, suffix, is_untidy=True, **traits)
