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

        -- sample
        round_no,
        sample_no,
        checked_table,
        is_reached,
        has_checker,

        -- answers
        state_is_true,
        region_is_true,
        training_is_true,
        skill_is_true,
        wage_is_true,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        checked_date

    from {{ source('spot_check', 'spot_check') }}

)

select * from renamed
