-- Whether the plan's targets were handed down: each to every county, and adding up to the city's.
with reported as (

    select * from {{ ref('int_month__reported') }}

),

county as (

    select * from {{ ref('counties') }}

),

plan_target as (

    select * from {{ ref('stg_plan__target') }}

),

plan_year as (

    select distinct plan_year from plan_target

),

city_target as (

    select
        plan_target.plan_year,
        plan_target.county_code as city_code,
        plan_target.indicator_id,
        plan_target.target_value
    from plan_target
    inner join county
        on plan_target.county_code = county.county_code
    where county.level = 'city'

),

-- One row per planned indicator and county, with the county's target where there is one.
split_target as (

    select
        city_target.plan_year,
        city_target.city_code,
        city_target.indicator_id,
        city_target.target_value as city_target_value,
        county.county_code,
        plan_target.target_value as county_target_value
    from city_target
    inner join county
        on city_target.city_code = county.city_code
        and county.level = 'county'
    left join plan_target
        on city_target.plan_year = plan_target.plan_year
        and city_target.indicator_id = plan_target.indicator_id
        and county.county_code = plan_target.county_code

),

indicator_split as (

    select
        plan_year,
        county_code,
        indicator_id,
        county_target_value is not null as is_split
    from split_target

    union all

    -- Rounded: targets with decimals must not differ by the last binary digit.
    select
        plan_year,
        city_code as county_code,
        indicator_id,
        coalesce(round(sum(county_target_value) - city_target_value, 9) = 0, false) as is_split
    from split_target
    group by plan_year, city_code, indicator_id, city_target_value

),

area_split as (

    select
        plan_year,
        county_code,
        cast(count_if(is_split) as double) as numerator,
        cast(count(*) as double) as denominator
    from indicator_split
    group by plan_year, county_code

),

split_rate as (

    select
        'I27' as indicator_id,
        county.county_code,
        reported.report_month,
        coalesce(area_split.numerator, 0) as numerator,
        coalesce(area_split.denominator, 0) as denominator,
        {{ safe_div('area_split.numerator', 'area_split.denominator') }} as value,
        '按期' as data_state,
        reported.report_month as source_month
    from reported
    inner join plan_year
        on year(reported.report_month) = plan_year.plan_year
    cross join county
    left join area_split
        on plan_year.plan_year = area_split.plan_year
        and county.county_code = area_split.county_code

)

select * from split_rate
