{#- Numbers in Chinese sentences, for the marts that leaders read as they are. -#}

{#- 12 or 12.5: a decimal only where it says something. -#}
{% macro number_text(value) -%}
    case
        when round({{ value }}, 1) = round({{ value }}, 0)
            then cast(cast(round({{ value }}, 0) as bigint) as string)
        else cast(cast(round({{ value }}, 1) as decimal(18, 1)) as string)
    end
{%- endmacro %}

{#- A figure with its unit; shares as per cent. -#}
{% macro figure_text(value, unit) -%}
    case
        when {{ unit }} = '%' then {{ number_text('100 * ' ~ value) }} || '%'
        else {{ number_text(value) }} || {{ unit }}
    end
{%- endmacro %}
