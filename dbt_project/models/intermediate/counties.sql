{{ config(materialized='view') }}

-- The areas that the office covers: its cities with their counties and, of more than one city, the
-- province above them. Every model reads this one, none the divisions themselves.
{%- set covered = var('regions') %}
with division as (

    select * from {{ ref('divisions') }}

),

covered as (

    select * from division
    where (level <> 'province' and city_code in ('{{ covered | join("', '") }}'))
        {%- if covered | length > 1 %}
        or (level = 'province' and county_code = '{{ covered[0][:2] }}0000')
        {%- endif %}

)

select * from covered
