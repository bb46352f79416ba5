{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

{%- set list = measures() %}
{%- set models = measure_models(list) %}
-- One pass over each model: all of its figures are added up together, then set below one another.
with
{%- for model in models %}
{%- set measured = list | selectattr('model', 'equalto', model) | list %}
{%- set lake_tables = measured[0].get('lake_tables') %}
{%- set flags = [] %}
{%- set amounts = [] %}
{%- for measure in measured %}
    {%- do (amounts if measure.kind == 'sum' else flags).append(measure.numerator) %}
    {%- do flags.append(measure.denominator) if measure.denominator %}
{%- endfor %}

{{ model }}__added as (

    select
        report_month,
        county_code,
        town_code
        {%- for flag in flags | unique %},
        count_if({{ flag }}) as {{ flag }}_count
        {%- endfor %}
        {%- for amount in amounts | unique %},
        sum({{ amount }}) as {{ amount }}_sum
        {%- endfor %}
    from {{ ref(model) }}
    where {{ in_months_to_build('report_month') }}
        {%- if lake_tables %}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), lake_tables) }}
        {%- endif %}
    group by report_month, county_code, town_code

),
{%- endfor %}

added as (

    {%- for measure in list %}

    select
        '{{ measure.indicator }}' as indicator_id,
        county_code,
        town_code,
        report_month,
        cast({{ measure.numerator }}_{{ 'sum' if measure.kind == 'sum' else 'count' }} as double) as numerator,
        cast({{ (measure.denominator ~ '_count') if measure.denominator else 'null' }} as double) as denominator
    from {{ measure.model }}__added
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from added
