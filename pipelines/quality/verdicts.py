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
    """Take the rows of slots that a file rule blocks out of the later stages.

    A refused file beside counting ones blocks nothing: it has no rows, and no say over theirs.
    """
    connection.execute(
        """
        create table blocking as
        select parts.county_code, parts.table_name, found.rule_id, found.message,
            found.town_code, found.facts
        from found join parts using (delivery_id)
        where found.action = 'B' and not found.is_exempt
        """
    )
    for table in tables:
        connection.execute(
            f"delete from {relation_of(table)} where county_code in"
            f" (select county_code from blocking where table_name = {literal(table)})"
        )


def decide(connection: duckdb.DuckDBPyConnection, quarantine_share_max: float) -> None:
    """Create ``verdicts`` from ``candidates``, ``expected`` and what was found up to R61.

    The state is the slot's: what holds one part holds all. Rows are each delivery's own.
    """
    share = f"{100 * quarantine_share_max:g}"
    connection.execute(
        f"""
        create table verdicts as
        with per_rule as (
            select
                county_code, table_name, rule_id,
                -- whoever reads a verdict is told the county beside it
                regexp_replace(
                    first(message order by town_code nulls first, facts), '^【[^】]*】', ''
                ) as first_message,
                count(*) as findings
            from blocking
            group by all
        ),
        blocked as (
            select
                county_code, table_name,
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
            from found where action = 'Q' and not is_exempt group by delivery_id
        ),
        counted as (
            select parts.*, coalesce(q.row_count, 0) as quarantined,
                sum(quarantined) over slot as slot_quarantined,
                sum(rows_counting) over slot as slot_rows
            from parts left join quarantined as q using (delivery_id)
            window slot as (partition by county_code, table_name)
        ),
        judged as (
            select counted.*, blocked.rules, blocked.words,
                slot_quarantined > {quarantine_share_max} * slot_rows as has_too_many
            from counted left join blocked using (county_code, table_name)
        ),
        refused as (
            select candidates.*, first(found.message) as words
            from candidates
            left join found on found.delivery_id = candidates.delivery_id and found.rule_id = 'R01'
            where standing = 'refused'
            group by all
        )
        select
            report_month, county_code, source, table_name, delivery_id,
            case when rules is not null or has_too_many then 'held' else 'accepted' end as state,
            case when rules is not null then words
                when has_too_many then format(
                    '隔离{{:d}}行，占{{:d}}行的{{:.1f}}%，超过{share}%，已暂停更新。',
                    slot_quarantined::bigint, slot_rows::bigint,
                    100.0 * slot_quarantined / slot_rows) end as reason,
            case when rules is not null then rules
                when has_too_many then {literal(TOO_MANY_QUARANTINED)} end as blocking_rules,
            is_lead,
            rows_counting::bigint as rows_data,
            (rows_counting - quarantined)::bigint as rows_accepted,
            quarantined::bigint as rows_quarantined
        from judged
        union all
        select
            report_month, county_code, source, table_name, delivery_id, 'refused',
            coalesce(refusal_message, words, '导出文件不能使用。'), 'R01', is_lead, 0, 0, 0
        from refused
        union all
        select
            run.report_month, county_code, expected.source, table_name, null, 'missing',
            format('本月没有收到{{}}。', table_title), 'R01', true, 0, 0, 0
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
