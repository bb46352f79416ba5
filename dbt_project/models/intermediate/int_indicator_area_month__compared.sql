-- Each figure beside the same month and the whole of the frozen year, and beside its target.
with area_month as (

    select
        *,
        {{ baseline_month('report_month') }} as baseline_month,
        {{ baseline_month('report_month', 12) }} as baseline_december
    from {{ ref('int_indicator_area_month') }}

),

baseline as (

    select * from {{ ref('int_indicator__baseline') }}

),

county as (

    select * from {{ ref('counties') }}

),

{{ plan_targets_with_province() }},

plan_year as (

    select distinct plan_year from plan_target

),

-- I04b: the frozen year's own total, the same in every month of the years after it.
frozen_total as (

    select
        'I04b' as indicator_id,
        area_month.county_code,
        area_month.report_month,
        year_end.value as numerator,
        cast(null as double) as denominator,
        year_end.value,
        '按期' as data_state,
        area_month.report_month as source_month,
        area_month.baseline_month,
        area_month.baseline_december
    from area_month
    left join baseline as year_end
        on area_month.indicator_id = year_end.indicator_id
        and area_month.county_code = year_end.county_code
        and area_month.baseline_december = year_end.report_month
    where area_month.indicator_id = 'I04'

),

-- The pace of a completion rate is the pace of the count behind it.
figure as (

    select
        *,
        case when indicator_id = 'I01b' then 'I01' else indicator_id end as baseline_indicator_id
    from (
        select * from area_month
        union all
        select * from frozen_total
    ) as both_kinds

),

-- How many counties a number that each of them owes is owed by.
debtor as (

    select
        county.county_code,
        count(member.county_code) as counties
    from county
    left join {{ areas_above() }} as member
        on county.county_code = member.area_code
    group by county.county_code

),

-- The frozen year itself has nothing to be compared with.
compared as (

    select
        figure.*,
        indicator.value_kind,
        indicator.target_kind,
        indicator.fixed_target,
        indicator.near_target,
        indicator.status_rule,
        parameter.status_near,
        greatest(debtor.counties, 1) as counties,
        plan_year.plan_year is not null as is_plan_year,
        plan_target.target_value as plan_target,
        same_month.value as same_month_value,
        year_end.value as year_end_value,
        {{ safe_div('same_month.value', 'year_end.value') }} as same_month_share
    from figure
    inner join {{ ref('indicators') }} as indicator
        on figure.indicator_id = indicator.indicator_id
    inner join {{ ref('int_month__parameters') }} as parameter
        on figure.report_month = parameter.report_month
    inner join debtor
        on figure.county_code = debtor.county_code
    left join plan_year
        on year(figure.report_month) = plan_year.plan_year
    left join plan_target
        on year(figure.report_month) = plan_target.plan_year
        and figure.indicator_id = plan_target.indicator_id
        and figure.county_code = plan_target.county_code
    left join baseline as same_month
        on figure.baseline_indicator_id = same_month.indicator_id
        and figure.county_code = same_month.county_code
        and figure.baseline_month = same_month.report_month
    left join baseline as year_end
        on figure.baseline_indicator_id = year_end.indicator_id
        and figure.county_code = year_end.county_code
        and figure.baseline_december = year_end.report_month

)

select
    indicator_id,
    county_code,
    report_month,
    value_kind,
    numerator,
    denominator,
    value,
    data_state,
    source_month,
    plan_target,
    case when indicator_id = 'I01b' then same_month_share else same_month_value end
        as same_month_baseline,
    case when indicator_id <> 'I01b' then year_end_value end as year_end_baseline,
    case when status_rule = 'pace' then same_month_share end as pace_ratio,
    case
        when not is_plan_year then null
        when target_kind = 'plan' then plan_target
        when target_kind = 'baseline_year_end' then year_end_value
        when target_kind = 'baseline_same_month' then same_month_value
        when target_kind = 'fixed' and value_kind = 'count' then fixed_target * counties
        when target_kind = 'fixed' then fixed_target
    end as target_value,
    near_target,
    status_rule,
    status_near
from compared
