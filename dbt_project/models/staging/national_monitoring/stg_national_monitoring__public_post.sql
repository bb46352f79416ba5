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

        -- post
        post_kind,
        employer_unit,
        is_weak_labour,
        has_insurance,

        -- numerics
        monthly_pay_cny,
        monthly_pay_form,
        attendance_days,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        start_date,
        end_date

    from {{ source('national_monitoring', 'public_post') }}

)

select * from renamed
