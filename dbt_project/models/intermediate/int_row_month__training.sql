{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__training'),
    'T-H2',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'person_key',
        'class_no', 'training_kind', 'training_mode', 'trainee_groups', 'is_qualified',
        'subsidy_cny', 'closed_date', 'is_employed_after_class', 'employed_date',
    ]
) }}
