{#-
    Each figure of the catalogue is measured in exactly one way, and of the kind that it says:
    added up from units, from a special model, or derived from another figure.
-#}
-- depends_on: {{ ref('dim_indicator') }}, so that Dagster shows it as that model's check
with measured as (

    {%- for measure in measures() %}

    select
        '{{ measure.indicator }}' as indicator_id,
        '{{ 'ratio' if measure.kind == 'ratio' else 'count' }}' as value_kind
    union all
    {%- endfor %}
    {%- set with_parts = special_models() | selectattr('has_parts') | map(attribute='indicators') | sum(start=[]) %}
    {%- for indicator_id in with_parts + derived_indicators() %}

    select
        '{{ indicator_id }}' as indicator_id,
        cast(null as string) as value_kind
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

way as (

    select
        indicator_id,
        max(value_kind) as value_kind,
        count(*) as ways
    from measured
    group by indicator_id

)

select coalesce(indicator.indicator_id, way.indicator_id) as indicator_id
from {{ ref('indicators') }} as indicator
full join way
    on indicator.indicator_id = way.indicator_id
where way.ways > 1
    or indicator.indicator_id is null
    or way.value_kind <> indicator.value_kind
    or (
        way.indicator_id is null
        and indicator.value_kind in ('count', 'ratio')
    )
