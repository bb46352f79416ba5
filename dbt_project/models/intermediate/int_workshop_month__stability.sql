{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- The workshops that ran at the end of the baseline year, in each month after it.
with reported as (

    select report_month from {{ ref('int_month__reported') }}
    where year(report_month) > {{ var('baseline_year') }}
        and {{ in_months_to_build('report_month') }}

),

workshop as (

    select * from {{ ref('int_workshop_month') }}

),

old_workshop as (

    select
        reported.report_month,
        workshop.county_code,
        workshop.workshop_name,
        workshop.town_code
    from reported
    inner join workshop
        on workshop.report_month = make_date({{ var('baseline_year') }}, 12, 1)
    where workshop.is_approved_and_running

)

select
    old_workshop.report_month,
    old_workshop.county_code,
    old_workshop.workshop_name,
    old_workshop.town_code,
    true as is_old_workshop,
    coalesce(workshop.is_running, false) as is_old_and_running
from old_workshop
left join workshop
    on old_workshop.report_month = workshop.report_month
    and old_workshop.county_code = workshop.county_code
    and old_workshop.workshop_name = workshop.workshop_name
