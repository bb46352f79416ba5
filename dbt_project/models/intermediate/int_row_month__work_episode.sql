{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_national_monitoring__work_episode'),
    'T-N2',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'id_birth_date', 'has_worked', 'start_month', 'end_month', 'work_region', 'wage_cny',
        'industry', 'channel', 'transport_subsidy_cny', 'labour_skill', 'school_state',
    ]
) }}
