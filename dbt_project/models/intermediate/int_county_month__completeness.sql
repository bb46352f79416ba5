{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Rows that must have each of the five items, and rows that have it; rows, not persons.
with labour as (

    select
        *,
        {{ is_working_age('id_birth_date', month_end('report_month')) }} as is_working_age,
        employment_state is not distinct from '在校' as is_student,
        employment_state is not distinct from '已就业' as is_employed
    from {{ ref('int_row_month__rural_labour') }}
    where {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H1') }}

),

episode as (

    select
        *,
        {{ is_working_age('id_birth_date', month_end('report_month')) }} as is_working_age,
        school_state is not null as is_student,
        coalesce(has_worked, false) as is_employed
    from {{ ref('int_row_month__work_episode') }}
    where {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N2') }}

),

labour_count as (

    select
        report_month,
        county_code,
        count_if(is_working_age) as state_due,
        count_if(is_working_age and employment_state is not null) as state_valid,
        count_if(is_employed) as region_due,
        count_if(is_employed and work_region is not null) as region_valid,
        count_if(is_working_age and not is_student) as training_due,
        count_if(is_working_age and not is_student and wants_training is not null)
            as training_valid,
        count_if(is_working_age and not is_student) as skill_due,
        count_if(is_working_age and not is_student and skill_level is not null) as skill_valid,
        count_if(is_employed) as wage_due,
        count_if(is_employed and wage_cny is not null) as wage_valid
    from labour
    group by report_month, county_code

),

episode_count as (

    select
        report_month,
        county_code,
        count_if(is_working_age) as state_due,
        count_if(is_working_age and has_worked is not null) as state_valid,
        count_if(is_employed) as region_due,
        count_if(is_employed and work_region is not null) as region_valid,
        0 as training_due,
        0 as training_valid,
        count_if(is_working_age and not is_student) as skill_due,
        count_if(is_working_age and not is_student and labour_skill is not null)
            as skill_valid,
        count_if(is_employed) as wage_due,
        count_if(is_employed and wage_cny is not null) as wage_valid
    from episode
    group by report_month, county_code

),

counted as (

    select * from labour_count
    union all
    select * from episode_count

),

{% set items = {'I07a': 'state', 'I07b': 'region', 'I07c': 'training', 'I07d': 'skill', 'I07e': 'wage'} -%}
completeness as (

    {% for indicator_id, item in items.items() %}
    select
        report_month,
        county_code,
        '{{ indicator_id }}' as indicator_id,
        cast(sum({{ item }}_due) as bigint) as due_row_count,
        cast(sum({{ item }}_valid) as bigint) as valid_row_count
    from counted
    group by report_month, county_code
    {{ "union all" if not loop.last }}
    {% endfor %}

)

select * from completeness
