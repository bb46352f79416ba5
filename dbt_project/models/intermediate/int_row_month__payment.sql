{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__payment'),
    'T-H8',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'policy', 'subsidy_month', 'amount_cny',
    ]
) }}
