-- The share of the registered data that is right, of everybody and not only of those who were called:
-- a sample that prefers persons with findings tells too little. Each stratum counts by how many there
-- are of it.
with answer as (

    select * from {{ ref('int_spot_check_scope') }}

),

stratum as (

    select * from {{ ref('int_spot_check_stratum') }}

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
    from answer
    group by report_month, area_code, scope_kind, scope_name

),

estimated as (

    select
        report_month,
        area_code,
        scope_kind,
        scope_name,
        sum(weight * accurate_count / reached_count) filter (where is_covered) as estimate,
        -- Kish: of how many persons drawn without preference the sample is worth.
        1 / sum(weight * weight / reached_count) filter (where is_covered) as worth,
        count(distinct concat(round_no, '|', county_code)) filter (where not is_covered)
            as uncovered_count
    from stratum
    group by report_month, area_code, scope_kind, scope_name

),

chosen as (

    select
        counted.*,
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
        end as estimate_basis,
        coalesce(estimated.uncovered_count, 0) as uncovered_count
    from counted
    left join estimated
        on counted.report_month = estimated.report_month
        and counted.area_code = estimated.area_code
        and counted.scope_kind = estimated.scope_kind
        and counted.scope_name = estimated.scope_name

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
