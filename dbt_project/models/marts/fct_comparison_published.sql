-- The comparisons that may leave the office: none with a figure, of whichever month, that may not.
with compared as (

    select
        compared.*,
        {{ is_small_count('compared.year_end_baseline') }} as is_year_end_small,
        {{ is_small_count('compared.same_month_baseline') }} as is_same_month_small,
        {{ is_small_count('compared.year_target') }}
        and indicator.target_kind = 'baseline_year_end' as is_target_small
    from {{ ref('fct_comparison') }} as compared
    inner join {{ ref('indicators') }} as indicator
        on compared.indicator_id = indicator.indicator_id
    inner join {{ ref('int_month__parameters') }} as parameter
        on compared.report_month = parameter.report_month

),

published as (

    select * from {{ ref('fct_indicator_published') }}

),

judged as (

    select
        compared.*,
        published.is_suppressed,
        published.is_suppressed or compared.is_year_end_small as hides_year_end,
        published.is_suppressed or compared.is_same_month_small as hides_same_month,
        published.is_suppressed or compared.is_target_small as hides_needed,
        published.is_suppressed or coalesce(last_month.is_suppressed, false) as hides_last_month
    from compared
    inner join published
        on compared.indicator_id = published.indicator_id
        and compared.county_code = published.county_code
        and compared.report_month = published.report_month
    left join published as last_month
        on compared.indicator_id = last_month.indicator_id
        and compared.county_code = last_month.county_code
        and {{ month_shift('compared.report_month', -1) }} = last_month.report_month

),

-- Months are counted among the comparisons that are shown: the number tells of no other.
shown as (

    select
        *,
        case when not hides_same_month then change_from_baseline end as shown_change
    from judged

)

select
    indicator_id,
    county_code,
    report_month,
    case when not is_suppressed then value end as value,
    case when not is_year_end_small then year_end_baseline end as year_end_baseline,
    case when not is_same_month_small then same_month_baseline end as same_month_baseline,
    task_target,
    case when not hides_year_end then to_year_end_ratio end as to_year_end_ratio,
    case when not is_suppressed then to_task_ratio end as to_task_ratio,
    shown_change as change_from_baseline,
    case when not hides_same_month then change_ratio end as change_ratio,
    case when not hides_same_month then {{ safe_div('value', 'same_month_baseline') }} end
        as same_month_ratio,
    case when not (hides_year_end or hides_same_month) then pace_ratio end as pace_ratio,
    case when not (hides_year_end or hides_same_month) then pace_gap end as pace_gap,
    case when not hides_last_month then change_from_last_month end as change_from_last_month,
    case when not is_suppressed then rank end as rank,
    case when not hides_last_month then rank_last_month end as rank_last_month,
    case when not hides_last_month then rank_change end as rank_change,
    remaining_months,
    case when not is_target_small then year_target end as year_target,
    case when not hides_needed then still_needed end as still_needed,
    case when not hides_needed then needed_per_month end as needed_per_month,
    case when not (is_year_end_small or is_same_month_small) then baseline_per_month end
        as baseline_per_month,
    {{ months_so_far('shown_change is not null') }} as months_compared,
    {{ months_so_far('shown_change >= 0') }} as months_not_below,
    source_month,
    is_suppressed
from shown
