{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Who of the unemployed that want work is to be taken into employment aid.
with labour as (

    select * from {{ ref('int_person_month__rural_labour') }}
    where is_working_age
        and wants_job
        and employment_state = '未就业'
        and {{ in_months_to_build('report_month') }}

),

national as (

    select
        report_month,
        person_key
    from {{ ref('int_person_month__national_state') }}
    where is_employed
        and {{ in_months_to_build('report_month') }}

),

helped_group as (

    select
        report_month,
        person_key
    from {{ ref('int_person_month__poverty_population') }}
    where is_member
        and {{ in_months_to_build('report_month') }}

    union

    select
        report_month,
        person_key
    from {{ ref('int_person_month__low_income') }}
    where {{ in_months_to_build('report_month') }}

),

aided as (

    select
        report_month,
        person_key
    from {{ ref('int_person_month__aided') }}
    where {{ in_months_to_build('report_month') }}

)

select
    labour.report_month,
    labour.person_key,
    labour.county_code,
    labour.town_code,
    true as is_aid_due,
    aided.person_key is not null as is_aided
from labour
inner join helped_group
    on labour.report_month = helped_group.report_month
    and labour.person_key = helped_group.person_key
left join national
    on labour.report_month = national.report_month
    and labour.person_key = national.person_key
left join aided
    on labour.report_month = aided.report_month
    and labour.person_key = aided.person_key
where national.person_key is null
