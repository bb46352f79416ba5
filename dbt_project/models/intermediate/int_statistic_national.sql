{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Figures that are no sum of units: a mean, spans of pay and a median, by county and for the city.
with
-- I39b: the mean of all months of the year so far, none of them missing.
mean_post as (

    select
        'I39b' as indicator_id,
        post_count.county_code,
        reported.report_month,
        avg(cast(post_count.post_person_count as double)) as value
    from {{ ref('int_month__reported') }} as reported
    inner join {{ ref('int_area_month__post_count') }} as post_count
        on post_count.report_month >= {{ year_start('reported.report_month') }}
        and post_count.report_month <= reported.report_month
    where {{ in_months_to_build('reported.report_month') }}
    group by post_count.county_code, reported.report_month
    having count(post_count.post_person_count) = month(reported.report_month)

),

found_work as (

    select * from {{ ref('int_person_month__reemployment') }}
    where is_found_in_90_days
        and {{ in_months_to_build('report_month') }}

),

-- I46d: the city's is the median of all its people, not of its counties.
found_work_area as (

    select
        report_month,
        county_code,
        days_to_work
    from found_work

    union all

    select
        found_work.report_month,
        area.area_code as county_code,
        found_work.days_to_work
    from found_work
    inner join {{ areas_above() }} as area
        on found_work.county_code = area.county_code

),

median_days as (

    select
        'I46d' as indicator_id,
        county_code,
        report_month,
        percentile_cont(0.5) within group (order by days_to_work) as value
    from found_work_area
    group by county_code, report_month

),

statistic as (

    select * from mean_post

    union all

    select
        'I41' as indicator_id,
        county_code,
        report_month,
        pay_ratio as value
    from {{ ref('int_area_month__pay_span') }}
    where {{ in_months_to_build('report_month') }}

    union all

    select
        'I41b' as indicator_id,
        county_code,
        report_month,
        pay_spread as value
    from {{ ref('int_area_month__pay_span') }}
    where {{ in_months_to_build('report_month') }}

    union all

    select * from median_days

)

select
    indicator_id,
    county_code,
    report_month,
    cast(value as double) as value,
    cast(null as string) as data_state,
    cast(null as date) as source_month
from statistic
