-- Each figure beside the same month and the whole of the frozen year, and beside the plan.
with area_month as (

    select * from {{ ref('int_indicator_area_month') }}

),

indicator as (

    select * from {{ ref('indicators') }}

),

plan_target as (

    select * from {{ ref('stg_plan__target') }}

),

plan_year as (

    select distinct plan_year from plan_target

),

baseline as (

    select * from area_month
    where year(report_month) = {{ var('baseline_year') }}

),

-- The pace of a completion rate is the pace of the count behind it.
paced as (

    select
        *,
        case when indicator_id = 'I01b' then 'I01' else indicator_id end as pace_indicator_id
    from area_month

),

compared as (

    select
        paced.indicator_id,
        paced.county_code,
        paced.report_month,
        paced.numerator,
        paced.denominator,
        paced.value,
        paced.data_state,
        paced.source_month,
        indicator.target_kind,
        indicator.fixed_target,
        plan_year.plan_year is not null as is_plan_year,
        plan_target.target_value as plan_target,
        same_month.value as same_month_value,
        year_end.value as year_end_value,
        {{ safe_div('same_month.value', 'year_end.value') }} as same_month_share
    from paced
    inner join indicator
        on paced.indicator_id = indicator.indicator_id
    left join plan_year
        on year(paced.report_month) = plan_year.plan_year
    left join plan_target
        on year(paced.report_month) = plan_target.plan_year
        and paced.indicator_id = plan_target.indicator_id
        and paced.county_code = plan_target.county_code
    left join baseline as same_month
        on paced.pace_indicator_id = same_month.indicator_id
        and paced.county_code = same_month.county_code
        and month(paced.report_month) = month(same_month.report_month)
        and year(paced.report_month) > {{ var('baseline_year') }}
    left join baseline as year_end
        on paced.pace_indicator_id = year_end.indicator_id
        and paced.county_code = year_end.county_code
        and month(year_end.report_month) = 12
        and year(paced.report_month) > {{ var('baseline_year') }}

),

-- The frozen year has no baseline of its own; rates of a stock have no pace over the year.
with_target as (

    select
        indicator_id,
        county_code,
        report_month,
        numerator,
        denominator,
        value,
        data_state,
        source_month,
        plan_target,
        case
            when indicator_id = 'I01b' then same_month_share
            else same_month_value
        end as same_month_baseline,
        case when indicator_id <> 'I01b' then year_end_value end as year_end_baseline,
        case
            when target_kind <> 'fixed' or indicator_id = 'I01b' then same_month_share
        end as pace_ratio,
        case
            when not is_plan_year then null
            when target_kind = 'plan' then plan_target
            when target_kind = 'baseline_year_end' then year_end_value
            else fixed_target
        end as target_value,
        target_kind <> 'fixed' or indicator_id = 'I01b' as is_paced
    from compared

)

select * from with_target
