{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_national_monitoring__public_post'),
    'T-N6a',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'id_birth_date', 'post_kind', 'start_date', 'end_date', 'monthly_pay_cny', 'is_weak_labour',
        'attendance_days',
    ]
) }}
