{#- What the generic tests are put together from. -#}

{#-
    Combinations of the columns that more than one row has. An increment checks the months it
    rebuilt: the others were checked when they were built, and have not been touched since.
-#}
{% macro repeated_rows(model, columns, condition='true') -%}
    {%- set first_month = first_month_to_build() if 'report_month' in columns else none -%}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    where {{ condition }}
        {%- if first_month %}
        and report_month >= {{ date_literal(first_month ~ '-01') }}
        {%- endif %}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{%- endmacro %}

{#- A list of values as SQL: texts in quotes, numbers as they are. -#}
{% macro literals(values) -%}
    {%- for value in values -%}
        {{ value if value is number else "'" ~ value ~ "'" }}{{ ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
