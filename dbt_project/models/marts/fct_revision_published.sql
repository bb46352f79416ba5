-- Published figures that are not what they were, with why in words; of what may leave the office only.
with revision as (

    select
        revision.*,
        published.value as shown_value,
        published.is_suppressed,
        coalesce(parent.area_code, '') as parent_code,
        {{ is_small_count('revision.first_value') }} as is_first_small,
        {{ is_small_count('revision.last_value') }} as is_last_small
    from {{ ref('fct_revision') }} as revision
    inner join {{ ref('fct_indicator_published') }} as published
        on revision.indicator_id = published.indicator_id
        and revision.county_code = published.county_code
        and revision.report_month = published.report_month
    inner join {{ ref('indicators') }} as indicator
        on revision.indicator_id = indicator.indicator_id
    inner join {{ ref('int_month__parameters') }} as parameter
        on revision.report_month = parameter.report_month
    inner join {{ ref('counties') }} as county
        on revision.county_code = county.county_code
    left join {{ area_members() }} as parent
        on revision.county_code = parent.member_code

),

-- What one county was might be found by taking the others from their total: then none of them is told.
judged as (

    select
        *,
        is_suppressed
        or max(case when is_first_small then 1 else 0 end)
            over (partition by indicator_id, report_month, parent_code) = 1 as hides_first,
        is_suppressed
        or max(case when is_last_small then 1 else 0 end)
            over (partition by indicator_id, report_month, parent_code) = 1 as hides_last
    from revision

)

select
    indicator_id,
    county_code,
    report_month,
    case when not hides_first then first_value end as first_value,
    first_publication_id,
    case when not hides_last then last_value end as last_value,
    last_publication_id,
    shown_value as current_value,
    case when not hides_first then difference_from_first end as difference_from_first,
    case when not hides_last then round(current_value - last_value, 9) end as difference_from_last,
    cause,
    case cause
        when '重新报送' then '重新报送了数据'
        when '定义调整' then '指标口径作了调整'
        when '豁免' then '批准的豁免有变化'
        when '规则调整' then '数据质量规则有变化，采用的记录随之变化'
        when '基期调整' then '{{ var("baseline_year") }}年基期数据换了版本'
        when '其他' then '任务数调整，或者别的县（市、区）重新报送后人员归属有变化'
    end as reason,
    is_suppressed
from judged
where cause is not null
