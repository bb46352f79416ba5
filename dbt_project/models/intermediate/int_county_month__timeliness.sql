-- How much of what a county owes every month came in time: 1 for each table up to the cut-off day,
-- less by the day after it, 0 for what is missing or could not be read.
with delivery as (

    select * from {{ ref('stg_register__delivery') }}
    where intake_state = 'conformed'
        and standing <> 'withdrawn'

),

due as (

    select
        reported.report_month,
        county.county_code,
        source_table.table_name,
        parameter.score_late_days
    from {{ ref('int_month__reported') }} as reported
    cross join {{ ref('counties') }} as county
    cross join {{ ref('source_tables') }} as source_table
    inner join {{ ref('int_month__parameters') }} as parameter
        on reported.report_month = parameter.report_month
    where county.level = 'county'
        and source_table.book_kind = 'monthly'

),

-- Received at is UTC; the office's day is China's, eight hours on.
first_received as (

    select
        report_month,
        county_code,
        table_name,
        cast(min(cast(substr(received_at, 1, 19) as timestamp)) + interval 8 hour as date)
            as received_date
    from delivery
    group by report_month, county_code, table_name

),

-- Lateness that the city excused.
excused as (

    select distinct
        report_month,
        county_code,
        table_name
    from {{ ref('stg_quality__finding') }}
    where rule_id = 'R12'
        and is_exempt

),

share as (

    select
        due.report_month,
        due.county_code,
        case
            when first_received.received_date is null then 0
            when excused.table_name is not null then 1
            else greatest(
                0,
                1 - greatest(
                    0,
                    {{ days_between('first_received.received_date', cutoff_date('due.report_month')) }}
                ) / due.score_late_days
            )
        end as timely_share
    from due
    left join first_received
        on due.report_month = first_received.report_month
        and due.county_code = first_received.county_code
        and due.table_name = first_received.table_name
    left join excused
        on due.report_month = excused.report_month
        and due.county_code = excused.county_code
        and due.table_name = excused.table_name

)

select
    report_month,
    county_code,
    cast(avg(timely_share) as double) as timely_share
from share
group by report_month, county_code
