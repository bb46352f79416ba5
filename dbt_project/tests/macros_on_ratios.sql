{#-
    The ratio macros on numbers that anybody can check, the province's published ones among them:
    11.36万 is 106% of the task of 10.73万, and 100.5% of the 11.3万 of 2021.
-#}
-- depends_on: {{ ref('fct_comparison') }}, so that Dagster shows it as that model's check
with checked as (

    select 'a task' as name, round({{ safe_div(11.36, 10.73) }}, 2) as actual, 1.06 as expected
    union all
    select 'a year', round({{ safe_div(11.36, 11.3) }}, 3), 1.005
    union all
    select 'integers do not truncate', {{ safe_div(1, 2) }}, 0.5
    union all
    select 'zero of something', {{ safe_div(0, 5) }}, 0.0
    union all
    select 'something of zero', {{ safe_div(5, 0) }}, null
    union all
    select 'nothing of nothing', {{ safe_div('null', 'null') }}, null
    union all
    select 'growth', {{ change_ratio(125, 100) }}, 0.25
    union all
    select 'decline', {{ change_ratio(75, 100) }}, -0.25
    union all
    select 'growth from nothing', {{ change_ratio(5, 0) }}, null

),

judged as (

    select 'at pace' as name, {{ status_from_gap('0.0') }} as actual, '达标' as expected
    union all
    select 'a hair behind', {{ status_from_gap('-0.0001') }}, '临近'
    union all
    select 'three points behind', {{ status_from_gap('cast(0.95 as double) - cast(0.98 as double)') }}, '临近'
    union all
    select 'more than three points behind', {{ status_from_gap('-0.0301') }}, '滞后'
    union all
    select 'unknown', {{ status_from_gap('cast(null as double)') }}, null

)

select name from checked
where actual is distinct from expected
union all
select name from judged
where actual is distinct from expected
