-- The counts and rates beside the task, the frozen year and the month before.
with compared as (

    select
        *,
        {{ safe_div('value', 'year_end_baseline') }} as to_year_end_ratio,
        {{ safe_div('value', 'plan_target') }} as to_task_ratio
    from {{ ref('int_indicator_area_month__compared') }}
    where value_kind in ('count', 'ratio')

),

county as (

    select * from {{ ref('counties') }}

),

indicator as (

    select * from {{ ref('indicators') }}

),

-- Ranked are the headline figures only: by the task, or by the frozen year where that is the task.
measured as (

    select
        compared.*,
        indicator.time_meaning,
        county.level = 'county' as is_county,
        case
            when indicator.target_kind = 'baseline_year_end' then compared.to_year_end_ratio
            when indicator.target_kind = 'plan' and indicator.status_rule = 'pace'
                then compared.to_task_ratio
        end as attained_ratio
    from compared
    inner join county
        on compared.county_code = county.county_code
    inner join indicator
        on compared.indicator_id = indicator.indicator_id

),

-- Among counties only, ties share a rank, no ratio no rank.
ranked as (

    select
        *,
        case
            when is_county and attained_ratio is not null
                then rank() over (
                    partition by indicator_id, report_month, is_county
                    order by attained_ratio desc nulls last
                )
        end as rank
    from measured

),

-- What adds up over a year starts anew each January, so January has no month before it.
with_last_month as (

    select
        this_month.*,
        last_month.value as last_month_value,
        last_month.rank as rank_last_month
    from ranked as this_month
    left join ranked as last_month
        on this_month.indicator_id = last_month.indicator_id
        and this_month.county_code = last_month.county_code
        and {{ month_shift('this_month.report_month', -1) }} = last_month.report_month
        and (
            this_month.time_meaning <> '当年累计'
            or year(this_month.report_month) = year(last_month.report_month)
        )

)

select
    indicator_id,
    county_code,
    report_month,
    value,
    year_end_baseline,
    same_month_baseline,
    plan_target as task_target,
    to_year_end_ratio,
    to_task_ratio,
    value - same_month_baseline as change_from_baseline,
    {{ change_ratio('value', 'same_month_baseline') }} as change_ratio,
    pace_ratio,
    attained_ratio - pace_ratio as pace_gap,
    value - last_month_value as change_from_last_month,
    cast(rank as integer) as rank,
    cast(rank_last_month as integer) as rank_last_month,
    source_month
from with_last_month
