{#- Figures from the ledgers of the employment offices, the posts, workshops and spot checks. -#}
{% macro measures_of_ledgers() -%}
    {{ return([]) }}
{%- endmacro %}
