-- Figures of the plan's duties that are late or near in a county, and those that were and are no more, in words.
-- Of what may leave the office only.
with duty as (

    select
        *,
        row_number() over (
            partition by main_indicator_id, county_code, report_month
            order by sort_order
        ) as turn
    from {{ ref('fct_duty') }}

),

figure as (

    select
        published.*,
        last_month.status as status_last_month,
        comparison.pace_gap,
        -- What is compared with no other year, and filled in by hand, is compared with the month before.
        case
            when indicator.value_kind in ('count', 'ratio') then comparison.change_from_last_month
            else published.value - last_month.value
        end as change_from_last_month,
        indicator.indicator_name,
        indicator.unit,
        indicator.value_kind,
        indicator.is_of_persons,
        indicator.status_rule,
        indicator.time_meaning,
        indicator.target_kind,
        indicator.measure_model,
        duty.owner,
        duty.duty_state,
        plan.due_month,
        parameter.suppress_below
    from {{ ref('fct_indicator_published') }} as published
    inner join duty
        on published.indicator_id = duty.main_indicator_id
        and published.county_code = duty.county_code
        and published.report_month = duty.report_month
        and duty.turn = 1
    inner join {{ ref('plan_duties') }} as plan
        on duty.duty_id = plan.duty_id
        and year(duty.report_month) = plan.plan_year
    inner join {{ ref('dim_indicator') }} as indicator
        on published.indicator_id = indicator.indicator_id
    inner join {{ ref('counties') }} as county
        on published.county_code = county.county_code
        and county.level = 'county'
    inner join {{ ref('int_month__parameters') }} as parameter
        on published.report_month = parameter.report_month
    left join {{ ref('fct_indicator_published') }} as last_month
        on published.indicator_id = last_month.indicator_id
        and published.county_code = last_month.county_code
        and {{ month_shift('published.report_month', -1) }} = last_month.report_month
        and year(published.report_month) = year(last_month.report_month)
    left join {{ ref('fct_comparison_published') }} as comparison
        on published.indicator_id = comparison.indicator_id
        and published.county_code = comparison.county_code
        and published.report_month = comparison.report_month

),

-- How many are concerned, in the unit of the figure or of what a share is of.
sized as (

    select
        *,
        status = '达标' as is_closed,
        case status_rule
            when 'pace' then -pace_gap * target_value
            when 'gap' then denominator - numerator
            when 'at_most' then value - target_value
            else target_value - value
        end as shortfall,
        case
            when unit in ('人', '户') then unit
            when unit in ('个', '家') then '处'
            when value_kind <> 'ratio' then null
            when measure_model like 'int_household%' then '户'
            when is_of_persons then '人'
            when measure_model like 'int_post%' or measure_model is null then '条'
            else '处'
        end as affected_unit,
        {{ figure_text('value', 'unit') }} as value_text,
        {{ figure_text('target_value', 'unit') }} as target_text
    from figure
    where (status in ('滞后', '临近') or (status = '达标' and status_last_month in ('滞后', '临近')))
        -- A season that is over can be made up by nobody: it is told in its last month.
        and not (status_rule = 'ratio' and time_meaning = '当年累计' and month(report_month) > due_month)

),

worded as (

    select
        *,
        case
            when is_closed then '上月没有达到要求，本月已达到' || coalesce('，为' || value_text, '')
            when value is null
                then case when status_rule = 'at_most' then '超出要求，' else '没有达到要求，' end
                    || case affected_unit when '户' then '户' else '人' end || '数很少，不公布具体数'
            when status_rule = 'pace'
                then value_text
                    || coalesce(
                        case target_kind when 'plan' then '，完成年度任务的' else '，达到2021年全年的' end
                        || {{ number_text('100 * ' ~ safe_div('value', 'target_value')) }} || '%',
                        ''
                    )
                    || coalesce(
                        '，比2021年同期进度慢' || {{ number_text('-100 * pace_gap') }} || '个百分点',
                        ''
                    )
            when status_rule = 'gap' then value_text || '，低于要求的' || target_text
            when status_rule = 'ratio' and target_value is null then value_text || '，低于2021年同期'
            when status_rule = 'ratio'
                then value_text || '，比2021年同期少' || {{ figure_text('target_value - value', 'unit') }}
            when status_rule = 'at_most' and target_value = 0 then value_text || '，应当没有'
            when status_rule = 'at_most' then value_text || '，要求不超过' || target_text
            else value_text || '，年度目标' || target_text
        end as words,
        case
            when is_closed then '已达到要求'
            when change_from_last_month is null then '没有可比的上月数'
            when round(change_from_last_month, 9) = 0 then '与上月持平'
            when unit = '%'
                then case when change_from_last_month > 0 then '比上月提高' else '比上月下降' end
                    || {{ number_text('100 * abs(change_from_last_month)') }} || '个百分点'
            else case when change_from_last_month > 0 then '比上月增加' else '比上月减少' end
                || {{ figure_text('abs(change_from_last_month)', 'unit') }}
        end as progress
    from sized

)

select
    report_month,
    county_code,
    indicator_id,
    indicator_id in ('I01', 'I02', 'I03', 'I04') as is_headline,
    case
        when not is_closed and duty_state = '逾期未完成' then '逾期'
        when case when is_closed then status_last_month else status end = '滞后' then '红'
        else '黄'
    end as kind,
    indicator_name || words as problem,
    case
        when is_closed or affected_unit is null then null
        when affected_unit in ('人', '户') and shortfall < suppress_below then null
        -- A person short by a part is a person short; but not by the last binary digit.
        else cast(ceil(round(shortfall, 6)) as bigint)
    end as affected_count,
    affected_unit,
    owner,
    {{ month_end('make_date(year(report_month), due_month, 1)') }} as due_date,
    progress,
    is_closed
from worded
