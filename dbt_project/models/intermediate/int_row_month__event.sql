{{ config(materialized='view') }}

{{ counting_rows(
    ref('stg_jilin_employment__event'),
    'T-H5',
    [
        'delivery_id', 'county_code', 'town_code', 'sheet_name', 'row_no', 'event_name',
        'campaign', 'event_date', 'event_form', 'firms', 'posts', 'attendees', 'intents',
        'signed', 'viewers',
    ]
) }}
