"""What changed after the month's cut-off day: the rows that counted then against those that count.

Belongs here: ``rewritten``, the measure of R83. Reads the files of those slots only in which other
deliveries, or other townships of them, count now.
Does not belong here: when the cut-off is and what counted then: the register says it.
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

import duckdb

from pipelines.quality.relations import delivery_file, is_replaced
from pipelines.quality.session import parquet
from pipelines.settings import Settings


def load_rewritten(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Create ``rewritten``: rosters whose rows differ, with how many persons they differ in.

    Raises:
        QualityError: a file of the lake is not there.
    """
    connection.execute(
        """
        create table moved as
        with described as (
            select county_code, table_name,
                string_agg(
                    concat(delivery_id, ':', replaced_towns_at_cutoff), ',' order by delivery_id
                ) filter (counted_at_cutoff) as counted_then,
                string_agg(concat(delivery_id, ':', replaced_towns), ',' order by delivery_id)
                    filter (standing = 'counts') as counted_now
            from month_register
            where is_roster and intake_state = 'conformed'
            group by all
        )
        from month_register
        join described using (county_code, table_name)
        where (counted_at_cutoff or standing = 'counts')
            and counted_then is not null
            and counted_then is distinct from counted_now
        """
    )
    files = [
        delivery_file(settings, *row)
        for row in connection.execute(
            "select source, table_name, report_month, county_code, delivery_id from moved"
            " order by delivery_id"
        ).fetchall()
    ]
    rows = (
        f"select delivery_id, town_code, person_key, row_hash from {parquet(files)}"
        if files
        else "select null as delivery_id, null as town_code, null as person_key, null as row_hash"
    )
    then = f"counted_at_cutoff and not {is_replaced('replaced_towns_at_cutoff', 'town_code')}"
    now = f"standing = 'counts' and not {is_replaced('replaced_towns', 'town_code')}"
    connection.execute(
        f"""
        create table rewritten as
        with content as (
            select county_code, county_name, table_name, table_title, person_key, row_hash,
                bool_or({then}) as counted_then,
                bool_or({now}) as counts_now
            from ({rows}) join moved using (delivery_id)
            group by all
        ),
        compared as (
            select county_code, county_name, table_name, table_title,
                bool_or(counted_then) as was_there,
                count(distinct coalesce(person_key, row_hash))
                    filter (counted_then <> counts_now) as person_count
            from content group by all
        )
        select compared.* exclude (was_there), slots.delivery_id
        from compared left join slots using (county_code, table_name)
        where was_there and person_count > 0
        """
    )
