{#-
    The first row of each key in the order of `order_by`: a query over the CTE `rows`, to stand in
    a CTE of its own. `key` is a list of columns that are never null. For keys that hardly ever
    repeat, as a person in a month: those that do are found first, with the key's columns alone, and
    only their rows are sorted. A window over everything sorts every row with all its columns.
    The CTE begins with `read_again`: to find those, the key's columns alone are read of it.
-#}
{% macro first_of_each(rows, key, order_by) -%}
    {%- set names = key | join(', ') -%}
    {%- set repeated -%}
        (
            select {{ names }} from {{ rows }}
            group by {{ names }}
            having count(*) > 1
        ) as repeated
        on {% for name in key -%}
            {{ rows }}.{{ name }} = repeated.{{ name }}{{ " and " if not loop.last }}
        {%- endfor -%}
    {%- endset -%}
    select {{ rows }}.*
    from {{ rows }}
    left join {{ repeated }}
    where repeated.{{ key[0] }} is null

    union all

    select *
    from (
        select {{ rows }}.*
        from {{ rows }}
        inner join {{ repeated }}
    ) as repeating
    qualify row_number() over (
        partition by {{ names }}
        order by {{ order_by }}
    ) = 1
{%- endmacro %}

{#- What a CTE is that each of its readers reads for itself, with the columns that it needs. -#}
{% macro read_again() -%}
    {{ return(adapter.dispatch('read_again', 'employment')()) }}
{%- endmacro %}

{% macro default__read_again() -%}
    {{ return('not materialized ') }}
{%- endmacro %}

{#- Spark never keeps one. -#}
{% macro spark__read_again() -%}
    {{ return('') }}
{%- endmacro %}
