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
