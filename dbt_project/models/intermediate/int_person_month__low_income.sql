{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- One row of T-C1 for each person, and whether somebody knows what the person does.
with low_income as (

    select * from {{ ref('int_row_month__low_income') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-C1') }}

),

counted_once as (

    select *
    from low_income
    qualify row_number() over (
        partition by report_month, person_key
        order by county_code, sheet_name nulls last, row_no, delivery_id
    ) = 1

),

national as (

    select * from {{ ref('int_person_month__national_state') }}
    where {{ in_months_to_build('report_month') }}

),

labour as (

    select * from {{ ref('int_person_month__rural_labour') }}
    where {{ in_months_to_build('report_month') }}

),

parameter as (

    select * from {{ ref('int_month__parameters') }}

),

joined as (

    select
        counted_once.report_month,
        counted_once.person_key,
        counted_once.county_code,
        counted_once.town_code,
        counted_once.low_income_kind,
        {{ is_working_age('counted_once.id_birth_date', month_end('counted_once.report_month')) }}
            as is_working_age,
        {{ is_fresh() }} as is_fresh
    from counted_once
    left join national
        on counted_once.report_month = national.report_month
        and counted_once.person_key = national.person_key
    left join labour
        on counted_once.report_month = labour.report_month
        and counted_once.person_key = labour.person_key
    left join parameter
        on counted_once.report_month = parameter.report_month

)

select
    report_month,
    person_key,
    county_code,
    town_code,
    low_income_kind,
    is_working_age,
    is_working_age and is_fresh as is_low_income_fresh
from joined
