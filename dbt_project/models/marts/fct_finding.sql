{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with finding as (

    select * from {{ ref('stg_quality__finding') }}
    where {{ in_months_to_build('report_month') }}

)

select
    -- ids
    finding_id,
    rule_id,
    problem_key,
    delivery_id,
    sheet_name,
    cast(row_no as integer) as row_no,
    person_key,

    -- places
    county_code,
    town_code,
    report_month,

    -- rule
    severity,
    owner,
    action,

    -- text
    source,
    table_name,
    column_name,
    facts,
    message,
    is_exempt
from finding
