{#- Ratios and their comparison with the plan. Rates are 0-1. -#}

{#- Null when the denominator is null or zero, whatever the engine does by itself. -#}
{% macro safe_div(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}

{#- value / base - 1: growth against a base. -#}
{% macro change_ratio(value, base) -%}
    {{ safe_div(value ~ ' - ' ~ base, base) | trim }}
{%- endmacro %}

{#-
    达标 / 临近 / 滞后 by the gap to where the figure should be now. Rounded first, because
    0.95 - 0.98 is a hair below -0.03 in binary and would turn 临近 into 滞后.
-#}
{% macro status_from_gap(gap, near) -%}
    case
        when round({{ gap }}, 9) >= 0 then '达标'
        when round({{ gap }}, 9) >= -{{ near }} then '临近'
        when {{ gap }} is not null then '滞后'
    end
{%- endmacro %}

{#- What should not exceed its target. -#}
{% macro status_at_most(value, target, near_target) -%}
    case
        when {{ value }} <= {{ target }} then '达标'
        when {{ value }} <= {{ near_target }} then '临近'
        when {{ value }} is not null then '滞后'
    end
{%- endmacro %}

{#- What is to be done by the end of the year: until December it is only not done yet. -#}
{% macro status_complete(value, target, month) -%}
    case
        when {{ value }} >= {{ target }} then '达标'
        when {{ value }} is not null and month({{ month }}) < 12 then '临近'
        when {{ value }} is not null then '滞后'
    end
{%- endmacro %}

{#- Of the months of the year up to a row's own: how many the condition holds in. Null: it does not. -#}
{% macro months_so_far(condition) -%}
    cast(
        sum(case when {{ condition }} then 1 else 0 end) over (
            partition by indicator_id, county_code, year(report_month)
            order by report_month
            rows between unbounded preceding and current row
        ) as integer
    )
{%- endmacro %}
