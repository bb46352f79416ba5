{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Every row that the county delivered, whether its person can be told or not.
with delivered as (

    {{ counting_rows(
        ref('stg_national_monitoring__public_post'),
        'T-N6a',
        ['delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no'],
        with_left_out=true
    ) | indent(4) }}

)

select
    report_month,
    county_code,
    town_code,
    delivery_id,
    sheet_name,
    row_no,
    true as is_delivered_post,
    not is_quarantined as is_named_post
from delivered
where {{ in_months_to_build('report_month') }}
    and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N6a') }}
