{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Who of the relocated and the relieved has to be listed, asked, helped, trained and followed.
with population as (

    select * from {{ ref('int_person_month__poverty_population') }}
    where (is_relocated or household_kind = '脱贫户')
        and {{ in_months_to_build('report_month') }}

),

national as (

    select * from {{ ref('int_person_month__national_state') }}
    where {{ in_months_to_build('report_month') }}

),

labour as (

    select * from {{ ref('int_person_month__rural_labour') }}
    where {{ in_months_to_build('report_month') }}

),

asked as (

    select * from {{ ref('int_person_month__work_plan') }}
    where has_needs_anywhere
        and {{ in_months_to_build('report_month') }}

),

helped as (

    select * from {{ ref('int_person_month__served') }}
    where helped_count > 0
        and {{ in_months_to_build('report_month') }}

),

trained as (

    select * from {{ ref('int_person_month__trained') }}
    where {{ in_months_to_build('report_month') }}

),

parameter as (

    select * from {{ ref('int_month__parameters') }}

),

joined as (

    select
        population.*,
        coalesce(national.is_employed, labour.is_hr_employed, false) as is_employed,
        coalesce(national.has_state, false) or labour.employment_state is not null as has_state,
        coalesce(national.current_work_region, labour.work_region) is not null as has_region,
        coalesce(national.current_wage_cny, labour.wage_cny) is not null as has_wage,
        coalesce(population.labour_skill, labour.skill_level) is not null as has_skill,
        labour.wants_training is not null as has_training_wish,
        coalesce(labour.wants_training, false) as wants_training,
        labour.wants_job is not null or asked.person_key is not null as is_asked,
        helped.person_key is not null as is_helped,
        trained.person_key is not null as is_trained,
        {{ is_fresh() }} as is_fresh
    from population
    left join national
        on population.report_month = national.report_month
        and population.person_key = national.person_key
    left join labour
        on population.report_month = labour.report_month
        and population.person_key = labour.person_key
    left join asked
        on population.report_month = asked.report_month
        and population.person_key = asked.person_key
    left join helped
        on population.report_month = helped.report_month
        and population.person_key = helped.person_key
    left join trained
        on population.report_month = trained.report_month
        and population.person_key = trained.person_key
    left join parameter
        on population.report_month = parameter.report_month

),

due as (

    select
        *,
        is_relocated and is_working_age and not is_student as is_relocated_due,
        is_relocated and is_labour and not is_employed as is_need_due,
        is_relocated and is_working_age and wants_training as is_relocated_willing,
        coalesce(household_kind = '脱贫户', false) and is_working_age and not is_student
            as is_relieved_due
    from joined

)

select
    report_month,
    person_key,
    county_code,
    town_code,
    is_employed,
    is_relocated_due,
    is_relocated_due and has_state and has_training_wish and has_skill
    and (not is_employed or (has_region and has_wage)) as is_list_complete,
    is_relocated_due and is_fresh as is_relocated_fresh,
    is_need_due,
    is_need_due and is_asked as is_need_asked,
    is_need_due and is_helped as is_need_helped,
    is_relocated_willing,
    is_relocated_willing and is_trained as is_relocated_trained,
    is_relieved_due,
    is_relieved_due and is_fresh as is_relieved_fresh
from due
