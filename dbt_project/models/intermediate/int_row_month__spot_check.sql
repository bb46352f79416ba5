{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_spot_check__spot_check'),
    'T-S1',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'round_no', 'sample_no', 'is_reached', 'state_is_true', 'region_is_true', 'training_is_true', 'skill_is_true',
        'wage_is_true', 'checked_date',
    ]
) }}
