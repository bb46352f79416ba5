{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Who worked in another province for long enough this year, and whether the fare was paid.
with episode as (

    select * from {{ ref('int_row_month__work_episode') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N2') }}

),

parameter as (

    select * from {{ ref('int_month__parameters') }}

),

entitled as (

    select distinct
        episode.report_month,
        episode.person_key
    from episode
    inner join {{ ref('code_work_region') }} as work_region
        on episode.work_region = work_region.work_region
        and work_region.region_class = '省外'
    inner join parameter
        on episode.report_month = parameter.report_month
    where episode.has_worked
        and coalesce(episode.end_month >= {{ year_start('episode.report_month') }}, true)
        and {{ months_between(
            'least(episode.report_month, coalesce(episode.end_month, episode.report_month))',
            'episode.start_month'
        ) }} + 1 >= parameter.transport_min_months

),

paid as (

    select
        report_month,
        person_key
    from episode
    where transport_subsidy_cny > 0

    union

    select
        report_month,
        person_key
    from {{ ref('int_row_month__payment') }}
    where contains(policy, '交通')
        and subsidy_month >= {{ year_start('report_month') }}
        and subsidy_month <= {{ month_end('report_month') }}
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H8') }}

)

select
    entitled.report_month,
    entitled.person_key,
    national.county_code,
    national.town_code,
    true as is_transport_due,
    paid.person_key is not null as is_transport_paid
from entitled
inner join {{ ref('int_person_month__national_state') }} as national
    on entitled.report_month = national.report_month
    and entitled.person_key = national.person_key
left join paid
    on entitled.report_month = paid.report_month
    and entitled.person_key = paid.person_key
