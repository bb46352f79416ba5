"""The shape of a small book as an office sends it, and the cells that many rows begin with.

Belongs here: what the books of all tables share. The books: ``intake_tables``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.intake_files import id_number, name, phone


@dataclass(frozen=True)
class Book:
    """A sheet and what its first data row says."""

    source: str
    title: str
    header: tuple[str, ...]
    rows: list[list[Any]]
    first: dict[str, Any]
    values: list[tuple[int, str, str]] = field(default_factory=list)
    """Bridge: row number, column, value."""
    persons: int = 2
    county: str = "220621"
    problems: dict[str, dict[str, int]] = field(default_factory=dict)

    def sheet(self) -> list[Any]:
        """Return title, header, rows and the foot that offices put below."""
        foot = [("合计", "", "", len(self.rows)), ("填表人：", "", "审核人：")]
        return [(self.title,), self.header, *self.rows, *foot]


HOME = ("抚松县", "万良镇", "万良村")


def persons(*rows: tuple[Any, ...]) -> list[list[Any]]:
    """Return rows that begin with number, home, name, ID and phone."""
    return [
        [n, *HOME, name(n), id_number(n), phone(n), *row] for n, row in enumerate(rows, start=1)
    ]


PERSON = ("序号", "县（市、区）", "乡镇（街道）", "行政村", "姓名", "身份证号码", "联系电话")
THING = ("序号", "县区", "乡镇", "村")


def things(*rows: tuple[Any, ...]) -> list[list[Any]]:
    return [[n, *HOME, *row] for n, row in enumerate(rows, start=1)]


def national(*rows: tuple[Any, ...]) -> list[list[Any]]:
    return [
        ["吉林省", "白山市", *HOME, f"00622{n}", name(n), id_number(n), *row]
        for n, row in enumerate(rows, start=1)
    ]


NATIONAL = ("省", "市", "县", "乡", "行政村", "户编号", "姓名", "证件号码")
