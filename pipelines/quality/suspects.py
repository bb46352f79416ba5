"""The row stage in one pass a table: rows that break some rule, taken aside for Great Expectations.

Belongs here: which rows are worth asking every rule about, and what the row rules know beside a
row. Does not belong here: the rules' conditions (``expectations/``), their verdicts (``gx``): each
expectation still judges its own condition, over these few rows instead of the whole table.
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.quality.query import literal, predicate, relation_of, suspects_of
from pipelines.quality.rules import Rule

_PLACE = (
    "county_code, town_code, delivery_id, sheet_name, row_no,"
    " {person} as person_key, {table} as table_name, place"
)


def prepare(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    """Create what row rules read: the suspects, still empty, and the relations of cells.

    ``<table>_suspects``: the table's columns and ``filled``, which says of each column whether the
    delivery has anything in it. ``unread``: cells that could not be read, one a row. ``days``: the
    dates of every table, one a row. Needs the rows that the file rules left.
    """
    for table in tables:
        relation = relation_of(table)
        flags = ", ".join(
            f"{name} := {_is_filled(name, kind)}" for name, kind in _columns(connection, table)
        )
        connection.execute(
            f"""
            create table {relation}_filled as
            select delivery_id, struct_pack({flags}) as filled from {relation} group by delivery_id;
            create table {suspects_of(table)} as
            from {relation} join {relation}_filled using (delivery_id) limit 0
            """
        )
    _create_unread(connection, tables)
    _create_days(connection, tables)


def fill(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    """Put the rows that break any of ``rules`` among the suspects, one scan a table."""
    conditions: dict[str, list[str]] = {}
    for rule in rules:
        if rule.sql is None:
            for table in rule.tables:
                conditions.setdefault(table, []).append(predicate(rule, table))
    for name, own in conditions.items():
        relation = relation_of(name)
        any_of = " or ".join(f"coalesce(({condition}), false)" for condition in own)
        connection.execute(
            f"""
            insert into {suspects_of(name)}
            select {relation}.*, filled
            from {relation} join {relation}_filled using (delivery_id) cross join run
            where {any_of}
            """
        )


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Return name and kind (layout type; empty: not of the layout) of a relation's columns."""
    return connection.execute(
        "select c.column_name, coalesce(any_value(h.kind), '')"
        " from duckdb_columns() as c left join headers as h"
        f" on h.column_name = c.column_name and h.table_name = {literal(table)}"
        f" where c.table_name = {literal(relation_of(table))}"
        " group by c.column_name, c.column_index order by c.column_index"
    ).fetchall()


def _is_filled(name: str, kind: str) -> str:
    """Return whether the deliveries' rows have something in a column; "not there" is nothing."""
    is_presence = kind == "presence" or name in ("has_name", "has_phone")
    return f"coalesce(bool_or({name}), false)" if is_presence else f"count({name}) > 0"


def _place(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    has_person = any(name == "person_key" for name, _ in _columns(connection, table))
    person = "person_key" if has_person else "null::varchar"
    return _PLACE.format(person=person, table=literal(table))


def _create_unread(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    rows = "\nunion all\n".join(
        f"select {_place(connection, table)}, unread_cells from {relation_of(table)}"
        " where unread_cells is not null"
        for table in tables
    )
    connection.execute(
        f"""
        create table unread as
        with cells as (select *, unnest(json_keys(unread_cells)) as column_name from ({rows}))
        select cells.* exclude (unread_cells), header, kind,
            unread_text(unread_cells, cells.column_name) as written
        from cells join headers using (table_name, column_name)
        """
    )


def _create_days(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    headers = connection.execute(
        "select table_name, column_name, header, kind from headers where kind in ('date', 'month')"
    ).fetchall()
    selects = "\nunion all\n".join(
        f"select {_place(connection, table)}, {literal(name)} as column_name,"
        f" {literal(header)} as header, {literal(kind)} as kind, {name} as day"
        f" from {relation_of(table)}"
        for table, name, header, kind in headers
        if table in tables
    )
    connection.execute(f"create view days as {selects}")
