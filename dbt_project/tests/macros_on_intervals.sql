{#- Wilson's interval on shares whose bounds stand in textbooks: 50 of 100, 30 of 30, none of 10. -#}
-- depends_on: {{ ref('fct_spot_check') }}, so that Dagster shows it as that model's check
with checked as (

    select 'half, lower' as name, round({{ wilson('0.5', '100', 'lower') }}, 4) as actual, 0.4038 as expected
    union all
    select 'half, upper', round({{ wilson('0.5', '100', 'upper') }}, 4), 0.5962
    union all
    select 'all right, lower', round({{ wilson('1', '30', 'lower') }}, 4), 0.8865
    union all
    select 'all right, upper', round({{ wilson('1', '30', 'upper') }}, 4), 1.0
    union all
    select 'none right, upper', round({{ wilson('0', '10', 'upper') }}, 4), 0.2775
    union all
    select 'nobody', {{ wilson('cast(null as double)', 'cast(null as double)', 'lower') }}, null

)

select name from checked
where actual is distinct from expected
