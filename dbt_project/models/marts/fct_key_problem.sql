{#- One page of a leader's table. -#}
{%- set most = 15 -%}
-- The list of key problems of a month, one of each city. Each problem first where it is greatest, and figures and data by
-- turns, so that one problem of all counties does not fill the page; what is mended stands below.
with problem as (

    select
        report_month,
        county_code,
        'indicator' as source,
        indicator_id,
        cast(null as string) as rule_id,
        is_headline,
        kind,
        problem,
        affected_count,
        affected_unit,
        owner,
        due_date,
        progress,
        is_closed
    from {{ ref('fct_indicator_problem') }}

    union all

    select
        report_month,
        county_code,
        'issue' as source,
        cast(null as string) as indicator_id,
        rule_id,
        false as is_headline,
        kind,
        problem,
        affected_count,
        affected_unit,
        owner,
        due_date,
        progress,
        is_closed
    from {{ ref('fct_issue_problem') }}

),

placed as (

    select
        problem.*,
        coalesce(problem.indicator_id, problem.rule_id) as what,
        county.city_code,
        county.sort_order as county_order,
        case when problem.is_closed then 1 else 0 end as closed_order,
        case problem.kind when '逾期' then 1 when '红' then 2 else 3 end as kind_order,
        case when problem.is_headline then 0 else 1 end as headline_order
    from problem
    inner join {{ ref('counties') }} as county
        on problem.county_code = county.county_code

),

in_turns as (

    select
        *,
        row_number() over (
            partition by report_month, city_code, closed_order, kind_order, what
            order by affected_count desc nulls last, county_order
        ) as turn
    from placed

),

by_source as (

    select
        *,
        row_number() over (
            partition by report_month, city_code, closed_order, kind_order, headline_order, turn, source
            order by affected_count desc nulls last, what, county_order
        ) as source_turn
    from in_turns

),

chosen as (

    select
        *,
        row_number() over (
            partition by report_month, city_code
            order by closed_order, kind_order, headline_order, turn, source_turn, source
        ) as choice
    from by_source

)

select
    report_month,
    cast(
        row_number() over (
            partition by report_month, city_code
            order by
                closed_order, kind_order, headline_order,
                affected_count desc nulls last, what, county_order
        ) as integer
    ) as row_no,
    county_code,
    problem,
    affected_count,
    affected_unit,
    owner,
    due_date,
    progress,
    is_closed,
    kind,
    source,
    indicator_id,
    rule_id
from chosen
where choice <= {{ most }}
