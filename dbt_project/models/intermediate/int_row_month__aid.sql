{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__aid'),
    'T-H6',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'aid_kind', 'approved_date', 'left_date',
    ]
) }}
