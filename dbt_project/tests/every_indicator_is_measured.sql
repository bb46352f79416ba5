{#-
    Each figure of the catalogue is measured in exactly one way, and of the kind that it says:
    added up from units, from a special model, or derived from another figure.
-#}
-- depends_on: {{ ref('dim_indicator') }}, so that Dagster shows it as that model's check
{%- set to_come = [
    'I02', 'I03', 'I03a', 'I03b', 'I03p', 'I03s', 'I03x', 'I04c', 'I04p', 'I05', 'I05p', 'I08',
    'I11a', 'I11b', 'I14c', 'I14d', 'I15a', 'I15b', 'I15c', 'I15d', 'I15e', 'I16a', 'I16b', 'I16c',
    'I16d', 'I16e', 'I17d', 'I17e', 'I17f', 'I18b', 'I18c', 'I20', 'I22a', 'I22b', 'I22c', 'I23',
    'I24', 'I25a', 'I25b', 'I26', 'I27', 'I28', 'I29', 'I30', 'I31', 'I31b', 'I31c', 'I32a',
    'I32b', 'I32c', 'I34', 'I35', 'I36', 'I37', 'I37b', 'I38', 'I39', 'I39c', 'I39d', 'I39e',
    'I40', 'I42a', 'I42b', 'I42c', 'I42d', 'I42e', 'I42f', 'I42g', 'I43a', 'I43b', 'I43c', 'I44',
    'I46a', 'I46b', 'I46c', 'I47', 'I48', 'I50', 'I54a', 'I54b', 'I54c', 'I54d', 'I55a', 'I55b',
    'I55c', 'I57', 'I57b', 'I59',
] %}
with measured as (

    {%- for measure in measures() %}

    select
        '{{ measure.indicator }}' as indicator_id,
        '{{ 'ratio' if measure.kind == 'ratio' else 'count' }}' as value_kind
    union all
    {%- endfor %}
    {%- for indicator_id in derived_indicators() %}

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
        and indicator.indicator_id not in ({% for id in to_come %}'{{ id }}'{{ ", " if not loop.last }}{% endfor %})
    )
