{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

{%- set list = measures() %}
{%- set may_be_null = list | selectattr('null_without_units', 'defined') | map(attribute='indicator') | list %}

with slot as (

    select
        reported.report_month,
        county.county_code,
        indicator.indicator_id,
        indicator.value_kind,
        -- Nothing counted is 0 of a figure that counts units, but for those that compare.
        indicator.indicator_id in (
            {%- for measure in list if measure.indicator not in may_be_null %}
            '{{ measure.indicator }}'{{ "," if not loop.last }}
            {%- endfor %}
        ) as is_zero_without_units
    from {{ ref('int_month__reported') }} as reported
    cross join {{ ref('counties') }} as county
    cross join {{ ref('indicators') }} as indicator
    where county.level = 'county'
        and indicator.indicator_id not in (
            {%- for indicator_id in derived_indicators() -%}
            '{{ indicator_id }}'{{ ", " if not loop.last }}
            {%- endfor -%}
        )
        and {{ in_months_to_build('reported.report_month') }}

),

needed_table as (

    select * from {{ ref('indicator_tables') }}
    where is_needed

),

-- A figure is missing where a table that it needs is, and carried where one is.
stated as (

    select
        slot.report_month,
        slot.county_code,
        slot.indicator_id,
        slot.value_kind,
        slot.is_zero_without_units,
        case
            when count(effective.source_month) < count(needed_table.table_name) then '缺报'
            when coalesce(bool_or(effective.data_state = '沿用'), false) then '沿用'
            else '按期'
        end as data_state,
        coalesce(min(effective.source_month), slot.report_month) as source_month
    from slot
    left join needed_table
        on slot.indicator_id = needed_table.indicator_id
    left join {{ ref('int_county_month__effective') }} as effective
        on slot.report_month = effective.report_month
        and slot.county_code = effective.county_code
        and needed_table.table_name = effective.table_name
    group by
        slot.report_month,
        slot.county_code,
        slot.indicator_id,
        slot.value_kind,
        slot.is_zero_without_units

),

added as (

    select
        report_month,
        county_code,
        indicator_id,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from {{ ref('int_indicator_town_month') }}
    where {{ in_months_to_build('report_month') }}
    group by report_month, county_code, indicator_id

),

-- Missing is not zero: nobody counted in a county that delivered is 0, without a delivery null.
measured as (

    select
        stated.indicator_id,
        stated.county_code,
        stated.report_month,
        stated.value_kind,
        coalesce(special.data_state, stated.data_state) as data_state,
        coalesce(special.source_month, stated.source_month) as source_month,
        coalesce(
            added.numerator,
            special.numerator,
            case when stated.value_kind = 'count' then special.value end,
            case when stated.is_zero_without_units then 0 end
        ) as numerator,
        coalesce(
            added.denominator,
            special.denominator,
            case when stated.is_zero_without_units and stated.value_kind = 'ratio' then 0 end
        ) as denominator,
        special.value as special_value
    from stated
    left join added
        on stated.report_month = added.report_month
        and stated.county_code = added.county_code
        and stated.indicator_id = added.indicator_id
    left join {{ ref('int_indicator_county_month__special') }} as special
        on stated.report_month = special.report_month
        and stated.county_code = special.county_code
        and stated.indicator_id = special.indicator_id

)

select
    indicator_id,
    county_code,
    report_month,
    value_kind,
    cast(case when data_state <> '缺报' then numerator end as double) as numerator,
    cast(case when data_state <> '缺报' then denominator end as double) as denominator,
    case
        when data_state = '缺报' then null
        when value_kind = 'count' then cast(numerator as double)
        when value_kind = 'ratio' then {{ safe_div('numerator', 'denominator') }}
        else special_value
    end as value,
    data_state,
    case when data_state <> '缺报' then source_month end as source_month
from measured
