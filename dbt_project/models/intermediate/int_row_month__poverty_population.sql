{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_national_monitoring__poverty_population'),
    'T-N1',
    [
        'delivery_id', 'county_code', 'home_county_code', 'town_code', 'sheet_name', 'row_no',
        'person_key', 'id_birth_date', 'household_no', 'household_kind', 'monitor_kind',
        'identified_month', 'is_risk_eliminated', 'is_relocated', 'school_state', 'labour_skill',
        'public_post',
    ]
) }}
