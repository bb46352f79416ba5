-- Whether the plan's targets were handed down: each to every county, and adding up to the city's; a
-- province's own to every city. What the province's plan asks of a city is no part of its own plan.
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

area_target as (

    select
        plan_target.plan_year,
        plan_target.county_code as area_code,
        plan_target.indicator_id,
        plan_target.target_value
    from plan_target
    inner join county
        on plan_target.county_code = county.county_code
    where county.level <> 'county'

),

-- One row per planned indicator and member, with the member's target where there is one.
split_target as (

    select
        area_target.plan_year,
        area_target.area_code,
        area_target.indicator_id,
        area_target.target_value as area_target_value,
        member.member_code,
        plan_target.target_value as member_target_value
    from area_target
    inner join {{ area_members() }} as member
        on area_target.area_code = member.area_code
    left join plan_target
        on area_target.plan_year = plan_target.plan_year
        and area_target.indicator_id = plan_target.indicator_id
        and member.member_code = plan_target.county_code

),

indicator_split as (

    select
        split_target.plan_year,
        split_target.member_code as county_code,
        split_target.indicator_id,
        split_target.member_target_value is not null as is_split
    from split_target
    inner join county
        on split_target.member_code = county.county_code
        and county.level = 'county'

    union all

    -- Rounded: targets with decimals must not differ by the last binary digit.
    select
        plan_year,
        area_code as county_code,
        indicator_id,
        coalesce(round(sum(member_target_value) - area_target_value, 9) = 0, false) as is_split
    from split_target
    group by plan_year, area_code, indicator_id, area_target_value

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
