{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_civil_affairs__low_income'),
    'T-C1',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'id_birth_date', 'low_income_kind',
    ]
) }}
