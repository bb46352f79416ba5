-- I10: how many days after the cut-off day the last of a county's monthly tables first came in.
with delivery as (

    select * from {{ ref('stg_register__delivery') }}
    where intake_state = 'conformed'
        and standing <> 'withdrawn'

),

effective as (

    select * from {{ ref('int_county_month__effective') }}

),

needed_table as (

    select * from {{ ref('indicator_tables') }}
    where indicator_id = 'I10'
        and is_needed

),

-- Received at is UTC; the office's day is China's, eight hours on.
first_received as (

    select
        table_name,
        county_code,
        report_month,
        cast(min(cast(substr(received_at, 1, 19) as timestamp)) + interval 8 hour as date)
            as received_date
    from delivery
    group by table_name, county_code, report_month

),

-- Only of counties all of whose tables came in this month and count.
punctual as (

    select
        effective.report_month,
        effective.county_code,
        max(
            greatest(
                {{ days_between('first_received.received_date', cutoff_date('effective.report_month')) }},
                0
            )
        ) as value
    from effective
    inner join needed_table
        on effective.table_name = needed_table.table_name
    left join first_received
        on effective.table_name = first_received.table_name
        and effective.county_code = first_received.county_code
        and effective.report_month = first_received.report_month
    group by effective.report_month, effective.county_code
    having count_if(effective.data_state <> '按期') = 0

),

above as (

    select
        punctual.report_month,
        area.area_code as county_code,
        max(punctual.value) as value
    from punctual
    inner join {{ areas_above() }} as area
        on punctual.county_code = area.county_code
    group by punctual.report_month, area.area_code

),

statistic as (

    select
        report_month,
        county_code,
        value
    from punctual

    union all

    select
        report_month,
        county_code,
        value
    from above

)

select
    'I10' as indicator_id,
    county_code,
    report_month,
    cast(value as double) as value,
    cast(null as string) as data_state,
    cast(null as date) as source_month
from statistic
