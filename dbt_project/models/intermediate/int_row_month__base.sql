{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__base'),
    'T-H4',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'base_name',
        'base_level', 'approved_date', 'startups', 'jobs', 'base_state',
    ]
) }}
