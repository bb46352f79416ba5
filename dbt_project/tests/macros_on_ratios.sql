{#-
    The ratio macros on numbers that anybody can check, the province's published ones among them:
    11.36万 is 106% of the task of 10.73万, and 100.5% of the 11.3万 of 2021; of them 17,482 worked
    outside the province (15.4%), 12,044 in another county (10.6%), 84,078 at home (74.0%).
-#}
-- depends_on: {{ ref('fct_comparison') }}, so that Dagster shows it as that model's check
with checked as (

    select 'a task' as name, round({{ safe_div(11.36, 10.73) }}, 2) as actual, 1.06 as expected
    union all
    select 'a year', round({{ safe_div(11.36, 11.3) }}, 3), 1.005
    union all
    select 'outside the province', round({{ safe_div(17482, '17482 + 12044 + 84078') }}, 3), 0.154
    union all
    select 'in another county', round({{ safe_div(12044, '17482 + 12044 + 84078') }}, 3), 0.106
    union all
    select 'at home', round({{ safe_div(84078, '17482 + 12044 + 84078') }}, 3), 0.740
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

    select 'at pace' as name, {{ status_from_gap('0.0', 0.03) }} as actual, '达标' as expected
    union all
    select 'a hair behind', {{ status_from_gap('-0.0001', 0.03) }}, '临近'
    union all
    select 'three points behind', {{ status_from_gap('cast(0.95 as double) - cast(0.98 as double)', 0.03) }}, '临近'
    union all
    select 'more than three points behind', {{ status_from_gap('-0.0301', 0.03) }}, '滞后'
    union all
    select 'three points behind of two', {{ status_from_gap('-0.03', 0.02) }}, '滞后'
    union all
    select 'no more than allowed', {{ status_at_most('1.3', '1.3', '1.5') }}, '达标'
    union all
    select 'a little more', {{ status_at_most('1.5', '1.3', '1.5') }}, '临近'
    union all
    select 'more, and nothing in between', {{ status_at_most('1', '0', 'null') }}, '滞后'
    union all
    select 'nothing known of it', {{ status_at_most('cast(null as double)', '0', '1') }}, null
    union all
    select 'done', {{ status_complete('1', '1', date_literal('2022-02-01')) }}, '达标'
    union all
    select 'still to be done', {{ status_complete('0', '1', date_literal('2022-11-30')) }}, '临近'
    union all
    select 'not done', {{ status_complete('0', '1', date_literal('2022-12-01')) }}, '滞后'
    union all
    select 'not reported', {{ status_complete('cast(null as double)', '1', date_literal('2022-12-01')) }}, null
    union all
    select 'unknown', {{ status_from_gap('cast(null as double)', 0.03) }}, null

)

select name from checked
where actual is distinct from expected
union all
select name from judged
where actual is distinct from expected
