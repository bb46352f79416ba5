with renamed as (

    select
        -- ids
        delivery_id,
        sheet_name,
        row_no,
        person_key,
        row_hash,

        -- places
        county_code,
        home_county_code,
        town_code,
        village_name,

        -- identity number, as far as it may be known
        id_problem,
        id_length,
        id_birth_date,
        id_sex,
        id_prefix,
        has_name,
        has_phone,
        is_synthetic,

        -- person
        low_income_kind,
        can_work,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        approved_month

    from {{ source('civil_affairs', 'low_income') }}

)

select * from renamed
