"""Layouts: which tables and columns the exports have, as data read from ``layout.yml``.

Belongs here: the shape of a layout and the mistakes it may not have.
Does not belong here: finding a header in a sheet (``headers``) and reading cells (``values``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pipelines.intake.errors import LayoutError
from pipelines.intake.layout_yaml import MistakeError, line_of, read_yaml, validated
from pipelines.settings import PROJECT_DIR

ColumnType = Literal[
    "text", "code", "boolean", "integer", "wage", "date", "month", "id", "name", "phone",
    "record_no", "presence", "region_county", "region_town", "region_village", "region_code",
    "derived",
]  # fmt: skip
Privacy = Literal["identity", "sensitive", "internal", "public"]
CodeList = dict[str, list[str]]

_MARKS = re.compile(r"[\s*]|\((?:必填|选填|必填项|非必填)\)")
_OPEN_START, _OPEN_END = "0000-00", "9999-99"


def normal_header(text: str) -> str:
    """Return ``text`` as headers are compared: half-width, no blanks, no （必填）."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _plain_alias(value: Any) -> Any:
    return {"header": value} if isinstance(value, str) else value


class Alias(_Strict):
    """Another way a header was written, perhaps only from one report month to another."""

    header: str
    valid_from: str = _OPEN_START
    valid_to: str = _OPEN_END


