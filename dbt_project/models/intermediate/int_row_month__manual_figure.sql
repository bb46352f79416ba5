{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_manual__manual_figure'),
    'T-M1',
    [
        'delivery_id', 'county_code', 'home_county_code', 'town_code', 'sheet_name', 'row_no',
        'indicator_id', 'period_month', 'filled_value', 'is_done',
    ]
) }}
