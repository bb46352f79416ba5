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

        -- registration
        registration_kind,
        has_employer,
        has_unemployment_no,
        leave_reason,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        registered_date,
        contract_start,
        contract_end,
        released_date,
        unemployed_from,
        unemployed_to

    from {{ source('jilin_employment', 'registration') }}

)

select * from renamed
