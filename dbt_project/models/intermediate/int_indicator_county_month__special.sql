-- The figures that are not sums of units: medians, means, what offices fill in by hand.
with special as (

    {%- for special in special_models() %}

    select
        indicator_id,
        county_code,
        report_month,
        cast({{ 'numerator' if special.has_parts else 'null' }} as double) as numerator,
        cast({{ 'denominator' if special.has_parts else 'null' }} as double) as denominator,
        cast(value as double) as value,
        data_state,
        source_month
    from {{ ref(special.model) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from special
