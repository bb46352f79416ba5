-- Problems of the data by county and rule that leaders should know of: overdue ones and those that must be mended.
with issue as (

    select
        issue.*,
        rule.rule_name
    from {{ ref('int_issue_month__stated') }} as issue
    inner join {{ ref('counties') }} as county
        on issue.county_code = county.county_code
        and county.level = 'county'
    inner join {{ ref('dim_rule') }} as rule
        on issue.rule_id = rule.rule_id

),

counted as (

    select
        report_month,
        county_code,
        rule_id,
        max(rule_name) as rule_name,
        max(case when is_open then owner end) as open_owner,
        max(owner) as any_owner,
        max(case when severity = 'E' then 1 else 0 end) = 1 as is_error,
        sum(case when is_open then 1 else 0 end) as open_count,
        sum(case when is_opened then 1 else 0 end) as opened_count,
        sum(case when is_closed then 1 else 0 end) as closed_count,
        sum(case when is_overdue then 1 else 0 end) as overdue_count,
        min(case when is_open then due_date end) as due_date
    from issue
    group by report_month, county_code, rule_id

)

select
    report_month,
    county_code,
    rule_id,
    case when overdue_count > 0 then '逾期' else '红' end as kind,
    rule_name
    || case
        when open_count = 0 then '：' || cast(closed_count as string) || '条已全部改正'
        else '：' || cast(open_count as string) || '条没有改正'
    end
    || case when overdue_count > 0 then '，其中逾期' || cast(overdue_count as string) || '条' else '' end
        as problem,
    cast(case when open_count > 0 then open_count else closed_count end as bigint) as affected_count,
    '条' as affected_unit,
    case coalesce(open_owner, any_owner)
        when 'T' then '乡镇（街道）'
        when 'K' then '县（市、区）数据管理员'
        when 'C' then '市级牵头部门'
    end as owner,
    due_date,
    case
        when open_count = 0 then '已全部改正'
        else '本月新查出' || cast(opened_count as string) || '条，改正' || cast(closed_count as string) || '条'
    end as progress,
    open_count = 0 as is_closed
from counted
where overdue_count > 0
    or (is_error and open_count + closed_count > 0)
