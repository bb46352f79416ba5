{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with labour as (

    select
        *,
        coalesce(startup_state in ('待创业', '已创业'), false)
        and coalesce(wants_training, false) as is_startup_class_due,
        is_working_age
        and coalesce(wants_training, false)
        and employment_state is distinct from '在校' as is_training_wanted,
        startup_state is not distinct from '待创业' as is_startup_guidance_due,
        is_working_age
        and employment_state is not distinct from '未就业'
        and coalesce(wants_job, false) as is_131_due
    from {{ ref('int_person_month__rural_labour') }}
    where {{ in_months_to_build('report_month') }}

),

trained as (

    select * from {{ ref('int_person_month__trained') }}
    where {{ in_months_to_build('report_month') }}

),

served as (

    select * from {{ ref('int_person_month__served') }}
    where {{ in_months_to_build('report_month') }}

),

need as (

    select
        labour.report_month,
        labour.county_code,
        labour.town_code,
        labour.person_key,
        labour.is_startup_class_due,
        labour.is_startup_class_due and coalesce(trained.has_startup_class, false)
            as is_startup_class_done,
        labour.is_training_wanted,
        labour.is_training_wanted and trained.person_key is not null as is_training_given,
        labour.is_startup_guidance_due,
        labour.is_startup_guidance_due and coalesce(served.startup_guidance_count > 0, false)
            as is_startup_guidance_done,
        labour.is_131_due,
        labour.is_131_due
        and coalesce(served.guidance_count >= 1, false)
        and coalesce(served.job_offer_count >= 3, false)
        and coalesce(served.training_offer_count >= 1, false) as is_131_done
    from labour
    left join trained
        on labour.report_month = trained.report_month
        and labour.person_key = trained.person_key
    left join served
        on labour.report_month = served.report_month
        and labour.person_key = served.person_key
    where labour.is_startup_class_due
        or labour.is_training_wanted
        or labour.is_startup_guidance_due
        or labour.is_131_due

)

select * from need
