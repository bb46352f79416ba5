{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__service'),
    'T-H3',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'service_date', 'service_kind', 'has_helper',
    ]
) }}
