{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- One row of T-N1 for each person: a row as a member first, then the county that is home.
with population as {{ read_again() }}(

    select
        *,
        coalesce(household_kind = '脱贫户', false) or monitor_kind is not null as is_member
    from {{ ref('int_row_month__poverty_population') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N1') }}

),

counted_once as (

    {{ first_of_each(
        'population', ['report_month', 'person_key'],
        'case when is_member then 0 else 1 end,'
        ' case when home_county_code = county_code then 0 else 1 end,'
        ' county_code, sheet_name nulls last, row_no, delivery_id'
    ) }}

),

parameter as (

    select * from {{ ref('int_month__parameters') }}

),

described as (

    select
        counted_once.report_month,
        counted_once.person_key,
        counted_once.county_code,
        counted_once.town_code,
        counted_once.household_no,
        counted_once.household_kind,
        counted_once.monitor_kind,
        counted_once.identified_month,
        counted_once.labour_skill,
        counted_once.public_post is not null as has_public_post,
        counted_once.is_member,
        coalesce(counted_once.is_relocated, false) as is_relocated,
        counted_once.school_state is not null as is_student,
        {{ is_able('counted_once.labour_skill') }} as is_able,
        {{ is_working_age('counted_once.id_birth_date', month_end('counted_once.report_month')) }}
            as is_working_age
    from counted_once
    left join parameter
        on counted_once.report_month = parameter.report_month

)

select
    *,
    is_working_age and not is_student and is_able as is_labour
from described
