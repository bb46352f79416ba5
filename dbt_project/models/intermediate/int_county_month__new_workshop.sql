{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with effective as (

    select
        report_month,
        county_code
    from {{ ref('int_county_month__effective') }}
    where table_name = 'T-N6b'
        and source_month is not null
        and {{ in_months_to_build('report_month') }}

),

new_workshop as (

    select
        report_month,
        county_code,
        count(*) as new_workshop_count
    from {{ ref('int_workshop_month') }}
    where is_new
        and {{ in_months_to_build('report_month') }}
    group by report_month, county_code

)

select
    effective.report_month,
    effective.county_code,
    cast(null as string) as town_code,
    cast(coalesce(new_workshop.new_workshop_count, 0) as integer) as new_workshop_count,
    true as has_to_add_workshop,
    coalesce(new_workshop.new_workshop_count, 0) >= 1 as has_new_workshop
from effective
left join new_workshop
    on effective.report_month = new_workshop.report_month
    and effective.county_code = new_workshop.county_code
