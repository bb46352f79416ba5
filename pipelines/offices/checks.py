"""What a cell of the template accepts, and what Excel says while somebody types.

Belongs here: drop-down lists, limits, input and error messages per column. Does not belong here:
where the cells are (``template``) and whether a value is plausible (the rules of quality).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.offices.columns import ColumnFacts

FIRST_DAY = date(1990, 1, 1)
"""Nobody's present work began earlier; a serial number below it is a slip of the keyboard."""
MOST_MONTHS = 12
LEAST_NUMBER = -1_000_000_000
"""A change may be negative; the check only keeps words out."""
_MOST_INLINE = 255  # Excel keeps no longer list inside a validation
_MOST_TITLE, _MOST_MESSAGE = 32, 255
_YES_NO = ("是", "否")
_PICK = "从下拉列表选择"
_PICKED = {
    "code": _PICK,
    "region_county": _PICK,
    "region_town": f"先选县（市、区），再{_PICK}",
}


@dataclass(frozen=True)
class Places:
    """Where the hidden sheet keeps its lists, as references; ``town`` depends on the county."""

    lists: dict[str, str]
    counties: tuple[str, ...]
    town: str


def check_of(fact: ColumnFacts, places: Places) -> dict[str, Any]:
    """Return the validation of a column, as XlsxWriter wants it; every column has one."""
    rule = _rule(fact, places)
    unit = f"单位：{fact.unit}" if fact.unit else ""
    wanted = "；".join(part for part in (how_to_fill(fact), unit) if part)
    said = f"{fact.meaning}。{wanted}" if fact.meaning else wanted
    return {
        "ignore_blank": True,
        "input_title": _cut(fact.title, _MOST_TITLE),
        "input_message": _cut(f"{said or fact.kind}。", _MOST_MESSAGE),
        "error_title": _cut(f"{fact.title}填写有误", _MOST_TITLE),
        "error_message": _cut(_wrong(fact, wanted), _MOST_MESSAGE),
        **rule,
    }


def how_to_fill(fact: ColumnFacts) -> str:
    """Return how a cell of the template is filled in: by choosing where there is a list."""
    picked = _PICKED.get(fact.column.type, "")
    return "；".join(part for part in (picked, fact.how) if part)


def is_long(labels: Sequence[str]) -> bool:
    """Return whether a list must stand in the hidden sheet: a comma inside would split a label."""
    return len(",".join(labels)) > _MOST_INLINE or any("," in label for label in labels)


def _rule(fact: ColumnFacts, places: Places) -> dict[str, Any]:
    column = fact.column
    rules: dict[str, dict[str, Any]] = {
        "boolean": {"validate": "list", "source": list(_YES_NO)},
        "integer": {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": MOST_MONTHS,
        },
        "count": {"validate": "integer", "criteria": ">=", "value": 0},
        "number": {"validate": "decimal", "criteria": ">=", "value": LEAST_NUMBER},
        "wage": {"validate": "decimal", "criteria": ">=", "value": 0},
        "date": {"validate": "date", "criteria": ">=", "value": FIRST_DAY},
        "month": {"validate": "date", "criteria": ">=", "value": FIRST_DAY},
        "id": {"validate": "length", "criteria": "between", "minimum": 18, "maximum": 22},
        "region_county": {"validate": "list", "source": list(places.counties)},
        # a township may be newer than the list: ask, do not forbid
        "region_town": {"validate": "list", "source": places.town, "error_type": "warning"},
    }
    if column.type == "code":
        hidden = is_long(fact.labels)
        source = places.lists[column.codes or ""] if hidden else list(fact.labels)
        return {"validate": "list", "source": source}
    if column.name == "work_province":
        return {"validate": "list", "source": places.lists["provinces"], "error_type": "warning"}
    return rules.get(column.type, {"validate": "any"})


def _wrong(fact: ColumnFacts, wanted: str) -> str:
    expected = {
        "integer": f"应为 0 到 {MOST_MONTHS} 的整数",
        "count": "应为不小于 0 的整数",
        "number": "应为数字",
        "wage": "应为不小于 0 的数字",
        "date": "应为日期",
        "month": "应为年月",
        "id": "长度不对",
        "boolean": "不在列表中",
        "region_county": "不在列表中",
        "region_town": "不在所选县（市、区）的列表中；核对无误的可以继续",
        "text": "不在列表中；在境外的写国家或地区名，可以继续",
    }.get(fact.column.type, "不在列表中")
    return f"“{fact.title}”{expected}。{wanted}。" if wanted else f"“{fact.title}”{expected}。"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
