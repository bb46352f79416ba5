{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with row_now as (

    select
        report_month,
        county_code,
        town_code,
        {{ fingerprint(['person_key', 'row_hash']) }} as row_fingerprint,
        1 as is_now,
        0 as is_last_month
    from {{ ref('int_row_month__rural_labour') }}
    where town_code is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H1', months_back=1) }}

),

-- The same rows a month later: what this month is compared with.
row_last_month as (

    select
        {{ month_shift('labour.report_month', 1) }} as report_month,
        labour.county_code,
        labour.town_code,
        {{ fingerprint(['labour.person_key', 'labour.row_hash']) }} as row_fingerprint,
        0 as is_now,
        1 as is_last_month
    from {{ ref('int_row_month__rural_labour') }} as labour
    where labour.town_code is not null
        and {{ in_months_to_build(month_shift('labour.report_month', 1)) }}
        and {{ in_lake_months_to_read('labour.delivery_month', ref('int_county_month__effective'), 'T-H1', months_back=1) }}

),

-- Only months in which the county could be compared: figures this month and the month before.
comparable as (

    select
        this_month.report_month,
        this_month.county_code
    from {{ ref('int_county_month__effective') }} as this_month
    inner join {{ ref('int_county_month__effective') }} as last_month
        on this_month.county_code = last_month.county_code
        and this_month.table_name = last_month.table_name
        and {{ month_shift('this_month.report_month', -1) }} = last_month.report_month
    where this_month.table_name = 'T-H1'
        and last_month.source_month is not null

),

both_months as (

    select * from row_now
    union all
    select * from row_last_month

),

content as (

    select
        report_month,
        county_code,
        town_code,
        row_fingerprint,
        max(is_now) as is_now,
        max(is_last_month) as is_last_month
    from both_months
    group by report_month, county_code, town_code, row_fingerprint

),

town as (

    select
        content.report_month,
        content.county_code,
        content.town_code,
        cast(sum(content.is_now) as bigint) as row_count,
        cast(sum(content.is_last_month) as bigint) as last_month_row_count,
        max(content.is_now + content.is_last_month * 2) <> 3
        or min(content.is_now + content.is_last_month * 2) <> 3 as is_changed,
        max(content.is_now + content.is_last_month * 2) = 3
        and min(content.is_now + content.is_last_month * 2) = 3 as is_unchanged,
        true as is_compared
    from content
    inner join comparable
        on content.report_month = comparable.report_month
        and content.county_code = comparable.county_code
    group by content.report_month, content.county_code, content.town_code

)

select * from town
