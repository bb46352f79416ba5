{#- Figures from the national monitoring system (T-N1 to T-N5) and the civil-affairs roster. -#}
{% macro measures_of_national() -%}
    {{ return([
        {'indicator': 'I04', 'model': 'int_person_month__poverty_worker', 'numerator': 'is_worker', 'denominator': none, 'kind': 'count'},
    ]) }}
{%- endmacro %}
