"""One column of a layout: its headers, its type, what may be said about it.

Belongs here: the shape of a column and the mistakes it may not have.
Does not belong here: tables and sources (``layouts``) and the reading of cells (``conform``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ColumnType = Literal[
    "text", "code", "codes", "texts", "boolean", "integer", "count", "number", "wage", "date",
    "month", "id", "name", "phone", "record_no", "presence", "region_county", "region_town",
    "region_village", "region_code", "region_address", "derived",
]  # fmt: skip
Privacy = Literal["identity", "sensitive", "internal", "public"]

MULTI: tuple[ColumnType, ...] = ("codes", "texts")
"""Types of a cell that may hold several values."""
IDENTITY: tuple[ColumnType, ...] = ("id", "name", "phone")
REGION: tuple[ColumnType, ...] = (
    "region_county", "region_town", "region_village", "region_code", "region_address",
)  # fmt: skip
MONEY_UNITS = ("元", "元/月", "元/年")
HEADER_UNITS = (*MONEY_UNITS, "万元", "万元/月", "万元/年")
"""Units that a header may name; the value is converted to the unit of its column."""
FORM = "_form"
"""Ending of the derived column that says how a sum of money was written."""

_DERIVED = ("work_region", "work_region_basis", "place_region")
_MARKS = re.compile(r"[\s*]|\((?:必填|选填|必填项|非必填)\)")
_OPEN_START, _OPEN_END = "0000-00", "9999-99"
_MONTH = r"^\d{4}-(0[0-9]|1[0-2]|99)$"


@lru_cache(maxsize=4096)
def normal_header(text: str) -> str:
    """Return ``text`` as headers are compared: half-width, no blanks, no （必填）."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


class Strict(BaseModel):
    """A part of a layout: unknown entries and other types are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _plain_alias(value: Any) -> Any:
    return {"header": value} if isinstance(value, str) else value


class Alias(Strict):
    """Another way a header was written, perhaps only from one report month to another."""

    header: str
    valid_from: str = Field(default=_OPEN_START, pattern=_MONTH)
    valid_to: str = Field(default=_OPEN_END, pattern=_MONTH)
    unit: str | None = None
    """Unit that this header names, where it is another than the column's."""


_Aliases = list[Annotated[Alias, BeforeValidator(_plain_alias)]]
Spelling = tuple[str, str, str, str | None]
"""Normal header, valid from, valid to, unit."""


class Column(Strict):
    """One column of an export, and where it goes."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: ColumnType
    header: str | None = None
    aliases: _Aliases = []
    gather: _Aliases = []
    """Other headers that stand beside the first in one file and feed the same column."""
    occurrence: int = 1
    codes: str | None = None
    blanks: list[str] = []
    true_words: list[str] = []
    false_words: list[str] = []
    """What yes and no are in this column, besides 是 and 否."""
    required: bool = False
    required_unless: str | None = None
    """Another column of the table; where that is there, this one may be absent."""
    privacy: Privacy
    unit: str | None = None
    stored: bool = True
    tracked: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (words := _mistake(self)) is not None:
            raise ValueError(f"列 {self.name}：{words}")
        return self

    def spellings(self) -> list[Spelling]:
        """Return every way of writing the header, the canonical one first."""
        own = [] if self.header is None else [Alias(header=self.header)]
        return [
            (normal_header(a.header), a.valid_from, a.valid_to, a.unit)
            for a in [*own, *self.aliases, *self.gather]
        ]


def _mistake(column: Column) -> str | None:
    """Return what is wrong with a column, None when nothing is."""
    kind, name = column.type, column.name
    units = [alias.unit for alias in [*column.aliases, *column.gather] if alias.unit is not None]
    checks = {
        "只有 type: derived 的列没有 header，其他列必须有。": (column.header is None)
        != (kind == "derived"),
        f"只有 {'、'.join(_DERIVED)} 和以 {FORM} 结尾的列可以是 derived。": kind == "derived"
        and name not in _DERIVED
        and not name.endswith(FORM),
        f"type: {kind} 必须用 codes 指定码表。": kind in ("code", "codes") and column.codes is None,
        f"type: {kind} 不能有码表；有码表的多值列写 type: codes。": kind == "texts"
        and column.codes is not None,
        "身份信息必须写 stored: false 和 privacy: identity。": kind in IDENTITY
        and (column.stored or column.privacy != "identity"),
        "地区列只用于识别，必须写 stored: false。": kind in REGION and column.stored,
        "只有多值列（type: codes 或 texts）可以写 gather。": bool(column.gather)
        and kind not in MULTI,
        f"金额列的 unit 应为 {'、'.join(MONEY_UNITS)} 之一。": kind == "wage"
        and column.unit not in MONEY_UNITS,
        "只有金额列（type: wage）的别名可以写 unit。": bool(units) and kind != "wage",
        f"别名的 unit 应为 {'、'.join(HEADER_UNITS)} 之一。": any(
            unit not in HEADER_UNITS for unit in units
        ),
        "只有 type: boolean 的列可以写 true_words、false_words。": kind != "boolean"
        and bool(column.true_words or column.false_words),
        "同一个词不能既是 true_words 又是 false_words。": bool(
            set(column.true_words) & set(column.false_words)
        ),
        "写了 required_unless 的列也要写 required: true。": column.required_unless is not None
        and not column.required,
    }
    return next((words for words, is_wrong in checks.items() if is_wrong), None)
