"""What one column is, in the words of the people who fill it in.

Belongs here: the plain-language facts about columns, from the layouts and ``meanings.yml``.
Does not belong here: how a sheet or a page shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from pipelines.intake.layouts import Alias, Column, ColumnType, Layouts, Privacy

KIND: dict[ColumnType, str] = {
    "text": "文字",
    "code": "按码表填",
    "boolean": "是 / 否",
    "codes": "按码表填，可填多项",
    "texts": "文字，可填多项",
    "integer": "整数（月）",
    "count": "整数",
    "number": "数字",
    "wage": "金额（数字）",
    "date": "日期",
    "month": "年月",
    "id": "证件号码（文本）",
    "name": "姓名",
    "phone": "电话号码（文本）",
    "record_no": "编号（文本）",
    "presence": "文字",
    "region_county": "县（市、区）名称",
    "region_town": "乡镇（街道）名称",
    "region_village": "行政村（社区）名称",
    "region_code": "行政区划代码（文本）",
    "region_address": "地址",
    "derived": "由系统推算，不用填",
}
PRIVACY: dict[Privacy, str] = {
    "identity": "身份信息（只进身份库）",
    "sensitive": "敏感",
    "internal": "内部",
    "public": "公开",
}
_HOW: dict[ColumnType, str] = {
    "boolean": "填“是”或“否”",
    "date": "写年月日，如 2022-03-15",
    "month": "写年月，如 2022年3月",
    "integer": "只写整数，不写单位",
    "count": "只写整数，不写单位",
    "number": "只写数字，不写单位",
    "codes": "可填多项，用顿号隔开，每项都用码表里的写法",
    "texts": "可填多项，用顿号隔开",
}
_FIRST_MONTH, _LAST_MONTH = "0000-00", "9999-99"


@dataclass(frozen=True)
class ColumnFacts:
    """One column in plain words. ``labels`` is empty unless the column has a code list."""

    column: Column
    header: str
    kind: str
    meaning: str
    how: str
    others: tuple[str, ...]
    labels: tuple[str, ...]
    unit: str
    privacy: str
    storage: str

    @property
    def is_required(self) -> bool:
        """Whether a file without the column is refused."""
        return self.column.required

    @property
    def title(self) -> str:
        """The header; of two columns with the same header, the second says so."""
        twice = self.column.occurrence
        return self.header if twice == 1 else f"{self.header}（第{twice}个同名列）"


def facts_of(layouts: Layouts, table: str) -> list[ColumnFacts]:
    """Return the facts of every column of ``table``, in the layout's order."""
    return [_facts(layouts, table, column) for column in layouts.tables[table].columns]


def to_fill_in(facts: list[ColumnFacts]) -> list[ColumnFacts]:
    """Return the columns that a file has: those that are not worked out from others."""
    return [fact for fact in facts if fact.column.type != "derived"]


def spelling(alias: Alias) -> str:
    """Return another way of writing a header, with its unit and the months of its validity."""
    opens, closes = alias.valid_from != _FIRST_MONTH, alias.valid_to != _LAST_MONTH
    said = [f"单位：{alias.unit}"] if alias.unit else []
    if opens and closes:
        said.append(f"{alias.valid_from} 至 {alias.valid_to}")
    elif opens:
        said.append(f"{alias.valid_from} 起")
    elif closes:
        said.append(f"至 {alias.valid_to}")
    return f"{alias.header}（{'，'.join(said)}）" if said else alias.header


def _facts(layouts: Layouts, table: str, column: Column) -> ColumnFacts:
    words = _meanings()
    own = {**words.get(column.name, {}), **words.get(f"{table}.{column.name}", {})}
    listed = layouts.codes(table, column) if column.codes else {}
    hints = [_HOW.get(column.type, ""), own.get("how", "")]
    return ColumnFacts(
        column=column,
        header=column.header or own.get("header", f"（推算）{column.name}"),
        kind=KIND[column.type],
        meaning=own.get("meaning", ""),
        how="；".join(hint for hint in hints if hint),
        others=tuple(spelling(alias) for alias in [*column.aliases, *column.gather]),
        labels=tuple(listed),
        unit=column.unit or "",
        privacy=PRIVACY[column.privacy],
        storage=_storage(column),
    )


def _storage(column: Column) -> str:
    if column.privacy == "identity":
        return "不进数据湖"
    if column.type == "presence":
        return "只存有没有填，不存内容"
    if column.type.startswith("region_"):
        return "只用来识别地区"
    return "存入数据湖" if column.stored else "只用来识别，不存"


@lru_cache(maxsize=1)
def _meanings() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("meanings.yml")
    content: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
