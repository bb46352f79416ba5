"""Layouts: which tables and columns the exports have, as data read from ``layout.yml``.

Belongs here: the shape of a layout and the mistakes it may not have.
Does not belong here: finding a header in a sheet (``headers``) and reading cells (``values``).
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from pipelines.intake.errors import LayoutError
from pipelines.intake.layout_columns import (
    Alias,
    Column,
    ColumnType,
    Privacy,
    Strict,
    normal_header,
)
from pipelines.intake.layout_tables import TableLayout
from pipelines.intake.layout_yaml import MistakeError, read_yaml, validated
from pipelines.settings import PROJECT_DIR

__all__ = [
    "Alias",
    "CodeList",
    "Column",
    "ColumnType",
    "Layouts",
    "Places",
    "Privacy",
    "SourceLayout",
    "TableLayout",
    "load_layouts",
    "normal_header",
    "shipped_layouts",
]

CodeList = dict[str, list[str]]


class OtherTable(Strict):
    """A table that exists but is not taken in; two of its headers give it away."""

    name: str
    signature: list[str]


class Places(Strict):
    """Names by which a region of work is told from the place texts."""

    home_province: list[str]
    provinces: list[str]
    foreign: list[str]


class SourceLayout(Strict):
    """One ``layout.yml``."""

    source: str
    source_name: str
    layout_version: str
    order: int = 99
    """Where the source stands among the others in lists for readers."""
    code_lists: dict[str, CodeList]
    places: Places | None = None
    tables: dict[str, TableLayout]
    other_tables: list[OtherTable] = Field(default_factory=list)

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
    def owners(self) -> dict[str, frozenset[str]]:
        """Normal header -> the tables that have a column so called."""
        found: dict[str, set[str]] = {}
        for table, layout in self.tables.items():
            for text in layout.index:
                found.setdefault(text, set()).add(table)
        return {text: frozenset(tables) for text, tables in found.items()}


def load_layouts(expectations_dir: Path) -> Layouts:
    """Read every ``<source>/layout.yml`` under ``expectations_dir``.

    Raises:
        LayoutError: no layout is there, or one has a mistake; file, line and what is allowed.
    """
    files = sorted(expectations_dir.glob("*/layout.yml"))
    if not files:
        raise LayoutError(f"{expectations_dir} 下没有任何 <来源>/layout.yml，请从备份恢复。")
    sources = [_load(path, path.stat().st_mtime_ns) for path in files]
    owner: dict[str, Path] = {}
    for path, source in zip(files, sources, strict=True):
        for table in source.tables:
            if (first := owner.setdefault(table, path)) != path:
                raise LayoutError(f"表 {table} 在 {first} 和 {path} 中都有，只能写在一处。")
    return Layouts(sorted(sources, key=lambda source: source.order))


@lru_cache(maxsize=32)
def _load(path: Path, changed_ns: int) -> SourceLayout:
    """Read one layout; ``changed_ns`` makes a layout that was changed be read anew."""
    content, node = read_yaml(path)
    return validated(SourceLayout, content, node, path)


@lru_cache(maxsize=4)
def shipped_layouts(expectations_dir: Path = PROJECT_DIR / "expectations") -> Layouts:
    """Return the project's own layouts, read once."""
    return load_layouts(expectations_dir)
