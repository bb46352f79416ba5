{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- One row of T-N3 for each person, and whether the person's needs were answered.
with work_plan as (

    select * from {{ ref('int_row_month__work_plan') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N3') }}

),

needs as (

    select
        report_month,
        person_key,
        bool_or(service_needs is not null) as has_needs_anywhere
    from work_plan
    group by report_month, person_key

),

counted_once as (

    select *
    from work_plan
    qualify row_number() over (
        partition by report_month, person_key
        order by county_code, sheet_name nulls last, row_no, delivery_id
    ) = 1

),

served as (

    select * from {{ ref('int_person_month__served') }}
    where guidance_count >= 1
        and job_offer_count >= 1
        and {{ in_months_to_build('report_month') }}

)

select
    counted_once.report_month,
    counted_once.person_key,
    counted_once.county_code,
    counted_once.town_code,
    needs.has_needs_anywhere,
    counted_once.service_needs is not null as has_needs,
    counted_once.service_needs is not null and served.person_key is not null as is_needs_served
from counted_once
inner join needs
    on counted_once.report_month = needs.report_month
    and counted_once.person_key = needs.person_key
left join served
    on counted_once.report_month = served.report_month
    and counted_once.person_key = served.person_key
