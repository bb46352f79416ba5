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

        -- class
        class_no,
        training_provider,
        training_kind,
        training_mode,
        trade,
        skill_level as trained_skill_level,
        trainee_groups,
        is_qualified,
        has_certificate,

        -- work afterwards
        is_employed as is_employed_after_class,

        -- numerics
        class_hours,
        subsidy_cny,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        opened_date,
        closed_date,
        employed_date

    from {{ source('jilin_employment', 'training') }}

)

select * from renamed
