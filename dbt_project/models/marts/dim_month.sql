-- From the frozen year to the year after the last data, and at least three years.
with calendar as (

    select
        *,
        year(report_month) as year,
        month(report_month) as month
    from {{ ref('months') }}

),

spring_festival as (

    select
        year,
        spring_festival as spring_festival_date
    from {{ ref('spring_festival') }}

),

baseline_festival as (

    select spring_festival_date as baseline_festival_date from spring_festival
    where year = {{ var('baseline_year') }}

),

last_data as (

    select max(year(report_month)) as last_year from {{ ref('int_month__reported') }}

),

described as (

    select
        calendar.report_month,
        calendar.year,
        calendar.month,
        calendar.month_label,
        coalesce(calendar.month = month(spring_festival.spring_festival_date), false)
            as is_spring_festival_month,
        case
            when calendar.month = month(spring_festival.spring_festival_date)
                then spring_festival.spring_festival_date
        end as spring_festival_date,
        calendar.peak_name,
        calendar.is_covid_month,
        concat_ws(
            '；',
            case
                when calendar.month <= 2 and calendar.year > {{ var('baseline_year') }}
                    then '春节错月：' || calendar.year || '年春节为'
                        || month(spring_festival.spring_festival_date) || '月'
                        || day(spring_festival.spring_festival_date)
                        || '日，{{ var("baseline_year") }}年为'
                        || month(baseline_festival.baseline_festival_date) || '月'
                        || day(baseline_festival.baseline_festival_date)
                        || '日，同比受影响'
            end,
            calendar.note
        ) as note
    from calendar
    left join spring_festival
        on calendar.year = spring_festival.year
    cross join baseline_festival
    cross join last_data
    where calendar.year <= greatest(coalesce(last_data.last_year, 0) + 1, {{ var('baseline_year') }} + 2)

)

select
    report_month,
    cast(year as integer) as year,
    cast(month as integer) as month,
    month_label,
    is_spring_festival_month,
    spring_festival_date,
    peak_name,
    is_covid_month,
    nullif(note, '') as note
from described
