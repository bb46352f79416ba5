-- How good a county's or township's data are, out of 100: problems, timeliness, closure.
with problem as (

    select * from {{ ref('int_area_month__problem_points') }}

),

-- Every county has a score in every month, also with nothing to check.
area as (

    select
        report_month,
        county_code,
        cast(null as string) as town_code
    from {{ ref('int_county_month__timeliness') }}

    union all

    select
        report_month,
        county_code,
        town_code
    from problem
    where town_code is not null

),

measured as (

    select
        area.report_month,
        area.county_code,
        area.town_code,
        county.city_code,
        coalesce(problem.rows_checked, 0) as rows_checked,
        coalesce(problem.problems_e, 0) as problems_e,
        coalesce(problem.problems_w, 0) as problems_w,
        coalesce(problem.problems_i, 0) as problems_i,
        1000 * {{ safe_div(
            'problem.problems_e + problem.problems_w + problem.problems_i', 'problem.rows_checked'
        ) }} as problem_rate,
        -- Nothing that could be checked earns nothing.
        case
            when coalesce(problem.rows_checked, 0) = 0 then parameter.score_problem_points
            else least(problem.points, parameter.score_problem_points)
        end as deduction,
        parameter.score_problem_points,
        -- A township's rows come in its county's files.
        parameter.score_timeliness_points * timeliness.timely_share as timeliness_points,
        {{ safe_div('closure.issues_corrected', 'closure.issues_open') }} as closure_rate,
        parameter.score_closure_points
    from area
    inner join {{ ref('int_county_month__timeliness') }} as timeliness
        on area.report_month = timeliness.report_month
        and area.county_code = timeliness.county_code
    inner join {{ ref('int_month__parameters') }} as parameter
        on area.report_month = parameter.report_month
    inner join {{ ref('counties') }} as county
        on area.county_code = county.county_code
    left join problem
        on area.report_month = problem.report_month
        and area.county_code = problem.county_code
        and area.town_code is not distinct from problem.town_code
    left join {{ ref('int_area_month__closure') }} as closure
        on area.report_month = closure.report_month
        and area.county_code = closure.county_code
        and area.town_code is not distinct from closure.town_code

),

-- Where nothing was open there was nothing to close: full points.
scored as (

    select
        *,
        score_closure_points * coalesce(closure_rate, 1) as closure_points,
        round(
            score_problem_points - deduction + timeliness_points
            + score_closure_points * coalesce(closure_rate, 1),
            9
        ) as score
    from measured

),

-- Counties among those of their city, townships among those of their county; ties share a rank.
ranked as (

    select
        *,
        rank() over (
            partition by
                report_month,
                case when town_code is null then city_code else county_code end
            order by score desc
        ) as rank
    from scored

)

select
    ranked.county_code,
    ranked.town_code,
    town.town_name,
    ranked.report_month,
    cast(ranked.rows_checked as bigint) as rows_checked,
    cast(ranked.problems_e as bigint) as problems_e,
    cast(ranked.problems_w as bigint) as problems_w,
    cast(ranked.problems_i as bigint) as problems_i,
    ranked.problem_rate,
    ranked.deduction,
    ranked.timeliness_points,
    ranked.closure_points,
    ranked.score,
    ranked.closure_rate,
    cast(ranked.rank as integer) as rank,
    round(ranked.score - last_month.score, 9) as change_from_last_month
from ranked
left join scored as last_month
    on ranked.county_code = last_month.county_code
    and ranked.town_code is not distinct from last_month.town_code
    and {{ month_shift('ranked.report_month', -1) }} = last_month.report_month
left join {{ ref('towns') }} as town
    on ranked.town_code = town.town_code
