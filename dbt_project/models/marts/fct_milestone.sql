-- From where a count stands to where it must be at the end of the year, on a straight line, step by step.
with needed as (

    select
        indicator_id,
        county_code,
        report_month,
        value,
        year_target,
        still_needed,
        {{ month_end('report_month') }} as start_date,
        make_date(year(report_month), 12, 31) as end_date
    from {{ ref('fct_comparison_published') }}
    where indicator_id in ('I01', 'I02', 'I03', 'I04')
        and still_needed > 0
        and month(report_month) < 12

),

-- Where a week would need less than one, a month is the step.
stepped as (

    select
        *,
        {{ days_between('end_date', 'start_date') }} as days,
        still_needed * 7 >= {{ days_between('end_date', 'start_date') }} as is_weekly
    from needed

),

step as (

    {{ dbt.generate_series(53) | trim }}

),

dated as (

    select
        stepped.*,
        least(
            {{ day_shift('stepped.start_date', '7 * cast(step.generated_number as integer)') }},
            stepped.end_date
        ) as milestone_date
    from stepped
    cross join step
    where stepped.is_weekly

    union

    select
        stepped.*,
        {{ month_end('month.report_month') }} as milestone_date
    from stepped
    inner join {{ ref('months') }} as month
        on year(stepped.report_month) = year(month.report_month)
        and stepped.report_month < month.report_month
    where not stepped.is_weekly

)

select
    indicator_id,
    county_code,
    report_month,
    milestone_date,
    -- Rounded up: half a person is a person; but not by the last binary digit.
    cast(
        ceil(
            round(value + still_needed * {{ days_between('milestone_date', 'start_date') }} / days, 6)
        ) as double
    ) as needed_value
from dated
