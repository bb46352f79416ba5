{#- Intervals of shares. -#}

{#-
    A bound of Wilson's interval for a share of `count` persons, 95 % (z = 1.96). `count` need not
    be whole: of a weighted sample it is the number of persons that it is worth.
-#}
{% macro wilson(share, count, side) -%}
    {%- set z = '1.96' -%}
    {%- set sign = '-' if side == 'lower' else '+' -%}
    (
        ({{ share }} + {{ z }} * {{ z }} / (2 * {{ count }})
            {{ sign }} {{ z }} * sqrt(
                {{ share }} * (1 - {{ share }}) / {{ count }}
                + {{ z }} * {{ z }} / (4 * {{ count }} * {{ count }})
            ))
        / (1 + {{ z }} * {{ z }} / {{ count }})
    )
{%- endmacro %}
