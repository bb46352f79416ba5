{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Who lost work or came under monitoring last month, and whether somebody went to see them in time.
with loss as (

    select
        {{ month_shift('report_month', 1) }} as report_month,
        person_key,
        county_code,
        town_code,
        1 as source_order
    from {{ ref('int_person_month__job_loss') }}

),

newly_monitored as (

    select
        report_month,
        person_key,
        county_code,
        town_code,
        2 as source_order
    from {{ ref('int_person_month__poverty_population') }}
    where monitor_kind is not null
        and identified_month = {{ month_shift('report_month', -1) }}

),

either as (

    select * from loss

    union all

    select * from newly_monitored

),

affected as (

    select
        either.report_month,
        either.person_key,
        either.county_code,
        either.town_code,
        either.source_order = 1 as is_job_lost,
        {{ month_shift('either.report_month', -1) }} as affected_month
    from either
    inner join {{ ref('int_month__reported') }} as reported
        on either.report_month = reported.report_month
    where {{ in_months_to_build('either.report_month') }}
    qualify row_number() over (
        partition by either.report_month, either.person_key
        order by either.source_order
    ) = 1

),

parameter as (

    select * from {{ ref('int_month__parameters') }}

),

service as (

    select
        report_month,
        person_key,
        service_date
    from {{ ref('int_row_month__service') }}
    where {{ in_lake_months_to_read(
            'delivery_month', ref('int_county_month__effective'), 'T-H3', 1
        ) }}

),

helped as (

    select distinct
        affected.report_month,
        affected.person_key
    from affected
    inner join parameter
        on affected.report_month = parameter.report_month
    inner join service
        on affected.person_key = service.person_key
        and service.report_month between affected.affected_month and affected.report_month
        and service.service_date >= affected.affected_month
        and service.service_date
        <= {{ day_shift(month_end('affected.affected_month'), 'parameter.help_days') }}

)

select
    affected.report_month,
    affected.person_key,
    affected.county_code,
    affected.town_code,
    affected.is_job_lost,
    true as is_affected,
    helped.person_key is not null as is_helped_in_time
from affected
left join helped
    on affected.report_month = helped.report_month
    and affected.person_key = helped.person_key
