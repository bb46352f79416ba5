{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- A workshop is its name in its county, however many rows the book has of it.
with workshop as (

    select * from {{ ref('int_row_month__workshop') }}
    where {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N6b') }}

),

parameter as (

    select * from {{ ref('int_month__parameters') }}

),

classified as (

    select
        workshop.*,
        coalesce(workshop.workshop_state = '正常', false) as is_running,
        coalesce(workshop.approved_date <= {{ month_end('workshop.report_month') }}, false)
            as is_approved,
        coalesce(workshop.approved_date >= {{ year_start('workshop.report_month') }}, false)
            as is_of_year,
        coalesce(workshop.relieved_workers >= parameter.workshop_min_relieved, false)
            as is_helping
    from workshop
    left join parameter
        on workshop.report_month = parameter.report_month

)

select
    report_month,
    county_code,
    workshop_name,
    min(town_code) as town_code,
    bool_or(is_running) as is_running,
    bool_or(is_running and is_approved) as is_approved_and_running,
    bool_or(is_approved and is_of_year) as is_new,
    bool_or(is_approved and is_of_year and is_helping) as is_new_and_helping,
    cast(coalesce(sum(case when is_running then workers end), 0) as integer) as worker_count,
    cast(coalesce(sum(case when is_running then relieved_workers end), 0) as integer)
        as relieved_worker_count
from classified
where workshop_name is not null
group by report_month, county_code, workshop_name
