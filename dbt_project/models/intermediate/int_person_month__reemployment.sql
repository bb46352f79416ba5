{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- The losses of the three months before, and when each person was at work again.
with months_ago as (

    select 1 as months_since_loss

    union all

    select 2 as months_since_loss

    union all

    select 3 as months_since_loss

),

reported as (

    select
        reported.report_month,
        months_ago.months_since_loss,
        case months_ago.months_since_loss
            when 1 then {{ month_shift('reported.report_month', -1) }}
            when 2 then {{ month_shift('reported.report_month', -2) }}
            else {{ month_shift('reported.report_month', -3) }}
        end as loss_month
    from {{ ref('int_month__reported') }} as reported
    cross join months_ago
    where {{ in_months_to_build('reported.report_month') }}

),

loss as (

    select
        reported.report_month,
        reported.loss_month,
        reported.months_since_loss,
        lost.person_key,
        lost.county_code,
        lost.town_code
    from reported
    inner join {{ ref('int_person_month__job_loss') }} as lost
        on reported.loss_month = lost.report_month

),

employed as (

    select
        report_month,
        person_key
    from {{ ref('int_person_month__national_state') }}
    where is_employed

),

followed as (

    select
        loss.report_month,
        loss.person_key,
        loss.loss_month,
        loss.county_code,
        loss.town_code,
        loss.months_since_loss,
        min(employed.report_month) as employed_month
    from loss
    left join employed
        on loss.person_key = employed.person_key
        and employed.report_month > loss.loss_month
        and employed.report_month <= loss.report_month
    group by
        loss.report_month,
        loss.person_key,
        loss.loss_month,
        loss.county_code,
        loss.town_code,
        loss.months_since_loss

)

select
    *,
    months_since_loss = 1 as is_lost_30_days_ago,
    months_since_loss = 1 and employed_month is not null as is_found_in_30_days,
    months_since_loss = 2 as is_lost_60_days_ago,
    months_since_loss = 2 and employed_month is not null as is_found_in_60_days,
    months_since_loss = 3 as is_lost_90_days_ago,
    months_since_loss = 3 and employed_month is not null as is_found_in_90_days,
    cast(30 * {{ months_between('employed_month', 'loss_month') }} as integer) as days_to_work
from followed
