{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Every completed class of the year, and what followed it: a service, work, the subsidy.
with completed as (

    select
        training.*,
        coalesce(training.is_qualified, false) as has_passed,
        {{ day_shift('training.closed_date', 'parameter.follow_up_days') }} as follow_up_until,
        {{ day_shift('training.closed_date', 'parameter.placement_days') }} as placement_until
    from {{ ref('int_row_month__training') }} as training
    inner join {{ ref('int_month__parameters') }} as parameter
        on training.report_month = parameter.report_month
    where {{ is_this_year_so_far('training.closed_date', 'training.report_month') }}
        and {{ in_months_to_build('training.report_month') }}
        and {{ in_lake_months_to_read('training.delivery_month', ref('int_county_month__effective'), 'T-H2') }}

),

-- A person's services count whatever county wrote them.
service as (

    select distinct
        report_month,
        person_key,
        service_date
    from {{ ref('int_row_month__service') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H3') }}

),

paid_person as (

    select distinct
        report_month,
        person_key
    from {{ ref('int_row_month__payment') }}
    where person_key is not null
        and contains(policy, '培训')
        and {{ is_this_year_so_far('subsidy_month', 'report_month') }}
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H8') }}

),

served_row as (

    select distinct
        completed.report_month,
        completed.delivery_id,
        completed.sheet_name,
        completed.row_no
    from completed
    inner join service
        on completed.report_month = service.report_month
        and completed.person_key = service.person_key
        and service.service_date between completed.closed_date and completed.follow_up_until

),

-- A window is looked at once it is over; who had work when the class closed needs no follow-up.
due as (

    select
        *,
        has_passed
        and follow_up_until <= {{ month_end('report_month') }}
        and not (
            coalesce(is_employed_after_class, false)
            and coalesce(employed_date <= closed_date, true)
        ) as is_follow_up_due,
        has_passed
        and placement_until <= {{ month_end('report_month') }} as is_placement_due,
        coalesce(is_employed_after_class, false)
        and coalesce(employed_date <= placement_until, true) as is_at_work_in_time,
        person_key is not null
        and has_passed
        and trainee_groups is not null as is_group_graduation,
        person_key is not null
        and training_kind is not distinct from '致富带头人' as is_leader_class
    from completed

),

-- A person is counted once a year, where the first such class was.
ranked as (

    select
        *,
        row_number() over (
            partition by report_month, person_key, is_group_graduation
            order by closed_date, county_code, sheet_name nulls last, row_no, delivery_id
        ) as graduation_rank,
        row_number() over (
            partition by report_month, person_key, is_leader_class
            order by closed_date, county_code, sheet_name nulls last, row_no, delivery_id
        ) as leader_class_rank
    from due

),

training as (

    select
        ranked.report_month,
        ranked.county_code,
        ranked.town_code,
        ranked.person_key,
        ranked.delivery_id,
        ranked.sheet_name,
        ranked.row_no,
        ranked.class_no,
        ranked.training_kind,
        ranked.trainee_groups,
        ranked.closed_date,
        true as is_completed,
        ranked.is_group_graduation and ranked.graduation_rank = 1 as is_first_graduation,
        ranked.is_leader_class and ranked.leader_class_rank = 1 as is_first_leader_class,
        coalesce(ranked.training_mode in ('订单', '定向', '顶岗'), false) as is_ordered,
        ranked.is_follow_up_due,
        ranked.is_follow_up_due and served_row.delivery_id is not null as is_followed_up,
        ranked.is_placement_due,
        ranked.is_placement_due and ranked.is_at_work_in_time as is_placed,
        ranked.has_passed as is_subsidy_due,
        ranked.has_passed
        and (coalesce(ranked.subsidy_cny > 0, false) or paid_person.person_key is not null)
            as is_subsidised
    from ranked
    left join served_row
        on ranked.report_month = served_row.report_month
        and ranked.delivery_id = served_row.delivery_id
        and ranked.sheet_name is not distinct from served_row.sheet_name
        and ranked.row_no = served_row.row_no
    left join paid_person
        on ranked.report_month = paid_person.report_month
        and ranked.person_key = paid_person.person_key

)

select * from training
