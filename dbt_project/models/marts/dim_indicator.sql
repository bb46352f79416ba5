{%- set list = measures() %}
with indicator as (

    select * from {{ ref('indicators') }}

),

-- Where the units of each additive figure are, and what says whether one of them counts.
measure as (

    {%- for measure in list %}

    select
        '{{ measure.indicator }}' as indicator_id,
        '{{ measure.model }}' as measure_model,
        '{{ measure.numerator }}' as numerator_column,
        {% if measure.denominator %}'{{ measure.denominator }}'{% else %}cast(null as string){% endif %} as denominator_column
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select
    indicator.indicator_id,
    indicator.indicator_name,
    indicator.plan_quote,
    indicator.formula,
    indicator.unit,
    indicator.time_meaning,
    indicator.direction,
    indicator.source_tables,
    indicator.owner,
    indicator.ambiguity,
    indicator.default_choice,
    indicator.definition_version,
    indicator.value_kind,
    indicator.is_of_persons,
    indicator.is_by_town,
    indicator.tier,
    indicator.alternate_of,
    indicator.manual_rule,
    indicator.target_kind,
    indicator.status_rule,
    measure.measure_model,
    measure.numerator_column,
    measure.denominator_column
from indicator
left join measure
    on indicator.indicator_id = measure.indicator_id
