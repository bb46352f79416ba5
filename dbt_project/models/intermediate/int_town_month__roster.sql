{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- The townships that a county's roster names: those of which something is expected.
with labour as (

    select
        report_month,
        county_code,
        town_code
    from {{ ref('int_row_month__rural_labour') }}
    where town_code is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H1') }}

),

town as (

    select
        report_month,
        county_code,
        town_code,
        count(*) as row_count
    from labour
    group by report_month, county_code, town_code

)

select * from town
