{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with training as (

    select * from {{ ref('int_training_month') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}

),

trained as (

    select
        report_month,
        person_key,
        bool_or(coalesce(training_kind = '创业', false)) as has_startup_class,
        bool_or(is_first_graduation) as is_graduate,
        bool_or(is_first_leader_class) as is_leader_trainee
    from training
    group by report_month, person_key

)

select * from trained
