{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__registration'),
    'T-H7',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'registration_kind', 'registered_date', 'leave_reason',
    ]
) }}
