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
        work_place,

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
        risk_kinds,
        is_risk_eliminated,
        is_risk_eliminated_2,
        is_relocated,

        -- person
        relation,
        education,
        school_state,
        labour_skill,

        -- work
        has_employer,
        public_post,

        -- numerics
        months_worked,
        public_post_months,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        identified_month

    from {{ source('national_monitoring', 'poverty_population') }}

)

select * from renamed
