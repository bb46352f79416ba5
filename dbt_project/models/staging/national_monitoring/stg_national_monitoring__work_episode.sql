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
        work_region,
        work_province,
        work_city,
        work_county,
        work_town,

        -- identity number, as far as it may be known
        id_problem,
        id_length,
        id_birth_date,
        id_sex,
        id_prefix,
        has_name,
        has_phone,
        is_synthetic,

        -- person and household
        household_kind,
        monitor_kind,
        school_state,
        labour_skill,

        -- work
        has_worked,
        has_employer,
        industry,
        channel,
        is_point_to_point,

        -- numerics
        wage_cny,
        transport_subsidy_cny,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        start_month,
        end_month

    from {{ source('national_monitoring', 'work_episode') }}

)

select * from renamed
