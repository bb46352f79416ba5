-- Every calendar month from the first to the last in the register, so that a month nobody
-- delivered still has a row.
with delivery as (

    select * from {{ ref('stg_register__delivery') }}

),

calendar as (

    select * from {{ ref('months') }}

),

span as (

    select
        min(report_month) as first_month,
        max(report_month) as last_month
    from delivery

),

reported as (

    select calendar.report_month
    from calendar
    inner join span
        on calendar.report_month between span.first_month and span.last_month

)

select * from reported
