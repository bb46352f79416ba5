-- The two strata of a round in a county, persons with findings and the others: how many there are,
-- how many of the drawn ones were reached, and what a stratum weighs among those of its scope.
with drawn_answer as (

    select * from {{ ref('int_spot_check_scope') }}
    where match_state = '抽中' and is_verified

),

population as (

    select distinct
        round_no,
        county_code,
        flagged_population,
        other_population
    from {{ ref('stg_spot_check__draw') }}

),

stratum as (

    select
        round_no,
        county_code,
        true as is_flagged,
        flagged_population as person_count
    from population
    where flagged_population > 0

    union all

    select
        round_no,
        county_code,
        false as is_flagged,
        other_population as person_count
    from population
    where other_population > 0

),

reached as (

    select
        report_month,
        area_code,
        scope_kind,
        scope_name,
        round_no,
        county_code,
        count(*) filter (where is_flagged) as flagged_count,
        count(*) filter (where is_flagged and is_accurate) as flagged_accurate_count,
        count(*) filter (where not is_flagged) as other_count,
        count(*) filter (where not is_flagged and is_accurate) as other_accurate_count
    from drawn_answer
    group by report_month, area_code, scope_kind, scope_name, round_no, county_code

),

stratum_reached as (

    select
        reached.report_month,
        reached.area_code,
        reached.scope_kind,
        reached.scope_name,
        reached.round_no,
        reached.county_code,
        stratum.is_flagged,
        stratum.person_count,
        case when stratum.is_flagged then reached.flagged_count else reached.other_count end
            as reached_count,
        case
            when stratum.is_flagged then reached.flagged_accurate_count
            else reached.other_accurate_count
        end as accurate_count
    from reached
    inner join stratum
        on reached.round_no = stratum.round_no
        and reached.county_code = stratum.county_code

),

-- Of a round in which nobody of a stratum was reached nothing can be said of that part of the county.
covered as (

    select
        *,
        min(reached_count) over (
            partition by report_month, area_code, scope_kind, scope_name, round_no, county_code
        ) > 0 as is_covered
    from stratum_reached

),

weighted as (

    select
        *,
        case
            when is_covered
                then person_count / cast(
                    sum(person_count) filter (where is_covered) over (
                        partition by report_month, area_code, scope_kind, scope_name
                    ) as double
                )
        end as weight
    from covered

)

select * from weighted
