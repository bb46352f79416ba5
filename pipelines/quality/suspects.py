"""The row stage in one pass a table: rows that break some rule, taken aside for Great Expectations.

Belongs here: which rows are worth asking every rule about, and what the row rules know beside a
row. Does not belong here: the rules' conditions (``expectations/``), their verdicts (``gx``): each
expectation still judges its own condition, over these few rows instead of the whole table.
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipelines.quality.query import literal, predicate, relation_of, suspects_of
from pipelines.quality.rules import Rule

_ALL = "\nunion all\n"
_PLACE = (
    "county_code, town_code, delivery_id, sheet_name, row_no,"
    " {person} as person_key, {table} as table_name, place"
)


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str
    """The layout's type; empty: no column of the layout."""
    header: str

    @property
    def is_filled(self) -> str:
        """Whether a delivery's rows have something in the column; "not there" is nothing."""
        if self.kind == "presence" or self.name in ("has_name", "has_phone"):
            return f"coalesce(bool_or({self.name}), false)"
        return f"count({self.name}) > 0"


def prepare(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    """Create what row rules read: the suspects, still empty, and the relations of cells.

    ``<table>_suspects``: the table's columns and ``filled``, which says of each column whether the
    delivery has anything in it. ``unread``: cells that could not be read, one a row. ``days``: the
    dates of every table, one a row. Needs the rows that the file rules left.
    """
    columns = _columns(connection)
    unread, days = [], []
    for table in tables:
        relation, own = relation_of(table), columns[relation_of(table)]
        flags = ", ".join(f"{column.name} := {column.is_filled}" for column in own)
        connection.execute(
            f"""
            create table {relation}_filled as
            select delivery_id, struct_pack({flags}) as filled from {relation} group by delivery_id;
            create table {suspects_of(table)} as
            from {relation} join {relation}_filled using (delivery_id) limit 0
            """
        )
        has_person = any(column.name == "person_key" for column in own)
        place = _PLACE.format(
            person="person_key" if has_person else "null::varchar", table=literal(table)
        )
        unread.append(
            f"select {place}, unread_cells from {relation} where unread_cells is not null"
        )
        days += [
            f"select {place}, {literal(column.name)} as column_name,"
            f" {literal(column.header)} as header, {literal(column.kind)} as kind,"
            f" {column.name} as day from {relation}"
            for column in own
            if column.kind in ("date", "month")
        ]
    connection.execute(
        f"""
        create view days as {_ALL.join(days)};
        create table unread as
        with cells as (
            select *, unnest(json_keys(unread_cells)) as column_name from ({_ALL.join(unread)})
        )
        select cells.* exclude (unread_cells), header, kind,
            unread_text(unread_cells, cells.column_name) as written
        from cells join headers using (table_name, column_name)
        """
    )


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


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[_Column]]:
    """Return the columns of every relation, in order."""
    found: dict[str, list[_Column]] = {}
    for relation, *column in connection.execute(
        """
        select c.table_name, c.column_name, coalesce(h.kind, ''), coalesce(h.header, '')
        from duckdb_columns() as c
        left join headers as h
            on h.column_name = c.column_name
            and replace(lower(h.table_name), '-', '_') = c.table_name
        order by c.table_name, c.column_index
        """
    ).fetchall():
        found.setdefault(relation, []).append(_Column(*column))
    return found
