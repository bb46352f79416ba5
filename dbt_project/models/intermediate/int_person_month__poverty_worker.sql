{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with episode as (

    select * from {{ ref('int_row_month__work_episode') }}
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

worker_county as (

    select
        report_month,
        person_key,
        county_code,
        town_code
    from episode
    where has_worked
        and coalesce(start_month <= {{ month_end('report_month') }}, true)
        and coalesce(end_month >= {{ year_start('report_month') }}, true)
    qualify row_number() over (
        partition by report_month, person_key, county_code
        order by sheet_name nulls last, row_no, delivery_id
    ) = 1

),

counted_once as (

    select
        worker_county.report_month,
        worker_county.person_key,
        worker_county.county_code,
        worker_county.town_code,
        true as is_worker
    from worker_county
    inner join member
        on worker_county.report_month = member.report_month
        and worker_county.person_key = member.person_key
    left join member_county
        on worker_county.report_month = member_county.report_month
        and worker_county.person_key = member_county.person_key
        and worker_county.county_code = member_county.county_code
    qualify row_number() over (
        partition by worker_county.report_month, worker_county.person_key
        order by
            case when member_county.county_code is null then 1 else 0 end,
            worker_county.county_code
    ) = 1

)

select * from counted_once