class Column(_Strict):
    """One column of an export, and where it goes."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: ColumnType
    header: str | None = None
    aliases: list[Annotated[Alias, BeforeValidator(_plain_alias)]] = []
    occurrence: int = 1
    codes: str | None = None
    blanks: list[str] = []
    required: bool = False
    privacy: Privacy
    unit: str | None = None
    stored: bool = True
    tracked: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.header is None) != (self.type == "derived"):
            raise ValueError(f"列 {self.name}：只有 type: derived 的列没有 header，其他列必须有。")
        if self.type == "derived" and self.name != "work_region":
            raise ValueError(f"列 {self.name}：只有 work_region 可以是 derived。")
        if self.type == "code" and self.codes is None:
            raise ValueError(f"列 {self.name}：type: code 必须用 codes 指定码表。")
        if self.type in ("id", "name", "phone") and (self.stored or self.privacy != "identity"):
            raise ValueError(f"列 {self.name}：身份信息必须写 stored: false 和 privacy: identity。")
        return self

    def spellings(self) -> list[tuple[str, str, str]]:
        """Return ``(normal header, valid from, valid to)``, the canonical header first."""
        own = [] if self.header is None else [(self.header, _OPEN_START, _OPEN_END)]
        listed = own + [(a.header, a.valid_from, a.valid_to) for a in self.aliases]
        return [(normal_header(text), first, last) for text, first, last in listed]


class TableLayout(_Strict):
    """One table of one source."""

    entity: str
    table_name: str
    title_keywords: list[str]
    columns: list[Column]
    sequence_headers: list[str] = []
    ignored: list[str] = []
    ignored_prefixes: list[str] = []

    @model_validator(mode="after")
    def _unambiguous(self) -> Self:
        names: set[str] = set()
        seen: dict[tuple[str, int], str] = {}
        for at, column in enumerate(self.columns):
            if column.name in names:
                raise MistakeError(f"列 {column.name} 写了两次。", "columns", at, "name")
            names.add(column.name)
            for spelling in {text for text, _, _ in column.spellings()}:
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

    def column(self, name: str) -> Column:
        """Return the column called ``name``."""
        return next(column for column in self.columns if column.name == name)

    @property
    def stored(self) -> list[Column]:
        """The columns that go into the lake, in order."""
        return [column for column in self.columns if column.stored]

    @property
    def required(self) -> list[Column]:
        """The columns without which a file is refused."""
        return [column for column in self.columns if column.required]

    @cached_property
    def index(self) -> dict[str, list[tuple[int, int, str, str, str]]]:
        """Normal header -> ``(occurrence, rank, column, valid from, valid to)``."""
        found: dict[str, list[tuple[int, int, str, str, str]]] = {}
        for column in self.columns:
            for rank, (text, first, last) in enumerate(column.spellings()):
                found.setdefault(text, []).append(
                    (column.occurrence, rank, column.name, first, last)
                )
        return {text: sorted(entries) for text, entries in found.items()}

    @cached_property
    def known(self) -> frozenset[str]:
        """Normal headers that are known and not used."""
        return frozenset(normal_header(text) for text in [*self.ignored, *self.sequence_headers])

    def is_known(self, text: str) -> bool:
        """Return whether the normal header ``text`` is known and not used."""
        return text in self.known or text.startswith(tuple(self.ignored_prefixes))


class OtherTable(_Strict):
    """A table that exists but is not taken in; two of its headers give it away."""

    name: str
    signature: list[str]


class Places(_Strict):
    """Names by which a region of work is told from the place texts."""

    home_province: list[str]
    home_city: list[str]
    provinces: list[str]
    foreign: list[str]


class SourceLayout(_Strict):
    """One ``layout.yml``."""

    source: str
    source_name: str
    layout_version: str
    code_lists: dict[str, CodeList]
    places: Places | None = None
    tables: dict[str, TableLayout]
    other_tables: list[OtherTable] = []

    @model_validator(mode="after")
    def _codes_exist(self) -> Self:
        for name, labels in self.code_lists.items():
            owner: dict[str, str] = {}
            for label, synonyms in labels.items():
                for text in (label, *synonyms):
                    if owner.setdefault(text, label) != label:
                        raise MistakeError(
                            f"码表 {name} 中“{text}”同时属于“{owner[text]}”和“{label}”。",
                            "code_lists",
                            name,
                            label,
                        )
        for table, layout in self.tables.items():
            for at, column in enumerate(layout.columns):
                if column.codes is not None and column.codes not in self.code_lists:
                    raise MistakeError(
                        f"表 {table} 的列 {column.name} 指定的码表 {column.codes} 不存在。"
                        f"现有码表：{'、'.join(self.code_lists)}。",
                        "tables",
                        table,
                        "columns",
                        at,
                        "codes",
                    )
        return self


class Layouts:
    """Every table of every source. Immutable after loading; travels to child processes."""

    def __init__(self, sources: list[SourceLayout]) -> None:
        self.sources = tuple(sources)
        self.tables = {t: layout for s in sources for t, layout in s.tables.items()}
        self.source_of = {t: s for s in sources for t in s.tables}
        self.other_tables = tuple(other for s in sources for other in s.other_tables)

    @property
    def places(self) -> Places:
        """Names of places; the first source that has them."""
        return next(s.places for s in self.sources if s.places is not None)

    def codes(self, table: str, column: Column) -> CodeList:
        """Return the code list of ``column``: label -> other ways of writing it."""
        return self.source_of[table].code_lists[column.codes or ""]

    @cached_property
    def distinctive(self) -> frozenset[tuple[str, str]]:
        """``(table, column)`` pairs whose headers no other table has."""
        owners: dict[str, set[str]] = {}
        for table, layout in self.tables.items():
            for text in [*layout.index, *layout.known]:
                owners.setdefault(text, set()).add(table)
        return frozenset(
            (table, column.name)
            for table, layout in self.tables.items()
            for column in layout.columns
            if column.header is not None and owners[normal_header(column.header)] == {table}
        )


def load_layouts(expectations_dir: Path) -> Layouts:
    """Read every ``<source>/layout.yml`` under ``expectations_dir``.

    Raises:
        LayoutError: no layout is there, or one has a mistake; file, line and what is allowed.
    """
    files = sorted(expectations_dir.glob("*/layout.yml"))
    if not files:
        raise LayoutError(f"{expectations_dir} 下没有任何 <来源>/layout.yml，请从备份恢复。")
    return Layouts([_load(path) for path in files])


def _load(path: Path) -> SourceLayout:
    content, node = read_yaml(path)
    layout = validated(SourceLayout, content, node, path)
    for table, its in layout.tables.items():
        for key in ("id", "name"):
            if not any(column.type == key for column in its.columns):
                line = line_of(node, ("tables", table))
                raise LayoutError(
                    f"版式文件 {path} 第 {line} 行：表 {table} 没有 type: {key} 的列。"
                )
    return layout


@lru_cache(maxsize=4)
def shipped_layouts(expectations_dir: Path = PROJECT_DIR / "expectations") -> Layouts:
    """Return the project's own layouts, read once."""
    return load_layouts(expectations_dir)
