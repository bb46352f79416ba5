"""From an entry of the catalogue to the one SQL text that Great Expectations judges.

Belongs here: putting predicate, facts and parameters into a query. ``{batch}`` stands for the run
(one row), as Great Expectations writes it; every other brace is doubled.
Does not belong here: the relations the query reads (``relations``), running it (``gx``).
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

import re
from string import Formatter

from pipelines.quality.rules import (
    FINDING_COLUMNS,
    PARAMETER_PATTERN,
    PERSON,
    Parameter,
    Rule,
    TableId,
)

RUN_RELATION = "run_month"
PERSON_IN_FINDINGS, ROW_IN_FINDINGS = "该人员", "该行"
"""What the placeholder of the person reads in tables of persons, and in the others."""

_WORDS = {
    re.compile(r"\bblank\((\w+)\)"): (
        r"(\1 is null and filled.\1 and not unread(unread_cells, '\1'))"
    ),
    re.compile(r"\babsent\((\w+)\)"): r"(not \1 and filled.\1)",
}
"""What rules may write of a column: that its cell is empty in a delivery that fills it at all."""

_WHOSE = (
    "case when table_name not in (select table_name from headers where is_identity)"
    f" then '{ROW_IN_FINDINGS}' else '{PERSON_IN_FINDINGS}' end"
)
_ROW_COLUMNS = ("delivery_id", "sheet_name", "row_no", "person_key")


def relation_of(table: str) -> str:
    """Return the relation that holds the rows of a table, e.g. ``t_h1`` for ``T-H1``."""
    return table.lower().replace("-", "_")


def suspects_of(table: str) -> str:
    """Return the relation that holds the rows that some row rule concerns (``suspects``)."""
    return f"{relation_of(table)}_suspects"


def literal(value: Parameter | None) -> str:
    """Return a SQL literal; numbers stay exact decimals in DuckDB."""
    if value is None:
        return "null"
    return str(value) if not isinstance(value, str) else "'" + value.replace("'", "''") + "'"


def expectation_query(rule: Rule) -> str:
    """Return the query whose rows are the rule's findings, with the ``{batch}`` placeholder.

    Columns: ``rules.FINDING_COLUMNS`` and ``facts`` (JSON text).
    """
    body = _sql_body(rule) if rule.sql is not None else _where_body(rule)
    return "with run as (select * from {batch})\n" + body.replace("{", "{{").replace("}", "}}")


def collection_query(rule: Rule) -> str:
    """Return the same text as it reads once Great Expectations has put the batch in."""
    return expectation_query(rule).format(batch=RUN_RELATION)


def predicate(rule: Rule, table: TableId) -> str:
    """Return the condition under which a row of ``table`` breaks a rule that has a ``where``."""
    return with_parameters(rule, rule.tables[table].where or rule.where or "")


def message_expression(rule: Rule) -> str:
    """Return the SQL expression that fills the rule's message from the column ``facts``."""
    pieces = []
    for text, name, _, _ in Formatter().parse(rule.message):
        if text:
            pieces.append(literal(text))
        if name == PERSON:
            pieces.append(_WHOSE)
        elif name is not None:
            pieces.append(f"coalesce(facts ->> {literal(name)}, '')")
    return f"concat({', '.join(pieces)})"


def key_expression(rule: Rule) -> str:
    """Return the SQL expression of what identifies the rule's problem from month to month."""
    fields = [
        f"coalesce({name}::varchar, '')"
        if name in FINDING_COLUMNS
        else f"coalesce(facts ->> {literal(name)}, '')"
        for name in rule.key_fields
    ]
    named = literal(rule.continues or rule.id)
    return f"concat_ws('|', {', '.join([named, 'county_code', *fields])})"


def _where_body(rule: Rule) -> str:
    parts = []
    for table, check in rule.tables.items():
        columns = [
            "county_code",
            "town_code",
            f"{literal(table)} as table_name",
            *_ROW_COLUMNS,
            f"{literal(check.column)}::varchar as column_name",
            f"{_facts(rule, {**rule.facts, **check.facts})} as facts",
        ]
        relation = suspects_of(table) if rule.stage == "row" else relation_of(table)
        parts.append(
            f"select {', '.join(columns)}\n"
            f"from {relation} cross join run\nwhere ({predicate(rule, table)})"
        )
    return "\nunion all\n".join(parts)


def _sql_body(rule: Rule) -> str:
    headers = {table: check.column for table, check in rule.tables.items() if check.column}
    cases = " ".join(
        f"when table_name = {literal(table)} then {literal(header)}"
        for table, header in headers.items()
    )
    header = f"case {cases} end" if cases else "column_name"
    columns = [name for name in FINDING_COLUMNS if name != "column_name"]
    return (
        f"select {', '.join(columns)}, {header} as column_name,"
        f" {_facts(rule, rule.facts)} as facts\n"
        "from (\nselect * from finding_shape\nunion all by name\n"
        f"({with_parameters(rule, rule.sql or '').strip().rstrip(';')})\n)"
    )


def _facts(rule: Rule, facts: dict[str, str]) -> str:
    pairs = [
        f"{literal(name)}, ({with_parameters(rule, text)})::varchar" for name, text in facts.items()
    ]
    return f"json_object({', '.join(pairs)})::varchar"


def with_parameters(rule: Rule, text: str) -> str:
    """Return SQL text of the rule with the words of the catalogue and its parameters put in."""
    for pattern, meaning in _WORDS.items():
        text = pattern.sub(meaning, text)
    return PARAMETER_PATTERN.sub(lambda match: literal(rule.parameters[match[1]]), text)
