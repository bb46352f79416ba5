"""Failing rows, collected in the database by the query that Great Expectations judged.

Belongs here: the table ``found`` and how it becomes ``findings.parquet`` (numbers, keys, text).
Does not belong here: whether a rule failed (``gx``), what follows for a delivery (``verdicts``).
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from pipelines.quality.database_words import in_words
from pipelines.quality.errors import RuleError
from pipelines.quality.query import (
    collection_query,
    key_expression,
    literal,
    message_expression,
    relation_of,
)
from pipelines.quality.rules import FINDING_COLUMNS, Rule
from pipelines.quality.session import create_from
from pipelines.quality.tables import findings_schema

_COLLECTED = (
    *("rule_id", "severity", "owner", "action"),
    *FINDING_COLUMNS,
    *("facts", "message", "problem_key"),
)
# The order in which findings of a rule are numbered, and ties after it.
_ORDER = ", ".join(
    f"{name} nulls last"
    for name in (
        *("county_code", "town_code", "table_name", "sheet_name", "row_no", "facts"),
        *("delivery_id", "column_name", "person_key"),
    )
)


def create_found(connection: duckdb.DuckDBPyConnection, exempt: pl.DataFrame) -> None:
    """Create the table that collects findings while the stages run.

    ``exempt``: problems (``problem_key``) that are no reason to quarantine a row or hold a table.
    """
    kinds: dict[str, pl.DataType] = {"row_no": pl.Int32(), "is_exempt": pl.Boolean()}
    texts: dict[str, pl.DataType] = {name: pl.String() for name in _COLLECTED}
    schema = pl.Schema(texts | kinds)
    create_from(connection, "found", pl.DataFrame(schema=schema))
    create_from(connection, "exempt", exempt)


def check_query(connection: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """Refuse a rule whose SQL the database does not understand.

    Raises:
        RuleError: names file, line and what the database does not understand.
    """
    try:
        connection.execute(f"explain {collection_query(rule)}")
    except duckdb.Error as error:
        raise RuleError(
            f"规则 {rule.place} 的 SQL 无法执行：{in_words(error)}。"
            "请检查它的 where、sql 和 facts，并运行 employment rules check 查看全部错误。"
        ) from error


def create_views(connection: duckdb.DuckDBPyConnection, views: Mapping[str, str]) -> None:
    """Create the queries that several rules share, once each.

    Raises:
        RuleError: the database does not understand one of them.
    """
    for name, query in views.items():
        try:
            connection.execute(f'create table "{name}" as {query}')
        except duckdb.Error as error:
            raise RuleError(
                f"规则文件 views 中的 {name} 无法执行：{in_words(error)}。请检查它。"
            ) from error


def collect(connection: duckdb.DuckDBPyConnection, rule: Rule) -> int:
    """Add the rule's failing rows to ``found``, with a key for each problem; return how many.

    Two findings of one month never share a key: where the rule's key fields do not tell them
    apart (people without an ID in one village), the second one is "the second there".
    """
    fixed = ", ".join(
        f"{literal(value)} as {name}"
        for name, value in (
            ("rule_id", rule.id),
            ("severity", rule.severity),
            ("owner", rule.owner),
            ("action", rule.action),
        )
    )
    inserted = connection.execute(
        f"""
        insert into found by name
        with keyed as (
            select {fixed}, *, {message_expression(rule)} as message,
                {key_expression(rule)} as problem
            from ({collection_query(rule)})
        ),
        numbered as (
            select *, row_number() over (partition by problem order by {_ORDER}) as repetition
            from keyed
        )
        select * exclude (problem, repetition),
            left(sha256(concat(problem, '|', repetition)), 32) as problem_key,
            problem_key in (from exempt) as is_exempt
        from numbered
        """
    ).fetchone()
    return int(inserted[0]) if inserted else 0


def add_found(connection: duckdb.DuckDBPyConnection, told: pl.DataFrame) -> None:
    """Add what another session found (all columns of ``found``)."""
    connection.register("incoming_frame", told)
    connection.execute("insert into found by name from incoming_frame")
    connection.unregister("incoming_frame")


def remove_quarantined(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Take the rows found so far with action Q, and not exempt, out of the later stages."""
    connection.execute(
        f"""
        delete from {relation_of(table)}
        where (delivery_id, sheet_name, row_no) in (
            select (delivery_id, sheet_name, row_no) from found
            where action = 'Q' and not is_exempt and table_name = {literal(table)}
        )
        """
    )


def write_findings(connection: duckdb.DuckDBPyConnection, month: str, path: Path) -> None:
    """Write the findings to ``path``, numbered."""
    columns = ", ".join(findings_schema.names())
    connection.execute(
        f"""
        copy (
            with numbered as (
                select
                    found.*,
                    {literal(month)} as report_month,
                    known_tables.source,
                    row_number() over (partition by rule_id order by {_ORDER}) as number
                from found left join known_tables using (table_name)
            )
            select {columns} from (
                select
                    *,
                    format('BS-{{}}-{{}}-{{:05d}}', report_month, rule_id, number) as finding_id
                from numbered
            )
            order by rule_id, number
        ) to {literal(path.as_posix())} (format parquet, compression zstd)
        """
    )
