{#-
    What the areas of the office are made of. The counties, their cities and the province above
    several cities are the rows of the model `counties`; these say who belongs to whom.
-#}

{#-
    area_code, area_level and county_code: each county under its city and under the province. Not
    under itself.
-#}
{% macro areas_above() -%}
(
        select
            city_code as area_code,
            'city' as area_level,
            county_code
        from {{ ref('counties') }}
        where level = 'county'

        union all

        select
            province.county_code as area_code,
            'province' as area_level,
            county.county_code
        from {{ ref('counties') }} as county
        cross join {{ ref('counties') }} as province
        where county.level = 'county'
            and province.level = 'province'
    )
{%- endmacro %}

{#- area_code and member_code: what a page of an area lists, a city's counties, a province's cities. -#}
{% macro area_members() -%}
(
        select
            city_code as area_code,
            county_code as member_code
        from {{ ref('counties') }}
        where level = 'county'

        union all

        select
            province.county_code as area_code,
            city.county_code as member_code
        from {{ ref('counties') }} as city
        cross join {{ ref('counties') }} as province
        where city.level = 'city'
            and province.level = 'province'
    )
{%- endmacro %}

{#-
    Whether what lies in county `code` of `city` is told of a row of `counties` joined as `area`: of
    the county itself, its city, the province. What is of nobody's county is the whole office's.
-#}
{% macro is_told_of_area(code, city) -%}
{{ code }} = area.county_code
        or area.level = 'province'
        or (area.level = 'city' and {{ 'true' if var('regions') | length == 1 else city ~ ' = area.county_code' }})
{%- endmacro %}

{#-
    CTEs up to `plan_target`: the plan's targets, and the province's where its own plan says nothing.
    They read a CTE `county` of all areas.
-#}
{% macro plan_targets_with_province() -%}
stated_target as (

    select
        plan_year,
        indicator_id,
        county_code,
        target_value
    from {{ ref('stg_plan__target') }}

),

-- A province whose own plan says nothing owes what all of its cities owe together.
province_target as (

    select
        city_target.plan_year,
        city_target.indicator_id,
        member.area_code as county_code,
        sum(city_target.target_value) as target_value
    from {{ area_members() }} as member
    inner join county as province
        on member.area_code = province.county_code
        and province.level = 'province'
    inner join stated_target as city_target
        on member.member_code = city_target.county_code
    inner join {{ ref('indicators') }} as indicator
        on city_target.indicator_id = indicator.indicator_id
        and indicator.value_kind = 'count'
    left join stated_target as own
        on city_target.plan_year = own.plan_year
        and city_target.indicator_id = own.indicator_id
        and member.area_code = own.county_code
    where own.plan_year is null
    group by city_target.plan_year, city_target.indicator_id, member.area_code
    having count(*) = (select count(*) from county where level = 'city')

),

plan_target as (

    select * from stated_target
    union all
    select * from province_target

)
{%- endmacro %}
