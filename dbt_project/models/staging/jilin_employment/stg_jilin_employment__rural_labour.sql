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
        work_region,
        work_province,
        work_city,
        work_county,

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
        hukou_kind,
        education,
        population_class,
        is_poverty_relieved,
        is_monitored,
        is_relocated,
        is_returnee,

        -- work
        employment_state,
        employment_form,
        transfer_state,
        transfer_mode,
        contract_state,
        has_employer,
        industry,
        skill_level,
        startup_state,
        wants_job,
        wants_training,

        -- numerics
        wage_cny,
        months_worked,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        start_date,
        return_date,
        updated_date

    from {{ source('jilin_employment', 'rural_labour') }}

)

select * from renamed
