{{ config(materialized='view') }}

-- Rows of both systems' rosters, whether each of the five items is asked of them, and is there.
with labour as (

    select
        labour.*,
        {{ is_working_age('labour.id_birth_date', month_end('labour.report_month')) }}
            as is_working_age,
        labour.employment_state is not distinct from '在校' as is_student,
        labour.employment_state is not distinct from '已就业' as is_employed
    from {{ ref('int_row_month__rural_labour') }} as labour
    inner join {{ ref('int_month__parameters') }} as parameter
        on labour.report_month = parameter.report_month

),

episode as (

    select
        episode.*,
        {{ is_working_age('episode.id_birth_date', month_end('episode.report_month')) }}
            as is_working_age,
        episode.school_state is not null as is_student,
        coalesce(episode.has_worked, false) as is_employed
    from {{ ref('int_row_month__work_episode') }} as episode
    inner join {{ ref('int_month__parameters') }} as parameter
        on episode.report_month = parameter.report_month

),

-- What each system calls the five items; the national one does not ask who wants training.
item as (

    select
        report_month,
        delivery_month,
        delivery_id,
        sheet_name,
        row_no,
        county_code,
        town_code,
        person_key,
        is_working_age as is_state_due,
        is_employed as is_region_due,
        is_working_age and not is_student as is_training_due,
        is_working_age and not is_student as is_skill_due,
        is_employed as is_wage_due,
        employment_state is not null as has_state,
        work_region is not null as has_region,
        wants_training is not null as has_training,
        skill_level is not null as has_skill,
        wage_cny is not null as has_wage
    from labour

    union all

    select
        report_month,
        delivery_month,
        delivery_id,
        sheet_name,
        row_no,
        county_code,
        town_code,
        person_key,
        is_working_age as is_state_due,
        is_employed as is_region_due,
        false as is_training_due,
        is_working_age and not is_student as is_skill_due,
        is_employed as is_wage_due,
        has_worked is not null as has_state,
        work_region is not null as has_region,
        false as has_training,
        labour_skill is not null as has_skill,
        wage_cny is not null as has_wage
    from episode

)

select
    report_month,
    delivery_month,
    delivery_id,
    sheet_name,
    row_no,
    county_code,
    town_code,
    person_key,
    {%- for item in ['state', 'region', 'training', 'skill', 'wage'] %}
    is_{{ item }}_due,
    is_{{ item }}_due and has_{{ item }} as is_{{ item }}_valid{{ "," if not loop.last }}
    {%- endfor %}
from item
