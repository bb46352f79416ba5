-- The figures of the counties and of the areas above them, below one another.
{%- set columns = [
    'indicator_id', 'county_code', 'report_month', 'numerator', 'denominator', 'value', 'data_state',
    'source_month',
] %}
with area_row as (

    select {{ columns | join(', ') }} from {{ ref('int_indicator_county_month__completed') }}
    union all
    select {{ columns | join(', ') }} from {{ ref('int_indicator_city_month') }}

)

select * from area_row
