"""One table of a layout: its columns, who its rows are about, which cells make a row.

Belongs here: the shape of a table and the mistakes it may not have.
Does not belong here: one column (``layout_columns``), sources and files (``layouts``).
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from pipelines.intake.layout_columns import IDENTITY, MULTI, Column, Strict, normal_header
from pipelines.intake.layout_yaml import MistakeError

Persons = Literal["all", "optional", "none"]
Entry = tuple[int, int, str, str, str, str]
"""Occurrence, rank, column, unit ("" = the column's), valid from, valid to."""


class TableLayout(Strict):
    """One table of one source."""

    entity: str
    table_name: str
    title_keywords: list[str]
    persons: Persons = "all"
    """Whether every row is about a person, some rows are, or none is."""
    anchors: list[str] = Field(default_factory=list)
    """Columns that make a row a data row; in a table of persons: number and name."""
    roster: bool = False
    """May come in pages or by township."""
    city_may_deliver: bool = False
    """The county cell may name the city itself."""
    columns: list[Column]
    sequence_headers: list[str] = Field(default_factory=list)
    ignored: list[str] = Field(default_factory=list)
    ignored_prefixes: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _unambiguous(self) -> Self:
        names: set[str] = set()
        seen: dict[tuple[str, int], str] = {}
        for at, column in enumerate(self.columns):
            if column.name in names:
                raise MistakeError(f"列 {column.name} 写了两次。", "columns", at, "name")
            names.add(column.name)
            for spelling in {text for text, *_ in column.spellings()}:
                other = seen.setdefault((spelling, column.occurrence), column.name)
                if other != column.name:
                    raise MistakeError(
                        f"写法“{spelling}”同时属于列 {other} 和 {column.name}，只能属于一列。",
                        "columns",
                        at,
                    )
        for key, listed in (("ignored", self.ignored), ("sequence_headers", self.sequence_headers)):
            for at, text in enumerate(listed):
                if (used := seen.get((normal_header(text), 1))) is not None:
                    raise MistakeError(
                        f"“{text}”已是列 {used} 的写法，不能又写在 {key} 中。", key, at
                    )
        return self

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> Self:
        names = [column.name for column in self.columns]
        for at, name in enumerate(self.anchors):
            if name not in names:
                raise MistakeError(f"anchors 中的列 {name} 不存在。", "anchors", at)
        for at, column in enumerate(self.columns):
            if column.required_unless is not None and column.required_unless not in names:
                raise MistakeError(
                    f"列 {column.name} 的 required_unless 指定的列"
                    f" {column.required_unless} 不存在。",
                    "columns",
                    at,
                    "required_unless",
                )
        return self

    @model_validator(mode="after")
    def _says_who_the_rows_are(self) -> Self:
        kinds = [column.type for column in self.columns]
        if self.persons == "none":
            if identity := [kind for kind in kinds if kind in IDENTITY]:
                raise MistakeError(
                    f"persons: none 的表不能有 type: {identity[0]} 的列。",
                    "columns",
                    kinds.index(identity[0]),
                )
        else:
            for kind in ("id", "name"):
                if kinds.count(kind) != 1:
                    raise MistakeError(
                        f"人员表应有且只有一个 type: {kind} 的列，现有 {kinds.count(kind)} 个。"
                        "没有人员的表请写 persons: none。",
                        "columns",
                    )
        if self.persons != "all" and not self.anchors:
            raise MistakeError(
                f"persons: {self.persons} 的表要用 anchors 写明哪些列有内容才算一行数据。",
                "persons",
            )
        return self

    def column(self, name: str) -> Column:
        """Return the column called ``name``."""
        return next(column for column in self.columns if column.name == name)

    @property
    def has_persons(self) -> bool:
        """Whether any row is about a person."""
        return self.persons != "none"

    @property
    def stored(self) -> list[Column]:
        """The columns that go into the lake, in order."""
        return [column for column in self.columns if column.stored]

    @property
    def multi(self) -> list[Column]:
        """The columns whose cells may hold several values, in order."""
        return [column for column in self.columns if column.type in MULTI]

    @property
    def required(self) -> list[Column]:
        """The columns without which a file is refused."""
        return [column for column in self.columns if column.required]

    @cached_property
    def index(self) -> dict[str, list[Entry]]:
        """Normal header -> the columns that it may mean, the first occurrence first."""
        found: dict[str, list[Entry]] = {}
        for column in self.columns:
            for rank, (text, first, last, unit) in enumerate(column.spellings()):
                found.setdefault(text, []).append(
                    (column.occurrence, rank, column.name, unit or "", first, last)
                )
        return {text: sorted(entries) for text, entries in found.items()}

    @cached_property
    def known(self) -> frozenset[str]:
        """Normal headers that are known and not used."""
        return frozenset(normal_header(text) for text in [*self.ignored, *self.sequence_headers])

    def is_known(self, text: str) -> bool:
        """Return whether the normal header ``text`` is known and not used."""
        return text in self.known or text.startswith(tuple(self.ignored_prefixes))
