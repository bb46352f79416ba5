-- Of the problems that were open when a month was screened: how many it saw gone.
with issue_month as (

    select
        issue_month.report_month,
        issue_month.county_code,
        issue_month.town_code,
        case when issue_month.outcome = 'corrected' then 1 else 0 end as is_corrected
    from {{ ref('stg_quality__issue_month') }} as issue_month
    left join {{ ref('towns') }} as town
        on issue_month.town_code = town.town_code
    where issue_month.was_open
        and not issue_month.is_exempt
        and not coalesce(town.is_excluded, false)

),

area_issue as (

    select
        report_month,
        county_code,
        cast(null as string) as town_code,
        is_corrected
    from issue_month

    union all

    select
        report_month,
        county_code,
        town_code,
        is_corrected
    from issue_month
    where town_code is not null

)

select
    report_month,
    county_code,
    town_code,
    cast(count(*) as bigint) as issues_open,
    cast(sum(is_corrected) as bigint) as issues_corrected
from area_issue
group by report_month, county_code, town_code
