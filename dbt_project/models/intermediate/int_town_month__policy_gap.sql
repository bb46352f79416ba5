{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with subsidy as (

    select * from {{ ref('int_person_month__transport_subsidy') }}
    where town_code is not null
        and {{ in_months_to_build('report_month') }}

),

town as (

    select
        report_month,
        county_code,
        town_code,
        count(*) as due_count,
        count_if(is_transport_paid) as paid_count
    from subsidy
    group by report_month, county_code, town_code

)

select
    report_month,
    county_code,
    town_code,
    cast(due_count as integer) as due_count,
    cast(paid_count as integer) as paid_count,
    paid_count = 0 as is_policy_gap
from town
