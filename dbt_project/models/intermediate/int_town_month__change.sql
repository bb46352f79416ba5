{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Each content once: what this month is made of, and the month before that it is compared with.
with content as (

    select distinct
        report_month,
        county_code,
        town_code,
        {{ fingerprint(['person_key', 'row_hash']) }} as row_fingerprint
    from {{ ref('int_row_month__rural_labour') }}
    where town_code is not null
        and {{ in_months_to_build(month_shift('report_month', 1)) }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H1', months_back=1) }}

),

-- Rows are the same where there are as many and their fingerprints add up to the same.
signature as (

    select
        report_month,
        county_code,
        town_code,
        count(*) as row_count,
        bit_xor(row_fingerprint) as rows_fingerprint
    from content
    group by report_month, county_code, town_code

),

this_month as (

    select * from signature
    where {{ in_months_to_build('report_month') }}

),

last_month as (

    select
        county_code,
        town_code,
        row_count,
        rows_fingerprint,
        {{ month_shift('report_month', 1) }} as report_month
    from signature

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

    select
        coalesce(this_month.report_month, last_month.report_month) as report_month,
        coalesce(this_month.county_code, last_month.county_code) as county_code,
        coalesce(this_month.town_code, last_month.town_code) as town_code,
        coalesce(this_month.row_count, 0) as row_count,
        coalesce(last_month.row_count, 0) as last_month_row_count,
        coalesce(
            this_month.row_count = last_month.row_count
            and this_month.rows_fingerprint = last_month.rows_fingerprint,
            false
        ) as is_unchanged
    from this_month
    full outer join last_month
        on this_month.report_month = last_month.report_month
        and this_month.county_code = last_month.county_code
        and this_month.town_code = last_month.town_code

)

select
    both_months.report_month,
    both_months.county_code,
    both_months.town_code,
    both_months.row_count,
    both_months.last_month_row_count,
    not both_months.is_unchanged as is_changed,
    both_months.is_unchanged,
    true as is_compared
from both_months
inner join comparable
    on both_months.report_month = comparable.report_month
    and both_months.county_code = comparable.county_code
