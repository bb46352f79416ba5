with renamed as (

    select
        -- ids
        delivery_id,
        sheet_name,
        row_no,
        person_key,
        row_hash,
        household_no,

        -- places
        county_code,
        home_county_code,
        town_code,
        village_name,
        settlement,
        road_kind,

        -- identity number, as far as it may be known
        id_problem,
        id_length,
        id_birth_date,
        id_sex,
        id_prefix,
        has_name,
        has_phone,
        is_synthetic,

        -- household
        household_kind,
        monitor_kind,
        is_relocated,

        -- numerics
        members,
        workers,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month

    from {{ source('national_monitoring', 'household') }}

)

select * from renamed
