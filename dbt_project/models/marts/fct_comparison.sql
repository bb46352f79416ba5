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
        county.city_code,
        12 - month(compared.report_month) as remaining_months,
        -- What December must reach; other targets are limits and shares that hold all year.
        case
            when indicator.target_kind in ('plan', 'baseline_year_end') then compared.target_value
        end as year_target,
        case
            when compared.value_kind = 'count' and indicator.time_meaning = '当年累计'
                then compared.year_end_baseline - compared.same_month_baseline
        end as added_after_in_baseline,
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

-- Among the counties of a city only, ties share a rank, no ratio no rank.
ranked as (

    select
        *,
        case
            when is_county and attained_ratio is not null
                then rank() over (
                    partition by indicator_id, report_month, is_county, city_code
                    order by attained_ratio desc nulls last
                )
        end as rank
    from measured

),

-- What adds up over a year starts anew each January, so January has no month before it. A column to
-- join by: a condition on both rows makes DuckDB compare every row with every other.
before as (

    select
        *,
        case
            when time_meaning <> '当年累计' or month(report_month) > 1
                then {{ month_shift('report_month', -1) }}
        end as month_before
    from ranked

),

with_last_month as (

    select
        this_month.*,
        last_month.value as last_month_value,
        last_month.rank as rank_last_month,
        this_month.value - this_month.same_month_baseline as change_from_baseline,
        -- Nothing where the target is exceeded.
        case
            when this_month.value >= this_month.year_target then 0
            else this_month.year_target - this_month.value
        end as still_needed
    from before as this_month
    left join ranked as last_month
        on this_month.indicator_id = last_month.indicator_id
        and this_month.county_code = last_month.county_code
        and this_month.month_before = last_month.report_month

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
    change_from_baseline,
    {{ change_ratio('value', 'same_month_baseline') }} as change_ratio,
    pace_ratio,
    attained_ratio - pace_ratio as pace_gap,
    value - last_month_value as change_from_last_month,
    cast(rank as integer) as rank,
    cast(rank_last_month as integer) as rank_last_month,
    cast(rank_last_month - rank as integer) as rank_change,
    cast(remaining_months as integer) as remaining_months,
    year_target,
    still_needed,
    {{ safe_div('still_needed', 'remaining_months') }} as needed_per_month,
    {{ safe_div('added_after_in_baseline', 'remaining_months') }} as baseline_per_month,
    {{ months_so_far('change_from_baseline is not null') }} as months_compared,
    {{ months_so_far('change_from_baseline >= 0') }} as months_not_below,
    source_month
from with_last_month
