{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_national_monitoring__village'),
    'T-N5',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'village_name',
        'is_assisted', 'households', 'population',
    ]
) }}
