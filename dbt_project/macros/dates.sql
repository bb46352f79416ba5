{#- Dates, in forms that DuckDB and Spark read alike. A month is the DATE of its first day. -#}

{% macro date_literal(text) -%}
    cast('{{ text }}' as date)
{%- endmacro %}

{#- '2022-05' -> 2022-05-01 -#}
{% macro month_from_text(text) -%}
    cast({{ text }} || '-01' as date)
{%- endmacro %}

{#- The month that a date lies in. -#}
{% macro month_start(day) -%}
    make_date(year({{ day }}), month({{ day }}), 1)
{%- endmacro %}

{#- The last day of the month that a date lies in: "as of". -#}
{% macro month_end(day) -%}
    last_day({{ day }})
{%- endmacro %}

{#- The month `count` months after (negative: before) a month. -#}
{% macro month_shift(month, count) -%}
    {%- if count < 0 -%}
        cast({{ month }} - interval {{ -count }} month as date)
    {%- else -%}
        cast({{ month }} + interval {{ count }} month as date)
    {%- endif -%}
{%- endmacro %}

{#- The day `count` days after (negative: before) a day; `count` may be a column. -#}
{% macro day_shift(day, count) -%}
    cast({{ dbt.dateadd('day', count, day) | trim }} as date)
{%- endmacro %}

{#- Days from `earlier` to `later`. -#}
{% macro days_between(later, earlier) -%}
    {{ dbt.datediff(earlier, later, 'day') | trim }}
{%- endmacro %}

{#- The day of the next month by which a month's deliveries are due. -#}
{% macro cutoff_date(month) -%}
    {{ day_shift(month_shift(month, 1), var('cutoff_day') - 1) }}
{%- endmacro %}

{% macro year_start(day) -%}
    make_date(year({{ day }}), 1, 1)
{%- endmacro %}

{#- The first day of the calendar quarter that a date lies in. -#}
{% macro quarter_start(day) -%}
    cast(date_trunc('quarter', {{ day }}) as date)
{%- endmacro %}

{#- Done in the calendar year of a month, and not after its last day. Never: false. -#}
{% macro is_this_year_so_far(day, month) -%}
    coalesce({{ day }} between {{ year_start(month) }} and {{ month_end(month) }}, false)
{%- endmacro %}

{#- Whole calendar months from `earlier` to `later`; days do not count. -#}
{% macro months_between(later, earlier) -%}
    (year({{ later }}) * 12 + month({{ later }}) - year({{ earlier }}) * 12 - month({{ earlier }}))
{%- endmacro %}

{#- Completed years of age on a day; null when either date is. Born on 29 February: from 1 March. -#}
{% macro age_on(birth_date, day) -%}
    (
        year({{ day }}) - year({{ birth_date }})
        - case
            when month({{ day }}) * 100 + day({{ day }})
                < month({{ birth_date }}) * 100 + day({{ birth_date }})
                then 1
            else 0
        end
    )
{%- endmacro %}

{#-
    适龄劳动力. An unknown age is not of working age. The ages are columns of a row of
    int_month__parameters that the query joins as `parameter`.
-#}
{% macro is_working_age(
    birth_date, day, minimum='parameter.working_age_min', maximum='parameter.working_age_max'
) -%}
    coalesce({{ age_on(birth_date, day) }} between {{ minimum }} and {{ maximum }}, false)
{%- endmacro %}

{#- An episode touches the month: begun by its end, not ended before it. No end: still working. -#}
{% macro is_open_in_month(start_month, end_month, month) -%}
    (
        ({{ start_month }} is null or {{ start_month }} <= {{ month_end(month) }})
        and ({{ end_month }} is null or {{ end_month }} >= {{ month }})
    )
{%- endmacro %}

{#-
    The same calendar month of the frozen year (or that with a number), seen from a later year; in
    that year and before: null.
    A column to join by: a condition on both sides makes DuckDB compare every row with every other.
-#}
{% macro baseline_month(month, number=none) -%}
    case
        when year({{ month }}) > {{ var('baseline_year') }}
            then make_date({{ var('baseline_year') }}, {{ number or 'month(' ~ month ~ ')' }}, 1)
    end
{%- endmacro %}
