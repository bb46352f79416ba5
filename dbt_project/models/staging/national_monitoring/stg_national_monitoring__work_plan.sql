with renamed as (

    select
        -- ids
        delivery_id,
        sheet_name,
        row_no,
        person_key,
        row_hash,
        household_no,
        person_no,

        -- places
        county_code,
        home_county_code,
        town_code,
        village_name,
        planned_province,
        planned_city,
        planned_county,

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

        -- plan
        plans_to_work,
        service_needs,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        planned_month

    from {{ source('national_monitoring', 'work_plan') }}

)

select * from renamed
