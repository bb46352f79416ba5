{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- I39 by county and for the areas above, with the months in which nobody knows it.
with post as (

    select
        report_month,
        county_code,
        count(*) as post_person_count
    from {{ ref('int_person_month__public_post') }}
    where {{ in_months_to_build('report_month') }}
    group by report_month, county_code

),

county_month as (

    select
        effective.report_month,
        effective.county_code,
        case
            when effective.source_month is not null then coalesce(post.post_person_count, 0)
        end as post_person_count
    from {{ ref('int_county_month__effective') }} as effective
    inner join {{ ref('counties') }} as county
        on effective.county_code = county.county_code
        and county.level = 'county'
    left join post
        on effective.report_month = post.report_month
        and effective.county_code = post.county_code
    where effective.table_name = 'T-N6a'
        and {{ in_months_to_build('effective.report_month') }}

),

-- Without one of its counties an area is too small by nobody knows how much.
above_month as (

    select
        county_month.report_month,
        area.area_code as county_code,
        case
            when count(county_month.post_person_count) = count(*)
                then sum(county_month.post_person_count)
        end as post_person_count
    from county_month
    inner join {{ areas_above() }} as area
        on county_month.county_code = area.county_code
    group by county_month.report_month, area.area_code

),

area_month as (

    select
        report_month,
        county_code,
        post_person_count
    from county_month

    union all

    select
        report_month,
        county_code,
        post_person_count
    from above_month

)

select
    report_month,
    county_code,
    cast(post_person_count as integer) as post_person_count
from area_month
