-- How many counties of a city stand how, and how many cities of a province: for sentences about the
-- area. Of what is published only.
with member as (

    select
        area_code,
        member_code
    from {{ area_members() }} as member

),

figure as (

    select
        member.area_code,
        published.*,
        comparison.pace_gap,
        comparison.change_from_baseline
    from {{ ref('fct_indicator_published') }} as published
    inner join member
        on published.county_code = member.member_code
    left join {{ ref('fct_comparison_published') }} as comparison
        on published.indicator_id = comparison.indicator_id
        and published.county_code = comparison.county_code
        and published.report_month = comparison.report_month

)

select
    indicator_id,
    report_month,
    cast(count(*) as integer) as area_count,
    cast(count(case when value is not null then 1 end) as integer) as with_value,
    cast(count(case when is_suppressed then 1 end) as integer) as withheld,
    cast(count(case when value is null and not is_suppressed then 1 end) as integer) as missing,
    cast(count(case when status = '达标' then 1 end) as integer) as good_count,
    cast(count(case when status = '临近' then 1 end) as integer) as near_count,
    cast(count(case when status = '滞后' then 1 end) as integer) as late_count,
    cast(count(case when status = '未更新' then 1 end) as integer) as carried_count,
    -- Rounded as the status is: a pace that is met is not missed by a hair.
    cast(count(case when round(pace_gap, 9) >= 0 then 1 end) as integer) as not_slower,
    cast(count(case when round(pace_gap, 9) < 0 then 1 end) as integer) as slower,
    cast(count(case when change_from_baseline >= 0 then 1 end) as integer) as not_below_baseline,
    cast(count(case when change_from_baseline is not null then 1 end) as integer) as compared,
    area_code
from figure
group by area_code, indicator_id, report_month
