with renamed as (

    select
        -- ids
        delivery_id,
        sheet_name,
        row_no,
        row_hash,

        -- places
        county_code,
        home_county_code,
        town_code,
        village_name,

        -- base
        base_name,
        base_level,
        approval_no,
        base_state,

        -- numerics
        startups,
        jobs,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        approved_date

    from {{ source('jilin_employment', 'base') }}

)

select * from renamed
