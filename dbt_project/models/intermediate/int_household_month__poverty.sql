{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with population as (

    select * from {{ ref('int_row_month__poverty_population') }}
    where household_no is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N1') }}

),

unstable_work as (

    select
        delivery_id,
        sheet_name,
        row_no
    from {{ ref('stg_national_monitoring__poverty_population_value') }}
    where column_name = 'risk_kinds'
        and cell_value = '因务工就业不稳'
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N1') }}

),

parameter as (

    select * from {{ ref('int_month__parameters') }}

),

member as (

    select
        population.*,
        population.monitor_kind is not null and unstable_work.delivery_id is not null
            as is_at_risk,
        coalesce(
            population.identified_month >= {{ year_start('population.report_month') }}
            and population.identified_month <= {{ month_end('population.report_month') }},
            false
        ) as is_identified_this_year,
        {{ is_working_age('population.id_birth_date', month_end('population.report_month')) }}
        and population.school_state is null
        and {{ is_able('population.labour_skill') }} as is_labour
    from population
    left join unstable_work
        on population.delivery_id = unstable_work.delivery_id
        and population.sheet_name is not distinct from unstable_work.sheet_name
        and population.row_no = unstable_work.row_no
    left join parameter
        on population.report_month = parameter.report_month

),

household as (

    select
        report_month,
        county_code,
        household_no,
        min(town_code) as town_code,
        bool_or(coalesce(is_relocated, false)) as is_relocated,
        bool_or(is_labour) as has_labour,
        max(case when is_at_risk and is_identified_this_year then identified_month end)
            as identified_month,
        bool_or(is_at_risk and not coalesce(is_risk_eliminated, false)) as is_at_open_risk
    from member
    group by report_month, county_code, household_no

),

person as (

    select distinct
        report_month,
        county_code,
        household_no,
        person_key
    from member
    where person_key is not null

),

-- The earliest work of a person; without a start it began before anything.
worked as (

    select
        report_month,
        person_key,
        min(coalesce(start_month, {{ date_literal('0001-01-01') }})) as first_start_month
    from {{ ref('int_row_month__work_episode') }}
    where has_worked
        and person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N2') }}
    group by report_month, person_key

),

work as (

    select
        person.report_month,
        person.county_code,
        person.household_no,
        min(worked.first_start_month) as first_start_month,
        bool_or(coalesce(national.is_employed, false)) as is_employed,
        bool_or(coalesce(labour.is_hr_employed, false)) as is_hr_employed
    from person
    left join worked
        on person.report_month = worked.report_month
        and person.person_key = worked.person_key
    left join {{ ref('int_person_month__national_state') }} as national
        on person.report_month = national.report_month
        and person.person_key = national.person_key
    left join {{ ref('int_person_month__rural_labour') }} as labour
        on person.report_month = labour.report_month
        and person.person_key = labour.person_key
    group by person.report_month, person.county_code, person.household_no

)

select
    household.report_month,
    household.county_code,
    household.household_no,
    household.town_code,
    coalesce(work.first_start_month <= household.identified_month, false) as is_newly_at_risk,
    household.is_at_open_risk,
    household.is_relocated and household.has_labour as is_relocated_with_labour,
    household.is_relocated and household.has_labour and coalesce(work.is_employed, false)
        as is_relocated_with_work,
    household.is_relocated and household.has_labour
    and not coalesce(work.is_employed, false)
    and coalesce(work.is_hr_employed, false) as is_work_to_be_recorded
from household
left join work
    on household.report_month = work.report_month
    and household.county_code = work.county_code
    and household.household_no = work.household_no
