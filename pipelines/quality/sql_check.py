"""What of the catalogue the database refuses: every rule bound against the typed empty relations.

Belongs here: asking the database about each part of each rule, without a row of data and without
Great Expectations. Does not belong here: the shape of entries (``rules``), judging (``gx``).
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

import dataclasses
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb
import polars as pl

from pipelines.errors import EmploymentError
from pipelines.intake import ensure_empty_tables, load_layouts, register_schema
from pipelines.quality import tables
from pipelines.quality.catalogue import Catalogue
from pipelines.quality.database_words import in_words
from pipelines.quality.query import (
    collection_query,
    key_expression,
    message_expression,
    predicate,
    relation_of,
    suspects_of,
    with_parameters,
)
from pipelines.quality.relations import register_path
from pipelines.quality.rules import Rule
from pipelines.quality.stages import open_month, through_stages
from pipelines.settings import Settings

_ANY_MONTH = "2022-05"
_Connection = duckdb.DuckDBPyConnection


def sql_mistakes(settings: Settings, catalogue: Catalogue) -> list[str]:
    """Return a Chinese line, with file and line, for everything that cannot be run.

    Checked are the rules of all months, their tables' columns, and the shared views. Nothing of
    the home folder is read or written.
    """
    headers = _header_mistakes(settings, catalogue)
    with tempfile.TemporaryDirectory(prefix="rules-") as folder:
        nowhere = dataclasses.replace(settings, home=Path(folder), workers=1)
        try:
            return [*headers, *_bind_all(nowhere, catalogue)]
        except EmploymentError as error:
            return [*headers, str(error)]


def _bind_all(nowhere: Settings, catalogue: Catalogue) -> list[str]:
    found: list[str] = []
    broken: set[str] = set()
    views = {"file": catalogue.file_views, "cross": catalogue.views}
    _write_empty(nowhere)
    with open_month(nowhere, catalogue, _ANY_MONTH) as connection:
        # The views are created here, so that one that is wrong does not end the check.
        stages = through_stages(connection, nowhere, catalogue, _ANY_MONTH, with_views=False)
        for stage in stages:
            found += _create_views(connection, catalogue, views.get(stage, {}), broken)
            for rule in catalogue.rules:
                if rule.stage == stage and not _uses(rule.sql or "", broken):
                    found += _rule_mistakes(connection, rule)
    return found


def _write_empty(nowhere: Settings) -> None:
    """Write what a screening reads, typed and without a row, into a scratch folder."""
    ensure_empty_tables(nowhere)
    tables.ensure_empty_tables(nowhere)
    register = register_path(nowhere)
    register.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(schema=register_schema()).write_parquet(register)


def _create_views(
    connection: _Connection, catalogue: Catalogue, views: Mapping[str, str], broken: set[str]
) -> Iterator[str]:
    for name, query in views.items():
        if problem := _refused(connection, f'create table "{name}" as {query}'):
            broken.add(name)
            place = catalogue.view_places.get(name, "views")
            yield f"规则文件 {place}（views 中的 {name}）：{problem}，请改正。"


def _uses(sql: str, names: set[str]) -> bool:
    """Whether a query reads one of the views that could not be created: that is told already."""
    return any(re.search(rf"\b{name}\b", sql) for name in names)


def _rule_mistakes(connection: _Connection, rule: Rule) -> Iterator[str]:
    whole = (
        f"explain select *, {message_expression(rule)}, {key_expression(rule)}"
        f" from ({collection_query(rule)})"
    )
    problem = _refused(connection, whole)
    parts = list(_parts(connection, rule)) if problem or rule.sql is not None else []
    if problem and not parts:
        parts = [("", problem)]
    for place, words in parts:
        line = rule.lines.get(place, rule.line)
        yield f"规则文件 {rule.file} 第{line}行（{rule.id}）：{place} {words}，请改正。"


def _parts(connection: _Connection, rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield place and problem of every part of a rule that cannot be bound by itself."""

    def refused(query: str) -> str:
        return _refused(connection, f"explain {query}")

    if rule.sql is not None:
        inner = with_parameters(rule, rule.sql).strip().rstrip(";")
        if problem := refused(inner):
            yield "sql", problem
            return
        columns = {str(row[0]) for row in connection.execute(f"describe ({inner})").fetchall()}
        if "county_code" not in columns:
            yield "sql", "没有给出 county_code，问题不知道归哪个县"
        source = f"(from finding_shape union all by name ({inner}))"
        yield from _fact_problems(rule, rule.facts, "facts", source, refused)
        return
    seen: set[tuple[str, str]] = set()
    for table, check in rule.tables.items():
        relation = suspects_of(table) if rule.stage == "row" else relation_of(table)
        source = f"{relation} cross join run"
        place = f"tables.{table}.where" if check.where else "where"
        if problem := refused(f"select 1 from {source} where ({predicate(rule, table)})"):
            words = problem if check.where else f"在 {table} 上，{problem}"
            yield place, words
        own = f"tables.{table}.facts"
        found = [
            *_fact_problems(rule, check.facts, own, source, refused),
            *_fact_problems(rule, rule.facts, "facts", source, refused),
        ]
        yield from (item for item in found if item not in seen)
        seen.update(found)


def _fact_problems(
    rule: Rule, facts: Mapping[str, str], place: str, source: str, refused: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    for name, text in facts.items():
        expression = f"({with_parameters(rule, text)})::varchar"
        if problem := refused(f"select null::varchar as column_name, {expression} from {source}"):
            yield f"{place}.{name}", problem


def _refused(connection: _Connection, statement: str) -> str:
    """Return why the database refuses a statement, empty when it takes it."""
    try:
        connection.execute(statement)
    except duckdb.Error as error:
        return in_words(error)
    return ""


def _header_mistakes(settings: Settings, catalogue: Catalogue) -> list[str]:
    """Return a line for every column of a rule that its table does not have."""
    layouts = load_layouts(settings.expectations).tables
    found = []
    for rule in catalogue.rules:
        for table, check in rule.tables.items():
            known = {column.header for column in layouts[table].columns} if table in layouts else ()
            if check.column and known and check.column not in known:
                line = rule.lines.get(f"tables.{table}.column", rule.line)
                found.append(
                    f"规则文件 {rule.file} 第{line}行（{rule.id}）："
                    f"{table} 的版式中没有“{check.column}”这一列，请写成导出表的列名。"
                )
    return found
