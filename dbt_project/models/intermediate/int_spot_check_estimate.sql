-- The share of the registered data that is right, of everybody and not only of those who were called:
-- a sample that prefers persons with findings tells too little. Each round of a county has two
-- strata, persons with findings and the others; each counts by how many there are of it.
with answer as (

    select * from {{ ref('int_spot_check_month__matched') }}

),

county as (

    select * from {{ ref('counties') }}

),

scoped as (

    select
        report_month,
        county_code,
        '当年' as scope_kind,
        concat(year(report_month), '年') as scope_name,
        round_no,
        is_flagged,
        match_state,
        is_verified,
        is_accurate
    from answer

    union all

    select
        report_month,
        county_code,
        '本季' as scope_kind,
        concat(year(report_month), '年第', quarter(report_month), '季度') as scope_name,
        round_no,
        is_flagged,
        match_state,
        is_verified_this_quarter as is_verified,
        is_accurate_this_quarter as is_accurate
    from answer
    where is_checked_this_quarter

    union all

    select
        report_month,
        county_code,
        '批次' as scope_kind,
        round_no as scope_name,
        round_no,
        is_flagged,
        match_state,
        is_verified,
        is_accurate
    from answer
    where match_state <> '未登记'

),

in_area as (

    select
        scoped.*,
        scoped.county_code as area_code
    from scoped

    union all

    select
        scoped.*,
        county.city_code as area_code
    from scoped
    inner join county
        on scoped.county_code = county.county_code
    where county.level = 'county'

),

counted as (

    select
        report_month,
        area_code,
        scope_kind,
        scope_name,
        count(*) as checked_count,
        count(*) filter (where is_verified) as reached_count,
        count(*) filter (where is_accurate) as accurate_count,
        count(*) filter (where match_state = '没有抽中') as not_drawn_count,
        count(*) filter (where match_state = '换了人') as other_person_count,
        count(*) filter (where match_state = '重复') as repeated_count,
        coalesce(bool_or(match_state = '抽中' and is_verified), false) as has_drawn
    from in_area
    group by report_month, area_code, scope_kind, scope_name

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
    from in_area
    where match_state = '抽中' and is_verified
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
        person_count / cast(
            sum(person_count) over (
                partition by report_month, area_code, scope_kind, scope_name
            ) as double
        ) as weight
    from covered
    where is_covered

),

estimated as (

    select
        report_month,
        area_code,
        scope_kind,
        scope_name,
        sum(weight * accurate_count / reached_count) as estimate,
        -- Kish: of how many persons drawn without preference the sample is worth.
        1 / sum(weight * weight / reached_count) as worth
    from weighted
    group by report_month, area_code, scope_kind, scope_name

),

left_out as (

    select
        report_month,
        area_code,
        scope_kind,
        scope_name,
        count(distinct concat(round_no, '|', county_code)) as uncovered_count
    from covered
    where not is_covered
    group by report_month, area_code, scope_kind, scope_name

),

chosen as (

    select
        counted.*,
        coalesce(left_out.uncovered_count, 0) as uncovered_count,
        {{ safe_div('counted.accurate_count', 'counted.reached_count') }} as accuracy_ratio,
        case
            when counted.has_drawn then estimated.estimate
            else {{ safe_div('counted.accurate_count', 'counted.reached_count') }}
        end as estimate,
        case
            when counted.has_drawn then estimated.worth
            else nullif(counted.reached_count, 0)
        end as worth,
        case
            when counted.has_drawn and estimated.estimate is not null then '按抽样加权'
            when counted.has_drawn then '抽样不完整'
            when counted.reached_count > 0 then '未加权'
        end as estimate_basis
    from counted
    left join estimated
        on counted.report_month = estimated.report_month
        and counted.area_code = estimated.area_code
        and counted.scope_kind = estimated.scope_kind
        and counted.scope_name = estimated.scope_name
    left join left_out
        on counted.report_month = left_out.report_month
        and counted.area_code = left_out.area_code
        and counted.scope_kind = left_out.scope_kind
        and counted.scope_name = left_out.scope_name

)

select
    report_month,
    area_code as county_code,
    scope_kind,
    scope_name,
    checked_count,
    reached_count,
    accurate_count,
    accuracy_ratio,
    round(estimate, 9) as estimate_ratio,
    round({{ wilson('estimate', 'worth', 'lower') }}, 9) as estimate_lower_ratio,
    round({{ wilson('estimate', 'worth', 'upper') }}, 9) as estimate_upper_ratio,
    round(worth, 6) as effective_count,
    estimate_basis,
    not_drawn_count,
    other_person_count,
    repeated_count,
    uncovered_count
from chosen
