{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- The same people in both years: who worked now and was there then, who worked then and is here now.
with month_pair as (

    select
        report_month,
        make_date({{ var('baseline_year') }}, month(report_month), 1) as baseline_month
    from {{ ref('int_month__reported') }}
    where year(report_month) > {{ var('baseline_year') }}
        and {{ in_months_to_build('report_month') }}

),

worker as (

    select
        report_month,
        person_key,
        county_code,
        town_code
    from {{ ref('int_person_month__poverty_worker') }}

),

member as (

    select
        report_month,
        person_key
    from {{ ref('int_person_month__poverty_population') }}
    where is_member

),

worker_now as (

    select
        month_pair.report_month,
        worker.person_key,
        worker.county_code,
        worker.town_code,
        true as is_cohort_now,
        false as is_cohort_then
    from month_pair
    inner join worker
        on month_pair.report_month = worker.report_month
    inner join member
        on month_pair.baseline_month = member.report_month
        and worker.person_key = member.person_key

),

worker_then as (

    select
        month_pair.report_month,
        worker.person_key,
        worker.county_code,
        worker.town_code,
        false as is_cohort_now,
        true as is_cohort_then
    from month_pair
    inner join worker
        on month_pair.baseline_month = worker.report_month
    inner join member
        on month_pair.report_month = member.report_month
        and worker.person_key = member.person_key

),

either as (

    select * from worker_now

    union all

    select * from worker_then

)

-- Who moved between counties is in the numerator of one and in the denominator of the other.
select
    report_month,
    person_key,
    county_code,
    coalesce(max(case when is_cohort_now then town_code end), max(town_code)) as town_code,
    bool_or(is_cohort_now) as is_cohort_now,
    bool_or(is_cohort_then) as is_cohort_then
from either
group by report_month, person_key, county_code
