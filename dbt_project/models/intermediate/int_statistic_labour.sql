{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- I06d: the median wage of those at work at the month's end, of a county and of the whole city.
with at_work as (

    select
        report_month,
        county_code,
        wage_cny
    from {{ ref('int_person_month__rural_labour') }}
    where is_transferred_at_month_end
        and wage_cny is not null
        and {{ in_months_to_build('report_month') }}

),

area as (

    select
        county_code,
        county_code as area_code
    from {{ ref('counties') }}
    where level = 'county'

    union all

    select
        county_code,
        area_code
    from {{ areas_above() }} as above

),

statistic as (

    select
        'I06d' as indicator_id,
        area.area_code as county_code,
        at_work.report_month,
        median(at_work.wage_cny) as value
    from at_work
    inner join area
        on at_work.county_code = area.county_code
    group by area.area_code, at_work.report_month

)

select
    indicator_id,
    county_code,
    report_month,
    value,
    cast(null as string) as data_state,
    cast(null as date) as source_month
from statistic
