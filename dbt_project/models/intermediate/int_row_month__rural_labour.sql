{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__rural_labour'),
    'T-H1',
    [
        'delivery_id', 'county_code', 'home_county_code', 'town_code', 'sheet_name', 'row_no',
        'person_key', 'row_hash', 'id_birth_date', 'id_sex', 'hukou_kind', 'education',
        'population_class', 'is_returnee', 'employment_state', 'employment_form', 'transfer_state',
        'transfer_mode', 'work_region', 'industry', 'start_date', 'return_date', 'wage_cny',
        'months_worked', 'skill_level', 'contract_state', 'startup_state', 'wants_job',
        'wants_training', 'updated_date',
    ]
) }}
