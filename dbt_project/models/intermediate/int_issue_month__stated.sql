-- How each problem stood when a month was screened. Of the newest month that speaks of it: as it stands now,
-- with what people did about it; of earlier ones: as far as the screenings themselves tell.
with issue_month as (

    select
        *,
        max(report_month) over (partition by problem_key) = report_month as is_newest
    from {{ ref('stg_quality__issue_month') }}

),

issue as (

    select * from {{ ref('stg_quality__issue') }}

),

stated as (

    select
        issue_month.problem_key,
        issue_month.report_month,
        issue_month.rule_id,
        issue_month.severity,
        issue.owner,
        issue_month.county_code,
        issue_month.town_code,
        case
            when issue_month.is_newest then issue.state
            when issue_month.outcome = 'corrected' then '已整改'
            when issue_month.is_exempt then '已豁免'
            when
                issue_month.report_month >= issue.first_month
                and issue.due_date < {{ month_end('issue_month.report_month') }}
                then '逾期'
            when issue_month.was_open then '整改中'
            else '新增'
        end as state,
        issue_month.outcome = 'found' and not issue_month.was_open as is_opened,
        issue.due_date
    from issue_month
    inner join issue
        on issue_month.problem_key = issue.problem_key

)

select
    problem_key,
    report_month,
    rule_id,
    severity,
    owner,
    county_code,
    town_code,
    state,
    state not in ('已整改', '已豁免', '已关闭') as is_open,
    is_opened,
    state in ('已整改', '已关闭') as is_closed,
    state = '逾期' as is_overdue,
    due_date
from stated
