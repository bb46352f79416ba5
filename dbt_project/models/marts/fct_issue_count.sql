-- Problems that a month found or still had, by area, severity and state; null stands for all.
with issue as (

    select * from {{ ref('int_issue_month__stated') }}

),

area as (

    select * from {{ ref('counties') }}

),

-- A problem of a county is one of its city, too; those of nobody's county are the whole office's.
placed as (

    select
        issue.report_month,
        area.county_code,
        cast(null as string) as town_code,
        issue.severity,
        issue.state,
        issue.is_open,
        issue.is_opened,
        issue.is_closed,
        issue.is_overdue
    from issue
    left join area as own
        on issue.county_code = own.county_code
    inner join area
        on {{ is_told_of_area('issue.county_code', 'own.city_code') }}

    union all

    select
        report_month,
        county_code,
        town_code,
        severity,
        state,
        is_open,
        is_opened,
        is_closed,
        is_overdue
    from issue
    where town_code is not null

),

counted as (

    select
        report_month,
        county_code,
        town_code,
        severity,
        state,
        count(*) as issue_count,
        sum(case when is_open then 1 else 0 end) as open_count,
        sum(case when is_opened then 1 else 0 end) as opened,
        sum(case when is_closed then 1 else 0 end) as closed,
        sum(case when is_overdue then 1 else 0 end) as overdue
    from placed
    group by grouping sets (
        (report_month, county_code, town_code),
        (report_month, county_code, town_code, severity),
        (report_month, county_code, town_code, state),
        (report_month, county_code, town_code, severity, state)
    )

),

-- Nothing found is told with a zero: of every county and severity in every month that was screened.
cell as (

    select
        screened.report_month,
        area.county_code,
        cast(null as string) as town_code,
        kind.severity,
        cast(null as string) as state
    from (select distinct report_month from {{ ref('fct_screening') }}) as screened
    cross join area
    cross join (values (null), ('E'), ('W'), ('I')) as kind (severity)

    union

    select
        report_month,
        county_code,
        town_code,
        severity,
        state
    from counted

)

select
    cell.county_code,
    cell.town_code,
    cell.report_month,
    cell.severity,
    cell.state,
    cast(coalesce(counted.issue_count, 0) as bigint) as issue_count,
    cast(coalesce(counted.open_count, 0) as bigint) as open_count,
    cast(coalesce(counted.opened, 0) as bigint) as opened,
    cast(coalesce(counted.closed, 0) as bigint) as closed,
    cast(coalesce(counted.overdue, 0) as bigint) as overdue
from cell
left join counted
    on cell.report_month = counted.report_month
    and cell.county_code = counted.county_code
    and cell.town_code is not distinct from counted.town_code
    and cell.severity is not distinct from counted.severity
    and cell.state is not distinct from counted.state
