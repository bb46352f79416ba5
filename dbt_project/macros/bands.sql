{#- Ages and wages in the bands that reports use. Outside of all of them, or unknown: null. -#}

{% macro age_band(birth_date, day) -%}
    case
        when {{ age_on(birth_date, day) }} >= 60 then '60及以上'
        when {{ age_on(birth_date, day) }} >= 55 then '55—59'
        when {{ age_on(birth_date, day) }} >= 45 then '45—54'
        when {{ age_on(birth_date, day) }} >= 35 then '35—44'
        when {{ age_on(birth_date, day) }} >= 25 then '25—34'
        when {{ age_on(birth_date, day) }} >= 16 then '16—24'
    end
{%- endmacro %}

{% macro wage_band(wage) -%}
    case
        when {{ wage }} >= 6000 then '6000元及以上'
        when {{ wage }} >= 5000 then '5000—5999'
        when {{ wage }} >= 4000 then '4000—4999'
        when {{ wage }} >= 3000 then '3000—3999'
        when {{ wage }} >= 2000 then '2000—2999'
        when {{ wage }} >= 1000 then '1000—1999'
        when {{ wage }} < 1000 then '1000元以下'
    end
{%- endmacro %}
