-- The wide mart of figures: every indicator, area and month, against the frozen year and the plan.
with compared as (

    select * from {{ ref('int_indicator_area_month__compared') }}

),

-- How far from where it should be by now: against the pace of the frozen year where one exists.
gapped as (

    select
        *,
        case
            when is_paced then {{ safe_div('value', 'target_value') }} - pace_ratio
            else value - target_value
        end as gap
    from compared

)

select
    indicator_id,
    county_code,
    report_month,
    numerator,
    denominator,
    value,
    same_month_baseline as baseline_value,
    target_value,
    case
        when value is null then '未填报'
        when data_state = '沿用' then '未更新'
        when target_value is null then null
        when gap is null then case when value >= target_value then '达标' end
        else {{ status_from_gap('gap') }}
    end as status,
    data_state
from gapped
