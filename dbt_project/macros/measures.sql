{#-
    The one list of the additive figures: which model has the units of each, and which columns of it
    say whether a unit counts. The figures by town and county, dim_indicator and the row lists behind
    a figure are all made from it.

    A measure: indicator, model, numerator, denominator (none for counts), kind:
    count  units whose boolean `numerator` is true
    sum    the sum of the numeric column `numerator`
    ratio  units whose boolean `numerator` is true over those whose boolean `denominator` is
    and optionally
    lake_tables          the model is a view on these tables of the lake: an increment opens only
                         the files it needs (the view has delivery_month)
    null_without_units   nothing to count is no value, rather than 0
    Every model has report_month, county_code, town_code and the key of its unit.
-#}
{% macro measures() -%}
    {{ return(measures_of_labour() + measures_of_ledgers() + measures_of_national()) }}
{%- endmacro %}

{#- The models of `measures()`, each once, in order. -#}
{% macro measure_models(list) -%}
    {{ return(list | map(attribute='model') | unique | list) }}
{%- endmacro %}

{#-
    The models of the figures that are not sums of units: columns indicator_id, county_code (the
    city's own value too), report_month, value, data_state (null: as the tables of the indicator),
    source_month. With `has_parts` also numerator and denominator, and `indicators` names those that
    are ratios or counts all the same.
-#}
{% macro special_models() -%}
    {{ return([
        {'model': 'int_statistic_labour', 'has_parts': false},
        {'model': 'int_statistic_delivery', 'has_parts': false},
        {'model': 'int_statistic_national', 'has_parts': false},
        {'model': 'int_manual_figure_county_month', 'has_parts': false},
        {'model': 'int_plan_split', 'has_parts': true, 'indicators': ['I27']},
    ]) }}
{%- endmacro %}

{#- Figures made of other figures, where the city or the frozen year comes in. -#}
{% macro derived_indicators() -%}
    {{ return(['I01b', 'I04b']) }}
{%- endmacro %}
