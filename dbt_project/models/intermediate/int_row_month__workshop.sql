{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_national_monitoring__workshop'),
    'T-N6b',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'workshop_name',
        'approved_date', 'workshop_state', 'workers', 'relieved_workers',
    ]
) }}
