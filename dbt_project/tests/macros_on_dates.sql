{#- The date macros at the ends of months, years and leap years. -#}
-- depends_on: {{ ref('dim_month') }}, so that Dagster shows it as that model's check
with dates as (

    select 'text' as name, {{ month_from_text("'2022-05'") }} as actual, {{ date_literal('2022-05-01') }} as expected
    union all
    select 'leap february', {{ month_end(date_literal('2024-02-01')) }}, {{ date_literal('2024-02-29') }}
    union all
    select 'end of the year', {{ month_end(date_literal('2021-12-15')) }}, {{ date_literal('2021-12-31') }}
    union all
    select 'into the next year', {{ month_shift(date_literal('2021-12-01'), 1) }}, {{ date_literal('2022-01-01') }}
    union all
    select 'into the year before', {{ month_shift(date_literal('2022-01-01'), -1) }}, {{ date_literal('2021-12-01') }}
    union all
    select 'nowhere', {{ month_shift(date_literal('2022-01-01'), 0) }}, {{ date_literal('2022-01-01') }}
    union all
    select 'start of the month', {{ month_start(date_literal('2024-02-29')) }}, {{ date_literal('2024-02-01') }}
    union all
    select 'start of an unknown month', {{ month_start('cast(null as date)') }}, null
    union all
    select 'thirty days over a leap february', {{ day_shift(date_literal('2024-02-01'), 30) }}, {{ date_literal('2024-03-02') }}
    union all
    select 'days back', {{ day_shift(date_literal('2022-01-01'), -1) }}, {{ date_literal('2021-12-31') }}
    union all
    select 'cut-off day', {{ cutoff_date(date_literal('2021-12-01')) }}, {{ day_shift(date_literal('2022-01-01'), var('cutoff_day') - 1) }}
    union all
    select 'end of a quarter', {{ quarter_start(date_literal('2022-03-31')) }}, {{ date_literal('2022-01-01') }}
    union all
    select 'begin of a quarter', {{ quarter_start(date_literal('2022-10-01')) }}, {{ date_literal('2022-10-01') }}
    union all
    select 'start of the year', {{ year_start(date_literal('2022-12-31')) }}, {{ date_literal('2022-01-01') }}
    union all
    select 'the frozen year seen from later', {{ baseline_month(date_literal('2022-05-01')) }}, make_date({{ var('baseline_year') }}, 5, 1)
    union all
    select 'the frozen year seen from itself', {{ baseline_month(date_literal('2021-05-01')) }}, null

),

counts as (

    select 'across a year' as name, {{ months_between(date_literal('2022-01-01'), date_literal('2021-12-31')) }} as actual, 1 as expected
    union all
    select 'within a month', {{ months_between(date_literal('2022-01-31'), date_literal('2022-01-01')) }}, 0
    union all
    select 'backwards', {{ months_between(date_literal('2021-12-01'), date_literal('2022-02-01')) }}, -2
    union all
    select 'days of a leap february', {{ days_between(date_literal('2024-03-01'), date_literal('2024-02-01')) }}, 29
    union all
    select 'days before', {{ days_between(date_literal('2022-01-01'), date_literal('2022-01-03')) }}, -2
    union all
    select 'the day before a birthday', {{ age_on(date_literal('2006-05-31'), date_literal('2022-05-30')) }}, 15
    union all
    select 'on a birthday', {{ age_on(date_literal('2006-05-31'), date_literal('2022-05-31')) }}, 16
    union all
    select 'born on a leap day, 28 february', {{ age_on(date_literal('2004-02-29'), date_literal('2022-02-28')) }}, 17
    union all
    select 'born on a leap day, 1 march', {{ age_on(date_literal('2004-02-29'), date_literal('2022-03-01')) }}, 18
    union all
    select 'unknown birthday', {{ age_on('cast(null as date)', date_literal('2022-05-30')) }}, null

),

flags as (

    select 'sixteen' as name, {{ is_working_age(date_literal('2006-05-31'), date_literal('2022-05-31'), 16, 59) }} as actual, true as expected
    union all
    select 'fifty-nine', {{ is_working_age(date_literal('1962-06-01'), date_literal('2022-05-31'), 16, 59) }}, true
    union all
    select 'sixty', {{ is_working_age(date_literal('1962-05-31'), date_literal('2022-05-31'), 16, 59) }}, false
    union all
    select 'another age by the parameters', {{ is_working_age(date_literal('1962-05-31'), date_literal('2022-05-31'), 16, 60) }}, true
    union all
    select 'age unknown', {{ is_working_age('cast(null as date)', date_literal('2022-05-31'), 16, 59) }}, false
    union all
    select 'open without dates', {{ is_open_in_month('cast(null as date)', 'cast(null as date)', date_literal('2022-05-01')) }}, true
    union all
    select 'begins this month', {{ is_open_in_month(date_literal('2022-05-01'), 'cast(null as date)', date_literal('2022-05-01')) }}, true
    union all
    select 'begins next month', {{ is_open_in_month(date_literal('2022-06-01'), 'cast(null as date)', date_literal('2022-05-01')) }}, false
    union all
    select 'ends this month', {{ is_open_in_month(date_literal('2021-05-01'), date_literal('2022-05-01'), date_literal('2022-05-01')) }}, true
    union all
    select 'the last day of the month', {{ is_this_year_so_far(date_literal('2022-05-31'), date_literal('2022-05-01')) }}, true
    union all
    select 'the day after', {{ is_this_year_so_far(date_literal('2022-06-01'), date_literal('2022-05-01')) }}, false
    union all
    select 'new year', {{ is_this_year_so_far(date_literal('2022-01-01'), date_literal('2022-05-01')) }}, true
    union all
    select 'new year''s eve', {{ is_this_year_so_far(date_literal('2021-12-31'), date_literal('2022-05-01')) }}, false
    union all
    select 'never', {{ is_this_year_so_far('cast(null as date)', date_literal('2022-05-01')) }}, false
    union all
    select 'ended last month', {{ is_open_in_month(date_literal('2021-05-01'), date_literal('2022-04-01'), date_literal('2022-05-01')) }}, false

)

select name from dates
where actual is distinct from expected
union all
select name from counts
where actual is distinct from expected
union all
select name from flags
where actual is distinct from expected
