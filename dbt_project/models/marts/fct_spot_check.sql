-- What spot checks found, by county and for the city: of the year so far, the quarter, each round. A
-- round stands in every month of its year from the one it was drawn in, also while nothing came back.
with estimate as (

    select * from {{ ref('int_spot_check_estimate') }}

),

month as (

    select * from {{ ref('int_month__reported') }}

),

draw as (

    select * from {{ ref('stg_spot_check__draw') }}

),

drawn_in_area as (

    select
        round_no,
        county_code,
        drawn_month,
        count(*) as drawn_count
    from draw
    group by round_no, county_code, drawn_month

    union all

    select
        draw.round_no,
        area.area_code as county_code,
        draw.drawn_month,
        count(*) as drawn_count
    from draw
    inner join {{ areas_above() }} as area
        on draw.county_code = area.county_code
    group by draw.round_no, area.area_code, draw.drawn_month

),

drawn as (

    select
        month.report_month,
        drawn_in_area.county_code,
        '批次' as scope_kind,
        drawn_in_area.round_no as scope_name,
        drawn_in_area.drawn_count
    from drawn_in_area
    inner join month
        on month.report_month >= drawn_in_area.drawn_month
        and {{ year_start('month.report_month') }} = {{ year_start('drawn_in_area.drawn_month') }}

),

joined as (

    select
        coalesce(estimate.report_month, drawn.report_month) as report_month,
        coalesce(estimate.county_code, drawn.county_code) as county_code,
        coalesce(estimate.scope_kind, drawn.scope_kind) as scope_kind,
        coalesce(estimate.scope_name, drawn.scope_name) as scope_name,
        drawn.drawn_count,
        coalesce(estimate.checked_count, 0) as checked_count,
        coalesce(estimate.reached_count, 0) as reached_count,
        coalesce(estimate.accurate_count, 0) as accurate_count,
        estimate.accuracy_ratio,
        estimate.estimate_ratio,
        estimate.estimate_lower_ratio,
        estimate.estimate_upper_ratio,
        estimate.effective_count,
        estimate.estimate_basis,
        coalesce(estimate.not_drawn_count, 0) as not_drawn_count,
        coalesce(estimate.other_person_count, 0) as other_person_count,
        coalesce(estimate.repeated_count, 0) as repeated_count,
        coalesce(estimate.uncovered_count, 0) as uncovered_count
    from estimate
    full outer join drawn
        on estimate.report_month = drawn.report_month
        and estimate.county_code = drawn.county_code
        and estimate.scope_kind = drawn.scope_kind
        and estimate.scope_name = drawn.scope_name

)

select * from joined
