-- The plan, sentence by sentence: how each duty stands, judged by its main figure.
with duty as (

    select * from {{ ref('plan_duties') }}

),

indicator as (

    select * from {{ ref('indicators') }}

),

figure as (

    select
        figure.*,
        published.value as shown_value,
        published.target_value as shown_target_value,
        published.is_suppressed
    from {{ ref('fct_indicator') }} as figure
    inner join {{ ref('fct_indicator_published') }} as published
        on figure.indicator_id = published.indicator_id
        and figure.county_code = published.county_code
        and figure.report_month = published.report_month

),

-- Every duty of the year's plan has a row in every area and month.
owed as (

    select
        duty.*,
        figure.county_code,
        figure.report_month,
        figure.value,
        figure.target_value,
        figure.shown_value,
        figure.shown_target_value,
        figure.status,
        figure.is_suppressed,
        indicator.unit,
        indicator.direction,
        month(figure.report_month) >= duty.due_month as is_due,
        -- Against nothing everything would be reached; a season is judged when it is over.
        case
            when indicator.status_rule = 'at_most'
                then round(figure.value, 9) <= round(figure.target_value, 9)
            when indicator.status_rule = 'ratio' and figure.target_value = 0 then null
            when
                indicator.status_rule = 'ratio'
                and indicator.time_meaning = '当年累计'
                and month(figure.report_month) < duty.due_month
                then false
            else round(figure.value, 9) >= round(figure.target_value, 9)
        end as is_reached
    from duty
    inner join indicator
        on duty.main_indicator_id = indicator.indicator_id
    inner join figure
        on duty.main_indicator_id = figure.indicator_id
        and duty.plan_year = year(figure.report_month)

)

select
    duty_id,
    sort_order,
    chapter,
    duty,
    owner,
    deadline,
    evidence,
    county_code,
    report_month,
    main_indicator_id,
    indicator_ids,
    shown_value as value,
    unit,
    shown_target_value as target_value,
    status,
    case
        when value is null then '未填报'
        when is_reached then '已完成'
        when not is_reached and is_due then '逾期未完成'
        when value = 0 and direction <> '越低越好' then '未启动'
        else '推进中'
    end as duty_state,
    is_suppressed
from owed
