-- Compositions that may leave the office, beside those of the same month of the frozen year.
with shown as (

    select * from {{ ref('fct_composition_shown') }}

),

-- Of each area and grouping that there is: how many persons are known to be of some class.
known as (

    select
        indicator_id,
        dimension,
        county_code,
        report_month,
        max(known_count) as known_count
    from shown
    group by indicator_id, dimension, county_code, report_month

),

-- A class that had persons in the frozen year and has none now is told, too.
listed as (

    select
        indicator_id,
        dimension,
        category,
        sort_order,
        county_code,
        report_month
    from shown

    union

    select
        shown.indicator_id,
        shown.dimension,
        shown.category,
        shown.sort_order,
        shown.county_code,
        figure.report_month
    from shown
    inner join {{ ref('fct_indicator') }} as figure
        on shown.indicator_id = figure.indicator_id
        and shown.county_code = figure.county_code
        and month(shown.report_month) = month(figure.report_month)
    where year(shown.report_month) = {{ var('baseline_year') }}
        and year(figure.report_month) > {{ var('baseline_year') }}
        and figure.value is not null

),

listed_with_baseline as (

    select
        *,
        {{ baseline_month('report_month') }} as baseline_month
    from listed

),

beside_baseline as (

    select
        listed.*,
        case
            when this_cell.indicator_id is null then 0
            else this_cell.person_count
        end as person_count,
        this_known.known_count,
        case
            when then_known.indicator_id is null then null
            when then_cell.indicator_id is null then 0
            else then_cell.person_count
        end as baseline_person_count,
        then_known.known_count as baseline_known_count,
        coalesce(this_cell.is_suppressed, false) as is_suppressed
    from listed_with_baseline as listed
    left join shown as this_cell
        on listed.indicator_id = this_cell.indicator_id
        and listed.dimension = this_cell.dimension
        and listed.category = this_cell.category
        and listed.county_code = this_cell.county_code
        and listed.report_month = this_cell.report_month
    left join known as this_known
        on listed.indicator_id = this_known.indicator_id
        and listed.dimension = this_known.dimension
        and listed.county_code = this_known.county_code
        and listed.report_month = this_known.report_month
    left join shown as then_cell
        on listed.indicator_id = then_cell.indicator_id
        and listed.dimension = then_cell.dimension
        and listed.category = then_cell.category
        and listed.county_code = then_cell.county_code
        and listed.baseline_month = then_cell.report_month
    left join known as then_known
        on listed.indicator_id = then_known.indicator_id
        and listed.dimension = then_known.dimension
        and listed.county_code = then_known.county_code
        and listed.baseline_month = then_known.report_month

)

select
    indicator_id,
    dimension,
    category,
    sort_order,
    county_code,
    report_month,
    cast(person_count as bigint) as person_count,
    case when category <> '未填' then {{ safe_div('person_count', 'known_count') }} end as share,
    cast(baseline_person_count as bigint) as baseline_person_count,
    case when category <> '未填' then {{ safe_div('baseline_person_count', 'baseline_known_count') }} end
        as baseline_share,
    is_suppressed
from beside_baseline
