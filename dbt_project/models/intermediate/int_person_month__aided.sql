{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with approval as (

    select * from {{ ref('int_row_month__aid') }}
    where person_key is not null
        and approved_date <= {{ month_end('report_month') }}
        and coalesce(left_date > {{ month_end('report_month') }}, true)
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H6') }}

),

aided as (

    select
        report_month,
        person_key,
        min(approved_date) as approved_date
    from approval
    group by report_month, person_key

)

select * from aided
