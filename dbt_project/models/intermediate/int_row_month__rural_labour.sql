{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__rural_labour'),
    'T-H1',
    [
        'delivery_id', 'county_code', 'home_county_code', 'town_code', 'sheet_name', 'row_no',
        'person_key', 'row_hash', 'id_birth_date', 'hukou_kind', 'employment_state',
        'transfer_state', 'work_region', 'start_date', 'return_date', 'wage_cny', 'skill_level',
        'wants_training', 'updated_date',
    ]
) }}
