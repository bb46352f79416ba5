{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with labour as (

    select * from {{ ref('int_person_month__rural_labour') }}
    where employment_state is not null
        and {{ in_months_to_build('report_month') }}

),

work_region as (

    select * from {{ ref('code_work_region') }}

),

episode as (

    select
        *,
        coalesce(has_worked, false)
        and {{ is_open_in_month('start_month', 'end_month', 'report_month') }} as is_open_now,
        coalesce(has_worked, false)
        and {{ is_open_in_month('start_month', 'end_month', month_shift('report_month', -1)) }}
            as is_open_last_month
    from {{ ref('int_row_month__work_episode') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N2') }}

),

national as (

    select
        report_month,
        person_key,
        bool_or(is_open_now) as is_national_employed,
        bool_or(is_open_last_month) as is_national_employed_last_month
    from episode
    group by report_month, person_key

),

-- Where the person works now: the episode begun last among those open.
national_region as (

    select
        report_month,
        person_key,
        work_region
    from episode
    where is_open_now
    qualify row_number() over (
        partition by report_month, person_key
        order by
            start_month desc nulls last,
            row_no,
            county_code,
            sheet_name nulls last,
            delivery_id
    ) = 1

),

in_both as (

    select
        labour.report_month,
        labour.person_key,
        labour.county_code,
        labour.town_code,
        labour.is_hr_employed,
        national.is_national_employed,
        national.is_national_employed_last_month,
        labour.region_class as hr_region_class,
        national_class.region_class as national_region_class
    from labour
    inner join national
        on labour.report_month = national.report_month
        and labour.person_key = national.person_key
    left join national_region
        on labour.report_month = national_region.report_month
        and labour.person_key = national_region.person_key
    left join work_region as national_class
        on national_region.work_region = national_class.work_region

),

-- A month's tolerance on the state; the region matters only while both say employed.
compared as (

    select
        *,
        is_hr_employed = is_national_employed
        or is_hr_employed = is_national_employed_last_month as is_state_agreed,
        not (is_hr_employed and is_national_employed)
        or coalesce(hr_region_class = national_region_class, true) as is_region_agreed
    from in_both

)

select
    *,
    is_state_agreed and is_region_agreed as is_agreed,
    true as is_in_both
from compared
