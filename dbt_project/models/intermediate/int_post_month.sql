{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Every post of the book, and whether somebody is on it now or was this year.
with post as (

    select * from {{ ref('int_row_month__public_post') }}
    where {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N6a') }}

),

dated as (

    select
        *,
        coalesce(start_date <= {{ month_end('report_month') }}, true) as is_begun
    from post

),

classified as (

    select
        report_month,
        delivery_id,
        sheet_name,
        row_no,
        county_code,
        town_code,
        person_key,
        id_birth_date,
        post_kind,
        monthly_pay_cny,
        attendance_days,
        is_weak_labour,
        is_begun and coalesce(end_date >= {{ month_end('report_month') }}, true) as is_on_post,
        is_begun and coalesce(end_date >= {{ year_start('report_month') }}, true)
            as is_post_of_year
    from dated

)

select
    *,
    is_on_post and coalesce(attendance_days = 0 and monthly_pay_cny > 0, false)
        as is_paid_unattended
from classified
