-- Problems over the months, with the names that people know them by.
with issue as (

    select * from {{ ref('stg_quality__issue') }}

),

rule as (

    select * from {{ ref('stg_quality__rule') }}

)

select
    -- ids
    issue.problem_key,
    issue.finding_id,
    issue.rule_id,
    rule.rule_name,

    -- places
    issue.county_code,
    county.county_name,
    issue.town_code,
    town.town_name,
    issue.source,
    issue.table_name,

    -- rule
    issue.severity,
    issue.owner,
    issue.action,

    -- how it stands
    issue.state,
    issue.state not in ('已整改', '已豁免', '已关闭') as is_open,
    cast(issue.months_found as integer) as months_found,
    cast(issue.times_reopened as integer) as times_reopened,
    cast(issue.overdue_days as integer) as overdue_days,
    issue.exemption_id,

    -- dates
    issue.report_month,
    issue.first_month,
    issue.last_month,
    issue.closed_month,
    issue.sent_date,
    issue.due_date,
    issue.exempt_until_date
from issue
left join rule
    on issue.rule_id = rule.rule_id
left join {{ ref('counties') }} as county
    on issue.county_code = county.county_code
left join {{ ref('towns') }} as town
    on issue.town_code = town.town_code
