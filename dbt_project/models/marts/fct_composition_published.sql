{%- set keys = 'indicator_id, dimension, category, county_code, report_month' -%}
{%- set carried = keys ~ ', sort_order, person_count, figure_value, is_figure_hidden, is_city, has_city, class_count, rate_min_denominator' -%}
{%- set classes = 'indicator_id, dimension, county_code, report_month' -%}
{%- set areas = 'indicator_id, dimension, category, report_month' -%}
{%- set rounds = 3 -%}
-- Compositions that may leave the office: no cell so small that it points at persons, and none that
-- the other classes of its area, or the other areas of its class, give away.
with cell as (

    select
        composition.indicator_id,
        composition.dimension,
        composition.category,
        composition.county_code,
        composition.report_month,
        composition.sort_order,
        composition.person_count,
        published.value as figure_value,
        published.is_suppressed as is_figure_hidden,
        county.level = 'city' as is_city,
        parameter.rate_min_denominator,
        published.is_suppressed or composition.person_count < parameter.suppress_below as is_hidden
    from {{ ref('fct_composition') }} as composition
    inner join {{ ref('fct_indicator_published') }} as published
        on composition.indicator_id = published.indicator_id
        and composition.county_code = published.county_code
        and composition.report_month = published.report_month
    inner join {{ ref('int_month__parameters') }} as parameter
        on composition.report_month = parameter.report_month
    inner join {{ ref('counties') }} as county
        on composition.county_code = county.county_code

),

hidden_0 as (

    select
        *,
        count(*) over (partition by {{ classes }}) as class_count,
        max(case when is_city then 1 else 0 end) over (partition by {{ areas }}) = 1 as has_city
    from cell

),

{#- What is hidden along one line may be alone along the other: so in turns. -#}
{%- for turn in range(1, rounds + 1) %}

hidden_by_class_{{ turn }} as (

    select
        {{ carried }},
        {{ hide_one_more(classes, 'person_count, category') }} as is_hidden
    from hidden_{{ turn - 1 }}

),

-- The city last: its cell is the one that is read. What is all of an area cannot hide there.
hidden_{{ turn }} as (

    select
        {{ carried }},
        {{ hide_one_more(
            areas,
            'case when class_count = 1 then 1 else 0 end, case when is_city then 1 else 0 end, person_count, county_code',
            'has_city',
        ) }} as is_hidden
    from hidden_by_class_{{ turn }}

),
{%- endfor %}

line as (

    select
        *,
        not is_figure_hidden
        and sum(case when is_hidden then 1 else 0 end) over (partition by {{ classes }}) = 1
            as is_alone_among_classes,
        has_city and sum(case when is_hidden then 1 else 0 end) over (partition by {{ areas }}) = 1
            as is_alone_among_areas
    from hidden_{{ rounds }}

),

-- Few areas with few classes may leave nowhere to hide: then nothing of that month is shown.
judged as (

    select
        {{ carried }},
        is_hidden
        or max(case when is_alone_among_classes or is_alone_among_areas then 1 else 0 end)
            over (partition by indicator_id, dimension, report_month) = 1
            as is_hidden
    from line

),

-- How many persons are known to be of some class; null where it would tell what is hidden.
known as (

    select
        indicator_id,
        dimension,
        county_code,
        report_month,
        case
            when count_if(category = '未填' and is_hidden) > 0 then null
            when max(figure_value) - sum(case when category = '未填' then person_count else 0 end)
                >= max(rate_min_denominator)
                then max(figure_value) - sum(case when category = '未填' then person_count else 0 end)
        end as known_count
    from judged
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
    from judged

    union

    select
        judged.indicator_id,
        judged.dimension,
        judged.category,
        judged.sort_order,
        judged.county_code,
        figure.report_month
    from judged
    inner join {{ ref('fct_indicator') }} as figure
        on judged.indicator_id = figure.indicator_id
        and judged.county_code = figure.county_code
        and month(judged.report_month) = month(figure.report_month)
    where year(judged.report_month) = {{ var('baseline_year') }}
        and year(figure.report_month) > {{ var('baseline_year') }}
        and figure.value is not null

),

beside_baseline as (

    select
        listed.*,
        case
            when this_cell.indicator_id is null then 0
            when not this_cell.is_hidden then this_cell.person_count
        end as person_count,
        this_known.known_count,
        case
            when then_known.indicator_id is null then null
            when then_cell.indicator_id is null then 0
            when not then_cell.is_hidden then then_cell.person_count
        end as baseline_person_count,
        then_known.known_count as baseline_known_count,
        coalesce(this_cell.is_hidden, false) as is_suppressed
    from listed
    left join judged as this_cell
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
    left join judged as then_cell
        on listed.indicator_id = then_cell.indicator_id
        and listed.dimension = then_cell.dimension
        and listed.category = then_cell.category
        and listed.county_code = then_cell.county_code
        and {{ in_baseline_month('then_cell.report_month', 'listed.report_month') }}
    left join known as then_known
        on listed.indicator_id = then_known.indicator_id
        and listed.dimension = then_known.dimension
        and listed.county_code = then_known.county_code
        and {{ in_baseline_month('then_known.report_month', 'listed.report_month') }}

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
