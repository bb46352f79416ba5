{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_national_monitoring__household'),
    'T-N4',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'household_no', 'household_kind', 'monitor_kind', 'is_relocated', 'members', 'workers',
    ]
) }}
