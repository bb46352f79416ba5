"""From an entry of the catalogue to the one SQL text that Great Expectations judges.

Belongs here: putting predicate, facts and parameters into a query. ``{batch}`` stands for the run
(one row), as Great Expectations writes it; every other brace is doubled.
Does not belong here: the relations the query reads (``relations``), running it (``gx``).
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from string import Formatter

from pipelines.quality.rules import FINDING_COLUMNS, PARAMETER_PATTERN, PERSON, Parameter, Rule

RUN_RELATION = "run_month"
PERSON_IN_FINDINGS = "该人员"

_ROW_COLUMNS = ("delivery_id", "sheet_name", "row_no", "person_key")


def relation_of(table: str) -> str:
    """Return the relation that holds the rows of a table, e.g. ``t_h1`` for ``T-H1``."""
    return table.lower().replace("-", "_")


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


def message_expression(rule: Rule) -> str:
    """Return the SQL expression that fills the rule's message from the column ``facts``."""
    pieces = []
    for text, name, _, _ in Formatter().parse(rule.message):
        if text:
            pieces.append(literal(text))
        if name == PERSON:
            pieces.append(literal(PERSON_IN_FINDINGS))
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
    return f"concat_ws('|', {', '.join([literal(rule.id), 'county_code', *fields])})"


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
        predicate = with_parameters(rule, check.where or rule.where or "")
        parts.append(
            f"select {', '.join(columns)}\n"
            f"from {relation_of(table)} cross join run\nwhere ({predicate})"
        )
    return "\nunion all\n".join(parts)


def _sql_body(rule: Rule) -> str:
    headers = {table: check.column for table, check in rule.tables.items() if check.column}
    cases = " ".join(
        f"when table_name = {literal(table)} then {literal(header)}"
        for table, header in headers.items()
    )
    header = f"case {cases} end" if cases else "null::varchar"
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
    """Return SQL text of the rule with its parameters put in."""
    return PARAMETER_PATTERN.sub(lambda match: literal(rule.parameters[match[1]]), text)
