{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_national_monitoring__poverty_population'),
    'T-N1',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'household_kind', 'monitor_kind',
    ]
) }}
