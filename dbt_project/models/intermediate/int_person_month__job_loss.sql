{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- At work at the end of the month before, not at work at the end of this one.
with state as (

    select
        report_month,
        person_key,
        county_code,
        town_code,
        is_employed
    from {{ ref('int_person_month__national_state') }}

),

loss as (

    select
        now.report_month,
        now.person_key,
        now.county_code,
        now.town_code
    from state as now
    inner join state as before
        on now.person_key = before.person_key
        and before.report_month = {{ month_shift('now.report_month', -1) }}
    where not now.is_employed
        and before.is_employed
        and {{ in_months_to_build('now.report_month') }}

)

select * from loss
