-- Problems of a month, without exempt ones, by county and for the city: all, by severity, by rule. Zero where none.
with finding as (

    select
        report_month,
        county_code,
        severity,
        rule_id
    from {{ ref('fct_finding') }}
    where action <> 'N'
        and not is_exempt

),

area as (

    select * from {{ ref('counties') }}

),

-- A problem of a county is one of its city, too; those of nobody's county are the whole office's.
placed as (

    select
        finding.report_month,
        area.county_code,
        finding.severity,
        finding.rule_id
    from finding
    left join area as own
        on finding.county_code = own.county_code
    inner join area
        on {{ is_told_of_area('finding.county_code', 'own.city_code') }}

),

counted as (

    select
        report_month,
        county_code,
        severity,
        rule_id,
        count(*) as finding_count
    from placed
    group by grouping sets (
        (report_month, county_code),
        (report_month, county_code, severity),
        (report_month, county_code, severity, rule_id)
    )

),

screened_month as (

    select distinct report_month from {{ ref('fct_screening') }}

),

kind as (

    select distinct
        severity,
        rule_id
    from counted

),

total_kind as (

    select
        cast(null as string) as severity,
        cast(null as string) as rule_id
    union all
    select
        severity,
        null as rule_id
    from (values ('E'), ('W'), ('I')) as known (severity)
    union all
    select
        severity,
        rule_id
    from kind
    where rule_id is not null

),

cell as (

    select
        screened_month.report_month,
        area.county_code,
        total_kind.severity,
        total_kind.rule_id
    from screened_month
    cross join area
    cross join total_kind

),

filled as (

    select
        cell.*,
        coalesce(this_month.finding_count, 0) as finding_count,
        coalesce(last_month.finding_count, 0) as finding_count_last_month
    from cell
    left join counted as this_month
        on cell.report_month = this_month.report_month
        and cell.county_code = this_month.county_code
        and cell.severity is not distinct from this_month.severity
        and cell.rule_id is not distinct from this_month.rule_id
    left join counted as last_month
        on {{ month_shift('cell.report_month', -1) }} = last_month.report_month
        and cell.county_code = last_month.county_code
        and cell.severity is not distinct from last_month.severity
        and cell.rule_id is not distinct from last_month.rule_id

)

select
    report_month,
    county_code,
    severity,
    rule_id,
    cast(finding_count as bigint) as finding_count,
    cast(finding_count_last_month as bigint) as finding_count_last_month
from filled
where rule_id is null or finding_count > 0 or finding_count_last_month > 0
