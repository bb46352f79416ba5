-- The part of the score that problems cost: per thousand rows, weighted by severity, capped by rule.
with checked as (

    select * from {{ ref('int_town_month__checked') }}

),

-- What is late or did not come costs points for timeliness, not here; an exempt finding costs none.
finding as (

    select
        finding.report_month,
        finding.county_code,
        finding.town_code,
        finding.rule_id,
        finding.severity
    from {{ ref('stg_quality__finding') }} as finding
    left join {{ ref('towns') }} as town
        on finding.town_code = town.town_code
    where finding.action in ('B', 'Q', 'F')
        and not finding.is_exempt
        and finding.rule_id not in ('R01', 'R12')
        and not coalesce(town.is_excluded, false)

),

-- The county (town_code null) has all of its townships' and what names none.
area_row as (

    select
        report_month,
        county_code,
        cast(null as string) as town_code,
        row_count
    from checked

    union all

    select
        report_month,
        county_code,
        town_code,
        row_count
    from checked
    where town_code is not null

),

area_finding as (

    select
        report_month,
        county_code,
        cast(null as string) as town_code,
        rule_id,
        severity
    from finding

    union all

    select
        report_month,
        county_code,
        town_code,
        rule_id,
        severity
    from finding
    where town_code is not null

),

area_rows as (

    select
        report_month,
        county_code,
        town_code,
        sum(row_count) as row_count
    from area_row
    group by report_month, county_code, town_code

),

per_rule as (

    select
        report_month,
        county_code,
        town_code,
        rule_id,
        severity,
        count(*) as problem_count
    from area_finding
    group by report_month, county_code, town_code, rule_id, severity

),

priced as (

    select
        per_rule.*,
        least(
            case per_rule.severity
                when 'E' then parameter.score_weight_e
                when 'W' then parameter.score_weight_w
                else parameter.score_weight_i
            end * 1000 * {{ safe_div('per_rule.problem_count', 'area_rows.row_count') }},
            case per_rule.severity
                when 'E' then parameter.score_cap_e
                when 'W' then parameter.score_cap_w
                else parameter.score_cap_i
            end
        ) as points
    from per_rule
    inner join {{ ref('int_month__parameters') }} as parameter
        on per_rule.report_month = parameter.report_month
    left join area_rows
        on per_rule.report_month = area_rows.report_month
        and per_rule.county_code = area_rows.county_code
        and per_rule.town_code is not distinct from area_rows.town_code

)

select
    coalesce(area_rows.report_month, area_problem.report_month) as report_month,
    coalesce(area_rows.county_code, area_problem.county_code) as county_code,
    coalesce(area_rows.town_code, area_problem.town_code) as town_code,
    cast(coalesce(area_rows.row_count, 0) as bigint) as rows_checked,
    cast(coalesce(area_problem.problems_e, 0) as bigint) as problems_e,
    cast(coalesce(area_problem.problems_w, 0) as bigint) as problems_w,
    cast(coalesce(area_problem.problems_i, 0) as bigint) as problems_i,
    round(cast(coalesce(area_problem.points, 0) as double), 9) as points
from area_rows
full outer join (
    select
        report_month,
        county_code,
        town_code,
        sum(case when severity = 'E' then problem_count else 0 end) as problems_e,
        sum(case when severity = 'W' then problem_count else 0 end) as problems_w,
        sum(case when severity = 'I' then problem_count else 0 end) as problems_i,
        sum(points) as points
    from priced
    group by report_month, county_code, town_code
) as area_problem
    on area_rows.report_month = area_problem.report_month
    and area_rows.county_code = area_problem.county_code
    and area_rows.town_code is not distinct from area_problem.town_code
