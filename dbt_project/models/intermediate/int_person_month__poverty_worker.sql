{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with episode as (

    select
        *,
        has_worked
        and coalesce(start_month <= {{ month_end('report_month') }}, true)
        and coalesce(end_month >= {{ year_start('report_month') }}, true) as is_of_year
    from {{ ref('int_row_month__work_episode') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N2') }}

),

population as (

    select * from {{ ref('int_row_month__poverty_population') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N1') }}

),

-- 脱贫人口（含监测对象）: a union of persons, never a sum of the two.
member_county as (

    select distinct
        report_month,
        person_key,
        county_code
    from population
    where household_kind = '脱贫户'
        or monitor_kind is not null

),

member as (

    select distinct
        report_month,
        person_key
    from member_county

),

of_year as (

    select
        episode.*,
        case when member_county.county_code is null then 1 else 0 end as home_order
    from episode
    inner join member
        on episode.report_month = member.report_month
        and episode.person_key = member.person_key
    left join member_county
        on episode.report_month = member_county.report_month
        and episode.person_key = member_county.person_key
        and episode.county_code = member_county.county_code
    where episode.is_of_year

),

counted_once as (

    select
        report_month,
        person_key,
        county_code,
        town_code
    from of_year
    qualify row_number() over (
        partition by report_month, person_key
        order by home_order, county_code, sheet_name nulls last, row_no, delivery_id
    ) = 1

),

-- The episode begun last, whichever county wrote it down.
last_episode as (

    select
        of_year.report_month,
        of_year.person_key,
        of_year.id_birth_date,
        of_year.work_region,
        work_region.region_class,
        of_year.channel,
        of_year.industry,
        of_year.wage_cny
    from of_year
    left join {{ ref('code_work_region') }} as work_region
        on of_year.work_region = work_region.work_region
    qualify row_number() over (
        partition by of_year.report_month, of_year.person_key
        order by
            of_year.start_month desc nulls last,
            of_year.county_code,
            of_year.sheet_name nulls last,
            of_year.row_no,
            of_year.delivery_id
    ) = 1

)

select
    counted_once.report_month,
    counted_once.person_key,
    counted_once.county_code,
    counted_once.town_code,
    last_episode.id_birth_date,
    last_episode.work_region,
    last_episode.region_class,
    last_episode.channel,
    last_episode.industry,
    last_episode.wage_cny,
    true as is_worker
from counted_once
inner join last_episode
    on counted_once.report_month = last_episode.report_month
    and counted_once.person_key = last_episode.person_key
