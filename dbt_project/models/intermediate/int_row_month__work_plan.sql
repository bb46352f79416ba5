{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_national_monitoring__work_plan'),
    'T-N3',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'plans_to_work', 'planned_month', 'service_needs',
    ]
) }}
