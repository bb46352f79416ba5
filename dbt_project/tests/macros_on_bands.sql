{#- The bands at their edges. -#}
-- depends_on: {{ ref('fct_composition') }}, so that Dagster shows it as that model's check
with banded as (

    select 'the day before sixteen' as name, {{ age_band(date_literal('2006-06-01'), date_literal('2022-05-31')) }} as actual, cast(null as string) as expected
    union all
    select 'sixteen', {{ age_band(date_literal('2006-05-31'), date_literal('2022-05-31')) }}, '16—24'
    union all
    select 'twenty-five', {{ age_band(date_literal('1997-05-31'), date_literal('2022-05-31')) }}, '25—34'
    union all
    select 'fifty-four', {{ age_band(date_literal('1967-06-01'), date_literal('2022-05-31')) }}, '45—54'
    union all
    select 'fifty-nine', {{ age_band(date_literal('1962-06-01'), date_literal('2022-05-31')) }}, '55—59'
    union all
    select 'sixty', {{ age_band(date_literal('1962-05-31'), date_literal('2022-05-31')) }}, '60及以上'
    union all
    select 'age unknown', {{ age_band('cast(null as date)', date_literal('2022-05-31')) }}, null
    union all
    select 'no pay', {{ wage_band('0') }}, '1000元以下'
    union all
    select 'just under a thousand', {{ wage_band('999.99') }}, '1000元以下'
    union all
    select 'a thousand', {{ wage_band('1000') }}, '1000—1999'
    union all
    select 'just under six thousand', {{ wage_band('5999.5') }}, '5000—5999'
    union all
    select 'six thousand', {{ wage_band('6000') }}, '6000元及以上'
    union all
    select 'pay unknown', {{ wage_band('cast(null as double)') }}, null

)

select name from banded
where actual is distinct from expected
