{#-
    The first row of each key in the order of `order_by`: a query over the CTE `rows`, to stand in
    a CTE of its own. `key` is a list of columns that are never null. For keys that hardly ever
    repeat, as a person in a month: those that do are found first, with the key's columns alone, and
    only their rows are sorted. A window over everything sorts every row with all its columns.
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
