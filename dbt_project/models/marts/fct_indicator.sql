-- The wide mart of figures: every indicator, area and month, against the frozen year and the plan.
with compared as (

    select * from {{ ref('int_indicator_area_month__compared') }}

),

-- How far from where it should be by now: against the pace of the frozen year where one exists.
gapped as (

    select
        *,
        case status_rule
            when 'pace' then {{ safe_div('value', 'target_value') }} - pace_ratio
            when 'ratio' then {{ change_ratio('value', 'target_value') }}
            when 'gap' then value - target_value
        end as gap
    from compared

),

judged as (

    select
        *,
        case
            when value is null then '未填报'
            when data_state = '沿用' then '未更新'
            when target_value is null then null
            when status_rule = 'at_most' then {{ status_at_most('value', 'target_value', 'near_target') }}
            when status_rule = 'complete' then {{ status_complete('value', 'target_value', 'report_month') }}
            when gap is not null then {{ status_from_gap('gap', 'status_near') }}
            when status_rule = 'pace' and value >= target_value then '达标'
        end as status
    from gapped

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
    status,
    data_state
from judged
