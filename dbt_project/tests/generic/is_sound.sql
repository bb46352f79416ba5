{#-
    All that must hold of a model's rows and columns, in one test: a test costs dbt far more than its
    query. One result row per condition that does not hold, in words, with how many rows break it;
    the message of a failed build quotes them.

    grain     columns of which each combination is there once (null counts as a value)
    unique    columns each of whose values is there once (null does not count)
    not_null  columns that are never null
    accepted  column -> its values (null is not judged)
    found_in  column -> {to, field}: every value is in that field of that model (null is not judged)
-#}
{% test is_sound(model, grain=[], unique=[], not_null=[], accepted={}, found_in={}) %}

{{ config(fail_calc='coalesce(sum(row_count), 0)') }}

with counted as (

    select
        {%- for column in not_null %}
        count_if({{ column }} is null) as missing_{{ loop.index }},
        {%- endfor %}
        {%- for column, values in accepted.items() %}
        count_if({{ column }} not in ({{ literals(values) }})) as other_{{ loop.index }},
        {%- endfor %}
        count(*) as row_count
    from {{ model }}

),

judged as (

    {%- for column in not_null %}
    select '{{ column }} 没有值' as what, missing_{{ loop.index }} as row_count from counted
    union all
    {%- endfor %}
    {%- for column in accepted %}
    select '{{ column }} 不是规定的值' as what, other_{{ loop.index }} as row_count from counted
    union all
    {%- endfor %}
    {%- for column in unique %}
    select '{{ column }} 重复' as what, count(*) as row_count from (
        {{ repeated_rows(model, [column], column ~ ' is not null') }}
    ) as repeated
    union all
    {%- endfor %}
    {%- for column, parent in found_in.items() %}
    select '{{ column }} 不在 {{ parent.to.identifier }} 中' as what, count(*) as row_count
    from {{ model }} as child
    left join (select distinct {{ parent.field }} as parent_value from {{ parent.to }}) as parent
        on child.{{ column }} = parent.parent_value
    where child.{{ column }} is not null
        and parent.parent_value is null
    union all
    {%- endfor %}
    select '{{ grain | join("、") }} 重复' as what, count(*) as row_count from (
        {{ repeated_rows(model, grain) if grain else "select 1 as one where false" }}
    ) as repeated

)

select
    what,
    row_count
from judged
where row_count > 0

{% endtest %}
