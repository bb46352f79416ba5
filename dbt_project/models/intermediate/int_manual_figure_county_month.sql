{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- A city: its own book's number, else the sum of its counties when every one has a number. The
-- province: the sum of its cities when every one has a number, however it came by it.
with county as (

    select * from {{ ref('counties') }}

),

stated as (

    select * from {{ ref('int_manual_figure_area_month') }}
    where {{ in_months_to_build('report_month') }}

),

county_count as (

    select
        city_code,
        count(*) as counties
    from county
    where level = 'county'
    group by city_code

),

-- A share has no sum.
city_sum as (

    select
        stated.report_month,
        county.city_code as county_code,
        stated.indicator_id,
        sum(stated.value) as value,
        case when bool_or(stated.data_state = '沿用') then '沿用' else '按期' end as data_state,
        min(stated.source_month) as source_month
    from stated
    inner join county
        on stated.county_code = county.county_code
        and county.level = 'county'
    inner join county_count
        on county.city_code = county_count.city_code
    left join stated as own
        on stated.report_month = own.report_month
        and county.city_code = own.county_code
        and stated.indicator_id = own.indicator_id
    where own.indicator_id is null
        and stated.unit <> '%'
    group by
        stated.report_month,
        county.city_code,
        stated.indicator_id,
        county_count.counties
    having count(*) = county_count.counties

),

of_city as (

    select
        stated.report_month,
        stated.indicator_id,
        stated.value,
        stated.data_state,
        stated.source_month
    from stated
    inner join county
        on stated.county_code = county.county_code
        and county.level = 'city'
    where stated.unit <> '%'

    union all

    select
        report_month,
        indicator_id,
        value,
        data_state,
        source_month
    from city_sum

),

province_sum as (

    select
        of_city.report_month,
        province.county_code,
        of_city.indicator_id,
        sum(of_city.value) as value,
        case when bool_or(of_city.data_state = '沿用') then '沿用' else '按期' end as data_state,
        min(of_city.source_month) as source_month
    from of_city
    inner join county as province
        on province.level = 'province'
    group by of_city.report_month, province.county_code, of_city.indicator_id
    having count(*) = (select count(*) from county_count)

),

figure as (

    select
        indicator_id,
        county_code,
        report_month,
        value,
        data_state,
        source_month
    from stated

    union all

    select
        indicator_id,
        county_code,
        report_month,
        value,
        data_state,
        source_month
    from province_sum

    union all

    select
        indicator_id,
        county_code,
        report_month,
        value,
        data_state,
        source_month
    from city_sum

)

select * from figure
