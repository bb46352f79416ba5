{{ config(materialized='incremental', incremental_strategy='replace_months', on_schema_change='fail') }}
{%- set keys = 'indicator_id, dimension, category, county_code, report_month' -%}
{%- set carried = keys ~ ', sort_order, person_count, figure_value, is_figure_hidden, is_city, is_province, city_code, has_city, has_province, class_count, rate_min_denominator' -%}
{%- set classes = 'indicator_id, dimension, county_code, report_month' -%}
{#- A city with its counties, the province with its cities. -#}
{%- set areas = 'indicator_id, dimension, category, report_month, city_code' -%}
{%- set cities = 'indicator_id, dimension, category, report_month, case when is_city or is_province then null else county_code end' -%}
{%- set rounds = 3 -%}
-- The cells of compositions without those so small that they point at persons, and those that the other
-- classes of their area, or the other areas of their class, give away.
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
        county.level = 'province' as is_province,
        county.city_code,
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
    where {{ in_months_to_build('composition.report_month') }}

),

hidden_0 as (

    select
        *,
        count(*) over (partition by {{ classes }}) as class_count,
        max(case when is_city then 1 else 0 end) over (partition by {{ areas }}) = 1 as has_city,
        max(case when is_province then 1 else 0 end) over (partition by {{ cities }}) = 1 as has_province
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
hidden_by_area_{{ turn }} as (

    select
        {{ carried }},
        {{ hide_one_more(
            areas,
            'case when class_count = 1 then 1 else 0 end, case when is_city then 1 else 0 end, person_count, county_code',
            'has_city',
        ) }} as is_hidden
    from hidden_by_class_{{ turn }}

),

hidden_{{ turn }} as (

    select
        {{ carried }},
        {{ hide_one_more(
            cities,
            'case when class_count = 1 then 1 else 0 end, case when is_province then 1 else 0 end, person_count, county_code',
            'has_province',
        ) }} as is_hidden
    from hidden_by_area_{{ turn }}

),
{%- endfor %}

line as (

    select
        *,
        not is_figure_hidden
        and sum(case when is_hidden then 1 else 0 end) over (partition by {{ classes }}) = 1
            as is_alone_among_classes,
        has_city and sum(case when is_hidden then 1 else 0 end) over (partition by {{ areas }}) = 1
            as is_alone_among_areas,
        has_province and sum(case when is_hidden then 1 else 0 end) over (partition by {{ cities }}) = 1
            as is_alone_among_cities
    from hidden_{{ rounds }}

),

-- Few areas with few classes may leave nowhere to hide: then nothing of the month is shown.
judged as (

    select
        {{ carried }},
        is_hidden
        or max(case when is_alone_among_classes or is_alone_among_areas then 1 else 0 end)
            over (partition by indicator_id, dimension, report_month, city_code) = 1
        or (
            is_province
            and bool_or(is_alone_among_classes or is_alone_among_areas or is_alone_among_cities)
                over (partition by indicator_id, dimension, report_month)
        ) as is_hidden
    from line

),

-- How many persons are known to be of some class; null where it would tell what is hidden.
counted as (

    select
        *,
        figure_value
        - sum(case when category = '未填' then person_count else 0 end) over (partition by {{ classes }})
            as known_count,
        max(case when category = '未填' and is_hidden then 1 else 0 end)
            over (partition by {{ classes }}) = 1 as is_unknown_hidden
    from judged

)

select
    {{ keys }},
    sort_order,
    case when not is_hidden then person_count end as person_count,
    case
        when not is_unknown_hidden and known_count >= rate_min_denominator
            then cast(known_count as bigint)
    end as known_count,
    is_hidden as is_suppressed
from counted
