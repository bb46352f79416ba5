{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- “3个1”：each assisted village, and whether a job fair, an outreach and an escorted departure named it.
with village as (

    select * from {{ ref('int_row_month__village') }}
    where is_assisted
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N5') }}

),

event as (

    select * from {{ ref('int_event_month') }}
    where campaign in ('专场招聘会', '三送下乡', '送人到企')
        and {{ in_months_to_build('report_month') }}

),

named_village as (

    select * from {{ ref('stg_jilin_employment__event_value') }}
    where cell_column = 'villages'
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H5') }}

),

-- A county's villages are served by its own events and by the city's.
book as (

    select
        county_code,
        county_code as book_county_code
    from {{ ref('counties') }}
    where level = 'county'

    union all

    select
        county_code,
        city_code as book_county_code
    from {{ ref('counties') }}
    where level = 'county'

),

served as (

    select
        event.report_month,
        book.county_code,
        named_village.cell_value as village_name,
        bool_or(event.campaign = '专场招聘会') as has_job_fair,
        bool_or(event.campaign = '三送下乡') as has_outreach,
        bool_or(event.campaign = '送人到企') as has_escorted_departure
    from event
    inner join named_village
        on event.delivery_id = named_village.delivery_id
        and event.sheet_name is not distinct from named_village.sheet_name
        and event.row_no = named_village.row_no
    inner join book
        on event.county_code = book.book_county_code
    group by event.report_month, book.county_code, named_village.cell_value

),

covered as (

    select
        village.report_month,
        village.county_code,
        village.town_code,
        village.delivery_id,
        village.sheet_name,
        village.row_no,
        village.village_name,
        village.is_assisted,
        coalesce(served.has_job_fair, false) as has_job_fair,
        coalesce(served.has_outreach, false) as has_outreach,
        coalesce(served.has_escorted_departure, false) as has_escorted_departure
    from village
    left join served
        on village.report_month = served.report_month
        and village.county_code = served.county_code
        and village.village_name = served.village_name

)

select * from covered
