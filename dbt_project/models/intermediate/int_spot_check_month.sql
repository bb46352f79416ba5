{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with sample as (

    select
        *,
        coalesce(is_reached, false) as is_verified,
        coalesce(state_is_true, true)
        and coalesce(region_is_true, true)
        and coalesce(training_is_true, true)
        and coalesce(skill_is_true, true)
        and coalesce(wage_is_true, true) as is_without_fault,
        checked_date >= {{ quarter_start('report_month') }} as is_checked_this_quarter
    from {{ ref('int_row_month__spot_check') }}
    where {{ is_this_year_so_far('checked_date', 'report_month') }}
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-S1') }}

),

checked as (

    select
        report_month,
        county_code,
        town_code,
        person_key,
        delivery_id,
        sheet_name,
        row_no,
        round_no,
        sample_no,
        is_verified,
        is_verified and is_without_fault as is_accurate,
        is_checked_this_quarter,
        is_checked_this_quarter and is_verified as is_verified_this_quarter,
        is_checked_this_quarter and is_verified and is_without_fault as is_accurate_this_quarter
    from sample

)

select * from checked
