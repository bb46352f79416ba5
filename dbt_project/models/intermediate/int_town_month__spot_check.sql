{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with town as (

    select distinct
        report_month,
        county_code,
        town_code
    from {{ ref('int_row_month__rural_labour') }}
    where town_code is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H1') }}

),

-- Called in vain is checked too: the township was drawn.
checked_town as (

    select distinct
        report_month,
        county_code,
        town_code
    from {{ ref('int_spot_check_month') }}
    where is_checked_this_quarter
        and {{ in_months_to_build('report_month') }}

),

covered as (

    select
        town.report_month,
        town.county_code,
        town.town_code,
        true as has_labour_rows,
        checked_town.town_code is not null as is_town_checked_this_quarter
    from town
    left join checked_town
        on town.report_month = checked_town.report_month
        and town.county_code = checked_town.county_code
        and town.town_code = checked_town.town_code

)

select * from covered
