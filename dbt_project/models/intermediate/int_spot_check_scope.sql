-- Every row that came back, under each scope that it belongs to, for its county and for the city.
with answer as (

    select * from {{ ref('int_spot_check_month__matched') }}

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
        area.area_code
    from scoped
    inner join {{ areas_above() }} as area
        on scoped.county_code = area.county_code

)

select * from in_area
