"""What may pass: the state of every candidate delivery and of those that did not arrive.

Belongs here: blocking, the share of quarantined rows, the reason in words.
Does not belong here: the rules themselves.
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.quality.query import literal, relation_of
from pipelines.quality.tables import verdicts_schema

TOO_MANY_QUARANTINED = "Q5"


def remove_blocked(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> None:
    """Take the rows of deliveries that a file rule blocks out of the later stages."""
    for table in tables:
        connection.execute(
            f"delete from {relation_of(table)}"
            " where delivery_id in (select delivery_id from found where action = 'B')"
        )


def decide(connection: duckdb.DuckDBPyConnection, quarantine_share_max: float) -> None:
    """Create ``verdicts`` from ``candidates``, ``expected`` and what was found up to R61."""
    share = f"{100 * quarantine_share_max:g}"
    connection.execute(
        f"""
        create table verdicts as
        with per_rule as (
            select
                delivery_id, rule_id,
                -- whoever reads a verdict is told the county beside it
                regexp_replace(
                    first(message order by town_code nulls first, facts), '^【[^】]*】', ''
                ) as first_message,
                count(*) as findings
            from found where action = 'B' and delivery_id is not null
            group by all
        ),
        blocking as (
            select
                delivery_id,
                string_agg(rule_id, ',' order by rule_id) as rules,
                string_agg(
                    case when findings > 1
                        then concat(rtrim(first_message, '。'), '（另有', findings - 1, '条）。')
                        else first_message
                    end, '' order by rule_id
                ) as words
            from per_rule group by all
        ),
        quarantined as (
            select delivery_id, count(distinct (sheet_name, row_no)) as row_count
            from found where action = 'Q' group by delivery_id
        ),
        judged as (
            select
                c.*, blocking.rules, blocking.words, coalesce(q.row_count, 0) as quarantined,
                c.intake_state = 'conformed' as is_conformed,
                quarantined > {quarantine_share_max} * c.rows_data as has_too_many
            from candidates as c
            left join blocking using (delivery_id)
            left join quarantined as q using (delivery_id)
        )
        select
            report_month, county_code, source, table_name, delivery_id,
            case when not is_conformed then 'refused'
                when rules is not null or has_too_many then 'held'
                else 'accepted' end as state,
            case state
                when 'refused' then coalesce(refusal_message, words, '导出文件不能使用。')
                when 'held' then coalesce(words, format(
                    '隔离{{:d}}行，占{{:d}}行的{{:.1f}}%，超过{share}%，已暂停更新。',
                    quarantined, rows_data::bigint, 100.0 * quarantined / rows_data)) end as reason,
            case when rules is not null then rules
                when state = 'refused' then 'R01'
                when has_too_many then {literal(TOO_MANY_QUARANTINED)} end as blocking_rules,
            case when is_conformed then rows_data else 0 end::bigint as rows_data,
            case when is_conformed then rows_data - quarantined else 0 end::bigint as rows_accepted,
            quarantined::bigint as rows_quarantined
        from judged
        union all
        select
            run.report_month, county_code, expected.source, table_name, null, 'missing',
            format('本月没有收到{{}}。', table_title), 'R01', 0, 0, 0
        from expected cross join run
        anti join candidates using (county_code, table_name)
        """
    )


def remove_held(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> None:
    """Keep, for the rules across files, the rows of accepted deliveries only."""
    for table in tables:
        connection.execute(
            f"delete from {relation_of(table)} where delivery_id not in"
            " (select delivery_id from verdicts where state = 'accepted')"
        )


def write_verdicts(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the verdicts to ``path``, by county, table and delivery."""
    columns = ", ".join(verdicts_schema.names())
    connection.execute(
        f"copy (select {columns} from verdicts"
        " order by county_code, table_name, delivery_id nulls last)"
        f" to {literal(path.as_posix())} (format parquet, compression zstd)"
    )
